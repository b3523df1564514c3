"""`leadsieve try` and `leadsieve import`, as a marketer types them. All contacts are made up."""

import json
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError
from tests.flows import PACK, ROOT

EVIL = "<script>alert('x')</script>[red]\"&"
CONTACTS = (
    "Prénom;E-mail;Intitulé du poste;Pays/Région;Phase du cycle de vie;Conversion la plus récente\n"
    f'"{EVIL.replace(chr(34), chr(34) * 2)}";a@orvalis.example;Étudiant;France;Client;Livre blanc\n'
    "Bruno;b@orvalis.example;Directeur des achats;France;Lead;Demande de démo\n"
    ";;;;;\n"
    "Denis;pas une adresse;;;;\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="cp1252")
    return tmp_path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["try", "contacts.csv", "--pack", str(PACK), *arguments])


class _Page(HTMLParser):
    """What a browser would make of a page: its tags, what it would fetch or run, its visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.reaching: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.reaching += [
            pair for pair in attrs if pair[0] in {"src", "href", "action", "srcset"} or pair[0].startswith("on")
        ]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.usefixtures("folder")
def test_table_and_page() -> None:
    """Both say who would be excluded, why, and which customer among them; what can't be read is told with its line."""
    result = _run()
    assert result.exit_code == 0, result.output
    assert "Student" in result.stdout
    assert "Customers who would be lost" in result.stdout
    assert "contacts.csv:5" in result.stderr
    page = Path("contacts.try.html").read_text(encoding="utf-8")
    assert "Étudiant" in page
    assert "Écarté, à confirmer : correspond à « Étudiant »" in page
    assert "Excluded, please confirm: matches “Student”" in page


@pytest.mark.usefixtures("folder")
def test_the_page_runs_and_fetches_nothing() -> None:
    """What stands in the export is text on the page, whatever it is; the page reaches for nothing outside."""
    _run()
    page = _Page(Path("contacts.try.html").read_text(encoding="utf-8"))
    assert EVIL in page.text
    assert not {"script", "link", "iframe", "img", "object", "form"} & set(page.tags)
    assert page.reaching == []


@pytest.mark.usefixtures("folder")
def test_nothing_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket is opened, whatever broker is set."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert _run("--broker", "127.0.0.1:9").exit_code == 0


@pytest.mark.usefixtures("folder")
def test_in_french() -> None:
    """Tables and page open in the language that was asked for."""
    result = _run("--lang", "fr")
    assert "Clients qui seraient perdus" in result.stdout
    assert 'id="fr" aria-label="Français" checked' in Path("contacts.try.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_json() -> None:
    """One line a person, and one for what was odd."""
    lines = [json.loads(line) for line in _run("--json").stdout.splitlines()]
    assert [(line["lines"], line["status"], line["result"]) for line in lines[:-1]] == [
        ([2], "excluded", "won"), ([3], "qualified", None)
    ]  # fmt: skip
    assert [problem["line"] for problem in lines[-1]["problems"]] == [5]


def test_the_mapping_is_written_and_obeyed(folder: Path) -> None:
    """The guess is written where the file is not there yet; edited, it holds: the title is not read any more."""
    _run("--mapping", "columns.yaml")
    mapping = folder / "columns.yaml"
    text = mapping.read_text(encoding="utf-8")
    assert '"Intitulé du poste": job.title' in text
    mapping.write_text(text.replace(": job.title", ": ignore"), encoding="utf-8")
    again = _run("--mapping", "columns.yaml", "--json")
    assert [json.loads(line).get("status") for line in again.stdout.splitlines()[:-1]] == ["open", "qualified"]


def test_a_mapping_with_a_slip_judges_nobody(folder: Path) -> None:
    """It is refused with its line, and no page is written."""
    (folder / "columns.yaml").write_text("columns:\n  E-mail: emial\n", encoding="utf-8")
    result = _run("--mapping", "columns.yaml")
    assert isinstance(result.exception, LeadsieveError)
    assert "columns.yaml:2" in str(result.exception)
    assert not (folder / "contacts.try.html").exists()


def test_columns_that_name_nobody(folder: Path) -> None:
    """An export without any column that says who is refused, with its headings and the remedy."""
    (folder / "contacts.csv").write_text("Colour,Size\nred,3\n", encoding="utf-8")
    result = _run()
    assert isinstance(result.exception, LeadsieveError)
    assert "Colour, Size" in str(result.exception)
    assert "--mapping" in str(result.exception)


@pytest.mark.usefixtures("folder")
def test_import_needs_a_broker() -> None:
    """It is for Kafka, and says so."""
    result = CliRunner().invoke(leadsieve, ["import", "contacts.csv"], env={"LEADSIEVE_BROKER": ""})
    assert isinstance(result.exception, LeadsieveError)
    assert "leadsieve broker" in str(result.exception)


def test_the_readme_shows_what_it_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the README's tables is a line of the real output, of the export that it names."""
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("## On your own contacts")[1].split("```text\n")[1]
    monkeypatch.chdir(tmp_path)
    export = str(ROOT / "docs" / "examples" / "contacts.csv")
    printed = CliRunner().invoke(leadsieve, ["try", export, "--pack", str(PACK)]).stdout
    lines = [line for line in shown.split("```")[0].splitlines() if line != "…"]
    assert len(lines) > 8
    assert set(lines) <= set(printed.splitlines())
