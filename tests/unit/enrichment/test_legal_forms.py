"""Company names without their legal forms."""

import pytest

from pipeline.enrichment.company import bare_name


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("SARL Dupont", "Dupont"),
        ("Dupont S.A.R.L.", "Dupont"),
        ("Dupont Sàrl", "Dupont"),
        ("SELARL Martin & Associés", "Martin & Associés"),
        ("Acme, Inc.", "Acme"),
        ("Acme Ltd", "Acme"),
        ("Muster GmbH & Co. KG", "Muster"),
        ("Muster AG", "Muster"),
        ("Brasserie du Nord SPRL", "Brasserie du Nord"),
        ("Les Entreprises Tremblay Ltée", "Les Entreprises Tremblay"),
        ("  Acme   SAS  ", "Acme"),
        ("AG Insurance", "AG Insurance"),
        ("AG2R", "AG2R"),
        ("SAS Institute", "SAS Institute"),
        ("SA", "SA"),
        ("SAS SARL", "SAS"),
        ("Tiffany & Co.", "Tiffany & Co."),
        ("Marks and Spencer plc", "Marks and Spencer"),
        ("SC Johnson", "SC Johnson"),
        ("", ""),
    ],
)
def test_bare(name: str, bare: str) -> None:
    """Forms before and after the name go; what only looks like one stays, and so does a name of nothing else."""
    assert bare_name(name) == bare
