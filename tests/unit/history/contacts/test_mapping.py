"""Which column is what."""

from pathlib import Path

import pytest

from pipeline.history.contacts.headings import DEAL_HEADINGS, HEADINGS, RESULTS, ROW_TARGETS
from pipeline.history.contacts.mapping import TARGETS, Columns, guess, read_mapping, result_of, write_mapping
from pipeline.history.contacts.table import Table, read_table

HUBSPOT_EN = "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Company Name,Lifecycle Stage,Create Date,Country/Region,Original Source,Recent Conversion,Contact owner"
HUBSPOT_FR = "ID de l'enregistrement;Prénom;Nom;E-mail;Numéro de téléphone;Intitulé du poste;Nom de l'entreprise;Phase du cycle de vie;Date de création;Pays/Région;Source d'origine;Conversion la plus récente;Propriétaire du contact"
SALESFORCE_EN = "Lead ID,First Name,Last Name,Email,Phone,Title,Company / Account,Lead Status,Created Date,Country,Lead Source,Form Name,Lead Owner"
SALESFORCE_FR = "ID de la piste;Prénom;Nom de famille;Adresse e-mail;Téléphone;Titre;Société;Statut de la piste;Date de création;Pays;Origine de la piste;Formulaire;Propriétaire de la piste"
EXPECTED = [
    "contact_id", "first_name", "last_name", "email", "phone", "job.title", "company.name", "outcome", "occurred_at",
    "geo.country", "acquisition.source", "form.id",
]  # fmt: skip


def _table(folder: Path, *lines: str) -> Table:
    path = folder / "contacts.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path)


@pytest.mark.parametrize("headings", [HUBSPOT_EN, HUBSPOT_FR, SALESFORCE_EN, SALESFORCE_FR])
def test_exports_are_read_unasked(tmp_path: Path, headings: str) -> None:
    """HubSpot's and Salesforce's own headings are known in both languages; the owner is nothing of ours."""
    table = _table(tmp_path, headings)
    assert [target.fact for target in guess(table).columns.values()] == EXPECTED


def test_no_heading_is_two_things() -> None:
    """One heading stands for one thing, and every thing is one that a column can be."""
    names = [name for names in HEADINGS.values() for name in names]
    assert len(names) == len(set(names))
    assert set(HEADINGS) <= TARGETS
    words = [word for said in RESULTS.values() for word in said]
    assert len(words) == len(set(words))
    assert all(len(names) == len(set(names)) for names in DEAL_HEADINGS.values())
    assert set(ROW_TARGETS) <= TARGETS


def test_of_several_the_best_counts_first(tmp_path: Path) -> None:
    """The latest conversion dates a contact rather than the day a record was made, wherever the columns stand."""
    columns = guess(_table(tmp_path, "Create Date,Email,Recent Conversion Date"))
    assert columns.of("occurred_at") == ["Recent Conversion Date", "Create Date"]


def test_addresses_show_themselves(tmp_path: Path) -> None:
    """Where no heading says which column holds addresses, the cells do."""
    columns = guess(_table(tmp_path, "A,B", "Lambrex,c@orvalis.example", "Tarnos,d@orvalis.example"))
    assert columns.of("email") == ["B"]


@pytest.mark.parametrize(
    ("headings", "dates", "day_first", "guessed"),
    [
        ("Email,Create Date", ["3/4/2026", "12/31/2025"], False, False),
        ("Email,Create Date", ["3/4/2026", "31/12/2025"], True, False),
        ("Email,Create Date", ["3/4/2026"], False, True),
        ("E-mail,Date de création", ["3/4/2026"], True, True),
    ],
)
def test_day_or_month_first(tmp_path: Path, headings: str, dates: list[str], *, day_first: bool, guessed: bool) -> None:
    """A date that only one order allows tells for its column; else the language of the headings, and it is said."""
    columns = guess(_table(tmp_path, headings, *(f"a@o.example,{date}" for date in dates)))
    assert (columns.day_first, columns.guessed_dates) == (day_first, guessed)


def test_written_and_read_again(tmp_path: Path) -> None:
    """The file that is written says what was guessed, every column in it, whatever its name."""
    table = _table(tmp_path, 'E-mail,"say ""hi"": #1\n- x",Nom,Propriétaire', "a@o.example,x,y,z")
    columns = guess(table)
    read, problems = read_mapping("columns.yaml", text := write_mapping(columns, table), table)
    assert problems == []
    assert read.columns == columns.columns
    assert text.count("ignore\n") == 2


def test_edited(tmp_path: Path) -> None:
    """Columns, values of one's own, words for outcomes and the order of dates hold as they were edited."""
    table = _table(tmp_path, "Mail,Enveloppe,État,Nom", "a@o.example,Petit,Conquis,x")
    text = """
        columns:
          Mail: email
          Enveloppe: {fact: budget.declared, values: {petit: below_minimum}}
          État: outcome
          Nom: ignore
        outcomes: {conquis: won}
        dates: month_first
    """
    columns, problems = read_mapping("columns.yaml", text, table)
    assert problems == []
    assert list(columns.columns) == ["Mail", "Enveloppe", "État"]
    assert columns.columns["Enveloppe"].values == {"petit": "below_minimum"}
    assert (result_of(columns, " CONQUIS"), columns.day_first) == ("won", False)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("columns:\n  Mail: emial\n", "unknown_target", 2),
        ("columns:\n  Mail: {fact: budget.declared, values: {a: lots}}\n", "unknown_value", 2),
        ("columns:\n  Mail: {fact: company.relation, values: {a: customer}}\n", "unknown_target", 2),
        ("columns:\n  Gone: email\n", "unused_column", 2),
        ("columns:\n  Mail: email\noutcomes: {a: bought}\n", "unknown_value", 3),
        ("columns:\n  Mail: email\noutcomes: [a]\n", "bad_mapping", 3),
        ("columns:\n  Mail: email\ndates: german\n", "bad_mapping", 3),
        ("columns:\n  Mail: email\ncolour: red\n", "unknown_member", 3),
        ("Mail: email\n", "bad_mapping", 1),
        ("columns: [\n", "bad_yaml", 2),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    """A slip in the mapping file is told with its line, before anybody is judged by it."""
    _, problems = read_mapping("columns.yaml", text, _table(tmp_path, "Mail", "a@o.example"))
    assert [(problem.code, problem.line) for problem in problems] == [(code, line)]


@pytest.mark.parametrize(
    ("word", "result"),
    [
        ("Customer", "won"), ("Client", "won"), ("Closed Won", "won"), ("Fermé gagné", "won"), ("Lead", None),
        ("Closed - Not Converted", "disqualified"), ("Non qualifié", "disqualified"), ("Perdu", "lost"),
        ("Opportunité", None), ("", None), ("Bad timing", "recycled"),
    ],
)  # fmt: skip
def test_outcomes(word: str, result: str | None) -> None:
    """What CRMs call an end is known in both languages; whatever else they say is no end."""
    assert result_of(Columns({}), word) == result
