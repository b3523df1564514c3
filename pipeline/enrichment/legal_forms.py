"""Legal forms that stand before or after a company's name, folded, dots left out. Data only."""

BEHIND = frozenset(
    """
    sa sas sasu sarl eurl snc sci scop selarl selas sca gie scic eirl sarlu
    srl sprl nv bv bvba asbl vzw scrl
    gmbh ag kg ug ohg mbh ev kgaa se
    ltd limited inc incorporated corp corporation llc llp plc pty pte ltee senc sencrl
    spa sl slu sau ab oy oyj aps
    """.split()
)
"""After the name, several of them too: "Muster GmbH & Co. KG"."""
JOINTS = frozenset({"et", "and", "co", "cie"})
"""Between two of these, and only there: "& Co."."""
BEFORE = frozenset("sa sas sasu sarl eurl snc sci scop selarl selas sca gie scic eirl asbl srl sprl".split())
"""Before the name, as registers in France and Belgium write: "SARL Dupont"."""
NAMES = frozenset({"sas institute"})
"""Names that begin like a form and are none."""
