"""Trades and crafts by one plain word each, folded and masculine: all professional, and of operations unless said. Data only.

Nobody of the office, whose words stand in `title_ranks`; here are those of workshops, sites, fields, ships and stages.
"""

OPERATIONS = tuple(
    """
    poseur coupeur reparateur graveur depanneur trieur mouleur tuyauteur installateur polisseur plombier serrurier
    metallier platrier plaquiste facadier carrossier toleur tolier bobinier electromecanicien electrotechnicien
    hydraulicien thermicien cordiste coffreur ferrailleur grutier pontier cimentier scieur tapissier verrier vitrier
    miroitier menuisier doreur sellier cordonnier maroquinier tisserand brodeur modeleur modeliste patronnier
    imprimeur rotativiste relieur fondeur forgeron decoupeur emballeur conditionneur laveur plongeur balayeur
    eboueur ramasseur demenageur coursier facteur convoyeur dispatcheur agreeur brasseur oenologue
    horticulteur elagueur berger soigneur matelot marin capitaine
    pecheur batelier aiguilleur bagagiste metallurgiste decolleteur chaudronnier frigoriste
    calorifugeur etancheur echafaudeur terrassier foreur mineur carrier paveur bardeur etancheiste
    polymecanicien automaticien ferblantier
    bricklayer roofer plasterer joiner glazier scaffolder fitter millwright toolmaker assembler packer picker loader
    courier dispatcher trucker lineman rigger crane
    """.split()
)
"""What they make, mend, carry or grow is the work of operations."""

OTHERS = tuple(
    """
    maquilleur costumier decorateur scenographe acteur realisateur sculpteur compositeur historien linguiste
    cartographe meteorologue enqueteur huissier guichetier croupier
    toiletteur prothesiste opticien bottier conservateur lecteur correcteur conferencier majordome
    officier lieutenant commandant brigadier sapeur fusilier garde douanier conseiller
    gynecologue cardiologue pediatre anesthesiste psychiatre dermatologue ophtalmologue generaliste interniste
    infirmier praticien manipulateur ambulancier
    intervenant accueillant instructeur repetiteur moniteur prospecteur
    filmmaker sculptor composer historian linguist geographer economist interpreter
    """.split()
)
"""Whose function their word alone does not say here."""

ALL = (*OPERATIONS, *OTHERS)
"""Every word above."""
