"""Trials: who would be excluded of an export, and which customers among them. All contacts are made up."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.engine.compile import CompiledPack
from pipeline.history.contacts.deals import amount_of, read_deals
from pipeline.history.contacts.mapping import guess
from pipeline.history.contacts.people import Contact, people, records
from pipeline.history.contacts.table import read_table
from pipeline.history.contacts.trial import Trial, add_results, blanks, count_personas, judge
from pipeline.settings import Settings
from tests.flows import PACK

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SETTINGS = Settings()
HEADINGS = "Record ID,Email,Job Title,Company Name,Country,Lifecycle Stage,Create Date,Budget,Recent Conversion"
ROWS = (
    "1,a@orvalis.example,Directrice marketing,Orvalis,France,Customer,2026-05-02,,Demo request",
    "2,b@univ.example,Étudiant en master,,France,Customer,2026-05-03,,White paper",
    "3,c@kolibrix.example,CEO,Kolibrix,France,Lead,2026-05-04,,Newsletter",
    "4,d@gmail.com,,,,Unqualified,2026-05-05,,",
    "5,e@bremond.example,Stagiaire,Bremond,France,Lead,2026-05-06,Aucun,White paper",
)


@pytest.fixture(scope="module")
def pack() -> CompiledPack:
    return read_pack(PACK)


def _contacts(folder: Path, *rows: str, headings: str = HEADINGS) -> list[Contact]:
    path = folder / "contacts.csv"
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    table = read_table(path)
    found, _ = people(table, guess(table), NOW)
    return found


def _trial(pack: CompiledPack, contacts: list[Contact]) -> Trial:
    flow = new_replay(SETTINGS, pack, holdout=False)
    trial = judge(flow, contacts, SETTINGS.identity_key.encode(), lambda records: records)
    add_results(trial, None)
    return trial


def test_whom_and_why(tmp_path: Path, pack: CompiledPack) -> None:
    """Every contact is judged as the worker would; the customer who would be lost is found among them."""
    trial = _trial(pack, _contacts(tmp_path, *ROWS))
    by_line = {person.contact.line: person for person in trial.people}
    assert by_line[2].decision.status == "qualified"
    assert [by_line[line].decision.status for line in (3, 4)] == ["excluded", "excluded"]
    assert [person.contact.line for person in trial.of("excluded", result="won")] == [3]
    counts = {count.persona: (count.matched, count.won, count.decided) for count in count_personas(trial)}
    assert counts["student"] == (1, 1, 1)
    assert counts["competitor"] == (1, 0, 0)
    assert by_line[5].result == "disqualified"


def test_what_became_of_them_judges_nobody(tmp_path: Path, pack: CompiledPack) -> None:
    """Columns written after contact, shuffled among the rows, change no decision."""
    cells = [row.split(",") for row in ROWS]
    stages = [row[5] for row in cells]
    shuffled = [",".join([*row[:5], stages[at - 2], *row[6:]]) for at, row in enumerate(cells)]
    assert shuffled != list(ROWS)
    before, after = (_trial(pack, _contacts(tmp_path, *rows)) for rows in (ROWS, shuffled))
    ids = [[person.decision.decision_id for person in trial.people] for trial in (before, after)]
    assert ids[0] == ids[1]
    assert [person.result for person in before.people] != [person.result for person in after.people]


AFTERWARDS = (
    *("Lifecycle Stage", "Lead Status", "Lead Score", "HubSpot Score", "Contact owner", "Lead Owner", "Notes"),
    *("Sales notes", "Next Step", "Last Contacted", "Last Activity Date", "Number of Sales Activities", "Close Date"),
    *("Lost Reason", "Closed Lost Reason", "Unqualified Reason", "Rating", "Deal Amount", "Became a Customer Date"),
    *("Phase du cycle de vie", "Statut du lead", "Propriétaire du contact", "Commentaire commercial"),
    *("Date de dernier contact", "Prochaine étape", "Motif de perte", "Date de clôture"),
)
"""Columns that sales or the CRM fill after contact, as exports name them."""
TELLING = ("Étudiant", "Kolibrix", "Aucun budget", "Customer", "Closed Won", "2026-06-01", "Stagiaire", "Espagne", "")
"""What would judge, were it read."""


@pytest.mark.parametrize("seed", range(4))
def test_nothing_written_after_contact_judges(tmp_path: Path, pack: CompiledPack, seed: int) -> None:
    """Whatever stands in any column written after contact, decisions are those of an export without these columns."""
    cells = [row.split(",") for row in ROWS]
    headings = HEADINGS.split(",")
    del headings[5]
    plain = [",".join([*row[:5], *row[6:]]) for row in cells]
    chance = Random(seed)  # noqa: S311  no secret
    filled = [",".join([row, *chance.choices(TELLING, k=len(AFTERWARDS))]) for row in plain]
    before = _trial(pack, _contacts(tmp_path, *plain, headings=",".join(headings)))
    after = _trial(pack, _contacts(tmp_path, *filled, headings=",".join([*headings, *AFTERWARDS])))
    decided = [[person.decision for person in trial.people] for trial in (before, after)]
    assert decided[0] == decided[1]
    assert {decision.status for decision in decided[0]} >= {"excluded", "qualified"}


def test_all_are_live_and_nobody_is_held_out(tmp_path: Path, pack: CompiledPack) -> None:
    """A trial changes nothing of anyone's: of so many students every one is excluded."""
    rows = [f"{number},s{number}@orvalis.example,Étudiant,,France,,2026-05-02,,White paper" for number in range(120)]
    trial = _trial(pack, _contacts(tmp_path, *rows))
    assert trial.statuses == Counter(excluded=120)


def test_one_person_in_several_rows(tmp_path: Path, pack: CompiledPack) -> None:
    """Rows of one address are one lead, judged on all of them; a customer in any row is one."""
    rows = ("1,a@orvalis.example,,,,Customer,2026-05-02,,", "2,A@Orvalis.example,Étudiant,,,Lead,2026-05-03,,")
    trial = _trial(pack, _contacts(tmp_path, *rows))
    assert [[contact.line for contact in person.contacts] for person in trial.people] == [[2, 3]]
    assert (trial.people[0].decision.status, trial.people[0].result) == ("excluded", "won")


def test_rows_that_name_nobody(tmp_path: Path) -> None:
    """A row without address, dialable number and record id is told with its line; one with an id is somebody."""
    path = tmp_path / "contacts.csv"
    path.write_text("Record ID,Email,Title\n,n/a,CEO\n,not an address,CEO\n7,,CEO\n", encoding="utf-8")
    table = read_table(path)
    found, problems = people(table, guess(table), NOW)
    assert [contact.event.user_id for contact in found] == ["contact-7"]
    assert [(problem.code, problem.file, problem.line) for problem in problems] == [
        ("no_identity", str(path), 2), ("no_identity", str(path), 3)
    ]  # fmt: skip


def test_dates(tmp_path: Path) -> None:
    """No row is dated after today, and one whose date can't be read counts as of today and is told."""
    rows = ("1,a@o.example,,,,,2031-01-01,,", "2,b@o.example,,,,,whenever,,", "3,c@o.example,,,,,,,")
    path = tmp_path / "contacts.csv"
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    table = read_table(path)
    found, problems = people(table, guess(table), NOW)
    assert [contact.event.occurred_at for contact in found] == [NOW] * 3
    assert [(problem.code, problem.line) for problem in problems] == [("no_date", 3)]


def test_the_same_rows_are_the_same_events(tmp_path: Path) -> None:
    """An export read again has the same event ids: imported twice, it counts once; another answer is another event."""
    first, again = (list(records(_contacts(tmp_path, *ROWS))) for _ in range(2))
    assert [record.value for record in first] == [record.value for record in again]
    other = _contacts(tmp_path, ROWS[0].replace("Directrice", "Assistante"))
    assert other[0].event.event_id not in {contact.event.event_id for contact in _contacts(tmp_path, *ROWS)}


def test_blank_fields_that_would_decide(tmp_path: Path, pack: CompiledPack) -> None:
    """Of the open, what to ask first, and which column of the export holds the answer."""
    contacts = _contacts(tmp_path, *ROWS)
    path = tmp_path / "contacts.csv"
    found = blanks(_trial(pack, contacts), guess(read_table(path)))
    assert sum(blank.leads for blank in found) <= 2
    assert {blank.question.fact: blank.columns for blank in found}.items() <= {
        "job.title": ("Job Title",), "budget.declared": ("Budget",), "need.declared": (), "geo.country": ("Country",),
    }.items()  # fmt: skip
    assert found


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        ("Deal Stage,Associated Contact IDs,Amount", "Closed won,3;9,1200"),
        ("Étape de la transaction,Contacts associés,Montant", 'Fermé gagné,"Chloé (C@kolibrix.example)","1 200,00 €"'),
        ("Stage,Account Name,Amount", 'Closed Won,KOLIBRIX,"$1,200.00"'),
        ("Won,Primary Contact Email,Amount", "TRUE,c@kolibrix.example,1200"),
    ],
)
def test_deals(tmp_path: Path, pack: CompiledPack, headings: str, row: str) -> None:
    """A deal is somebody's by record id, by address, or else by the name of their company, in either language."""
    deals = tmp_path / "deals.csv"
    deals.write_text(f"{headings}\n{row}\n", encoding="utf-8")
    trial = _trial(pack, _contacts(tmp_path, *ROWS))
    add_results(trial, read_deals(read_table(deals)))
    person = next(person for person in trial.people if person.contact.line == 4)
    assert (person.result, person.amount) == ("won", 1200.0)
    assert person.by == ("company" if "Account" in headings else "contact")
    assert sum(person.by is not None for person in trial.people) == 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12 500,50 €", 12500.5), ("$12,500.50", 12500.5), ("12.500", 12500.0), ("1,200,000", 1200000.0), ("0,5", 0.5),
     ("-3", -3.0), ("", None), ("n/a", None), ("1\u202f200", 1200.0)],
)  # fmt: skip
def test_amounts(text: str, amount: float | None) -> None:
    """Amounts are read as either language writes them; what is none is not 0."""
    assert amount_of(text) == amount
