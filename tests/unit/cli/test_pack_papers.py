"""What `leadsieve pack card`, `new`, `diff`, `add` and `lock` write, and how they end."""

import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve, main
from pipeline.cli.pack_checks import judge_of
from pipeline.cli.packs import open_pack, parsed_pack
from pipeline.errors import LeadsieveError, PackInvalid
from pipeline.personas.testing import parse_tests, run_tests
from tests.unit.personas.texts import HEAD, files, persona

RULES = Path(__file__).parents[3] / "rules" / "b2b-software"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the pack that ships, to be changed."""
    return Path(shutil.copytree(RULES, tmp_path / "b2b-software"))


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(leadsieve, ["pack", *map(str, arguments)])


class _Page(HTMLParser):
    """What a page is made of: its text, its tags, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetches: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetches += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "data"}]
        if tag not in {"meta", "path", "circle", "rect"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"path", "circle", "rect"}:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _page(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    assert page.open == []
    return page


def test_card_html(tmp_path: Path) -> None:
    """A page of cards holds every persona in both languages, whole, and fetches and runs nothing."""
    out = tmp_path / "cards.html"
    assert _run("card", RULES, "--out", out).exit_code == 0
    page = _page(out.read_text(encoding="utf-8"))
    text = " ".join(page.texts).replace("\N{NO-BREAK SPACE}", " ")
    for found in parsed_pack(RULES).personas:
        for said in (found.title, found.portrait.who, found.portrait.goals, *found.false_positives):
            assert said is not None
            assert said.fr in text
            assert said.en in text
    assert page.fetches == []
    assert not page.tags & {"script", "link", "iframe", "img"}
    assert not re.search(r"https?:|url\(|@import", out.read_text(encoding="utf-8").replace("http-equiv", ""))


def test_french_signs_begin_no_line() -> None:
    """On a French card no line can begin with a semicolon or end with an opening quote; English has no such spaces."""
    french, english = (_run("card", RULES, "student", "gatekeeper", "--lang", lang).stdout for lang in ("fr", "en"))
    texts = "\n".join(_page(re.sub("<title>.*</title>", "", french)).texts)
    assert re.search(r" [;:!?»]|« ", texts) is None
    assert texts.count("\N{NO-BREAK SPACE}") > 10
    assert "\N{NO-BREAK SPACE}" not in english


def test_card_of_a_detractor() -> None:
    """A detractor's card says who can veto, how they weigh, and what to answer."""
    text = " ".join(_page(_run("card", RULES, "detractor", "--lang", "en").stdout).texts)
    for wanted in ("Who can say no", "Why and how they weigh", "We will be locked in.", "Show the full data export"):
        assert wanted in text
    assert "Flagged (detractor); never excluded." in text
    assert "Détracteur" not in text


def test_card_markdown(tmp_path: Path) -> None:
    """As Markdown a card has the same headings, and its criteria in words as a list."""
    out = tmp_path / "student.md"
    assert _run("card", RULES, "student", "--lang", "fr", "--out", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Étudiant\n")
    assert "- L'un de ceux-ci\n  - niveau hiérarchique : étudiant\n  - Tout ceci à la fois\n    - sujet" in text
    assert text == _run("card", RULES, "student", "--lang", "fr", "--format", "md").stdout


def test_card_of_signs(tmp_path: Path) -> None:
    """No text of a pack means anything to a page: neither markup nor Markdown."""
    text = persona().replace("{fr: a, en: b}", '{fr: "<script>alert(1)</script> & *x* | _y_", en: "<b>"}', 3)
    for name, content in files(student=text).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    html = _run("card", tmp_path).stdout
    assert "<script>" not in html
    assert "<script>alert(1)</script> & *x* | _y_" in " ".join(_page(html).texts)
    assert r"\<script\>alert(1)\</script\> & \*x\* \| \_y\_" in _run("card", tmp_path, "--format", "md").stdout


def test_card_of_nobody() -> None:
    """A persona that is not there is a usage error with the nearest that is."""
    result = _run("card", RULES, "studnet")
    assert result.exit_code == 2
    assert "did you mean `student`?" in result.output


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["negative", "buyer", "detractor"])
def test_new(tmp_path: Path, kind: str, lang: str) -> None:
    """What is begun judges at once and passes its own tests; lint asks for the portrait and who answers, and for nothing else."""
    folder = tmp_path / "mine"
    assert _run("new", folder, "somebody", "--kind", kind, "--lang", lang).exit_code == 0
    opened = open_pack(folder)
    assert opened.problems == ()
    assert opened.compiled is not None
    cases, problems = parse_tests(opened.files)
    assert problems == []
    assert all(result.passed for result in run_tests(cases, judge_of(opened.compiled)))
    lines = _run("lint", folder).stdout.splitlines()
    assert [line.rsplit("[")[-1] for line in lines] == ["missing_portrait]", "no_owner]", "no_owner]"]
    asked = (folder / "somebody.yaml").read_text(encoding="utf-8")
    assert ("Qui sont ces personnes" in asked) is (lang == "fr")


def test_new_beside_schemas(tmp_path: Path) -> None:
    """Where the schemas stand, files tell editors so; elsewhere there is no hint that leads nowhere."""
    _run("new", tmp_path / "one" / "mine")
    (tmp_path / "schemas").mkdir()
    _run("new", tmp_path / "rules" / "mine")
    without, with_hint = (
        (tmp_path / name / "mine" / "pack.yaml").read_text(encoding="utf-8") for name in ("one", "rules")
    )
    assert with_hint == f"# yaml-language-server: $schema=../../schemas/pack.v1.json\n{without}"


def test_new_never_overwrites(folder: Path) -> None:
    """What is there stays: a persona, a pack; and a name that can be none is told."""
    before = (folder / "student.yaml").read_bytes()
    for arguments in ((folder, "student"), (folder,), (folder, "Bad Name")):
        assert isinstance(_run("new", *arguments).exception, LeadsieveError)
    assert (folder / "student.yaml").read_bytes() == before


@pytest.mark.parametrize(("lang", "added"), [("fr", "ajouté"), ("en", "added")])
def test_diff(folder: Path, lang: str, added: str) -> None:
    """A change is told in words: what came, what went, what it does now, and that it needs a new version."""
    assert _run("diff", RULES, folder, "--lang", lang).stdout == ""
    text = (folder / "intern.yaml").read_text(encoding="utf-8")
    (folder / "intern.yaml").write_text(text.replace("points: 25", "points: 30").replace("apprentice]", "junior]"))
    (folder / "press.yaml").unlink()
    head = (folder / "pack.yaml").read_text(encoding="utf-8")
    (folder / "pack.yaml").write_text(
        head.replace("qualify_at: 50", "qualify_at: 55").replace("[FR, BE,", "[FR, DE, BE,")
    )
    told = [json.loads(line) for line in _run("diff", RULES, folder, "--lang", lang, "--json").stdout.splitlines()]
    by_file = {
        file: [change["text"] for change in told if change["file"] == file]
        for file in ("pack.yaml", "intern.yaml", "press.yaml")
    }
    assert sum(map(len, by_file.values())) == len(told)
    assert any("50 → 55" in text for text in by_file["pack.yaml"])
    assert any("DE" in text and added in text for text in by_file["pack.yaml"])
    assert any("25" in text and "30" in text for text in by_file["intern.yaml"])
    assert sum(added in text for text in by_file["intern.yaml"]) == 1
    assert len(by_file["press.yaml"]) == 1
    assert len([text for texts in by_file.values() for text in texts if "version 1" in text]) == 2


def test_diff_of_form(folder: Path) -> None:
    """Comments, order and layout are no difference; the same statements combined otherwise are."""
    text = (folder / "student.yaml").read_text(encoding="utf-8")
    (folder / "student.yaml").write_text(
        "# a comment\n" + text.replace("{fact: job.seniority, is: student,", "{is: student, fact: job.seniority,")
    )
    assert _run("diff", RULES, folder).stdout == ""
    moved = text.replace("    - all:\n        - {fact: intent", "    - any:\n        - {fact: intent")
    (folder / "student.yaml").write_text(moved)
    told = _run("diff", RULES, folder).stdout.splitlines()
    assert [line for line in told if "version" not in line] == ["student.yaml: told by: combined otherwise"]


def test_add(folder: Path) -> None:
    """A competitor is one more line of pack.yaml, and nothing else of it moves."""
    before = (folder / "pack.yaml").read_text(encoding="utf-8").splitlines()
    result = _run("add", "competitor", "https://www.Acme.com/prices?x=1", "--pack", folder)
    assert result.exit_code == 0
    after = (folder / "pack.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["    - acme.com"]
    assert [line for line in after if line != "    - acme.com"] == before
    assert "acme.com" in parsed_pack(folder).head.reference_lists["competitors"]
    again = _run("add", "competitors", "ACME.com", "--pack", folder, "--json")
    assert json.loads(again.stdout)["already_there"] == ["acme.com"]
    assert (folder / "pack.yaml").read_text(encoding="utf-8").splitlines() == after


@pytest.mark.parametrize("entry", ["gmail.com", "orange.fr", "univ-lyon1.fr", "mailinator.com"])
def test_add_everybody(folder: Path, entry: str) -> None:
    """A mail provider's or a university's domain is no competitor: it would hit everybody there."""
    before = (folder / "pack.yaml").read_bytes()
    assert isinstance(_run("add", "competitor", entry, "--pack", folder).exception, LeadsieveError)
    assert (folder / "pack.yaml").read_bytes() == before


def test_add_to_no_list(folder: Path) -> None:
    """A list that is not there is told with the nearest that is, and the place."""
    result = _run("add", "compettors", "acme.com", "--pack", folder)
    assert isinstance(result.exception, PackInvalid)
    assert "did you mean `competitors`?" in str(result.exception)


def test_lock(folder: Path) -> None:
    """A change that judges otherwise under the same version is an error until the version grows; words may change."""
    lint = ("lint", folder)
    assert _run(*lint).stdout == ""
    text = (folder / "intern.yaml").read_text(encoding="utf-8")
    (folder / "intern.yaml").write_text(
        text.replace("marketing", "Marketing").replace('fr: "Bien faire', 'fr: "Très bien faire')
    )
    assert _run(*lint).stdout == ""
    (folder / "intern.yaml").write_text(text.replace("points: 25", "points: 30"))
    assert "[changed_without_version]" in _run(*lint).stdout
    assert isinstance(_run("lock", folder).exception, PackInvalid)
    (folder / "intern.yaml").write_text(text.replace("points: 25", "points: 30").replace("version: 1", "version: 2"))
    assert "[not_locked]" in _run(*lint).stdout
    assert _run("lock", folder).exit_code == 0
    assert _run(*lint).stdout == ""
    (folder / "intern.yaml").write_text(text)
    assert "[version_went_back]" in _run(*lint).stdout


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": {"pack.yaml": {"version": "1", "sha256": "x"}}}', "\0"])
def test_bad_lock(folder: Path, text: str) -> None:
    """A list of versions that is none is a problem of its own, and is made anew on demand."""
    (folder / "versions.lock.json").write_text(text)
    assert "[bad_lock]" in _run("lint", folder).stdout
    assert _run("lock", folder).exit_code == 0
    assert _run("lint", folder).stdout == ""


def test_show_in_french() -> None:
    """Titles are shown in the language asked for."""
    rows = [json.loads(line) for line in _run("show", RULES, "--lang", "fr", "--json").stdout.splitlines()]
    assert {"Étudiant", "Concurrent"} <= {row["title"] for row in rows}


def test_lint_for_a_day(tmp_path: Path) -> None:
    """The day is an input: a review that is due then is told."""
    for name, content in {**files(), "pack.yaml": HEAD}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert "[review_due]" in _run("lint", tmp_path, "--on", "2027-02-01").stdout
    assert "[review_due]" not in _run("lint", tmp_path, "--on", "2027-01-31").stdout


def test_a_card_is_a_page_or_markdown(folder: Path, tmp_path: Path) -> None:
    """No page is written into a file that its name says is something else, unless --format says so."""
    assert _run("card", folder, "student", "--out", tmp_path / "cards.pdf").exit_code == 2
    assert not (tmp_path / "cards.pdf").exists()
    assert _run("card", folder, "student", "--out", tmp_path / "cards.txt", "--format", "md").exit_code == 0


@pytest.mark.parametrize("entry", ["", "  ", "caf\udce9.example"])
def test_nothing_is_added(folder: Path, entry: str) -> None:
    """An entry that is empty, or in another encoding, is a mistake, is said to be one, and costs no pack.yaml."""
    before = (folder / "pack.yaml").read_bytes()
    assert _run("add", "competitor", entry, "--pack", folder).exit_code == 2
    assert (folder / "pack.yaml").read_bytes() == before


def test_add_keeps_line_ends(folder: Path) -> None:
    """A pack.yaml that was written on Windows keeps its line ends: one line is new, and no other differs."""
    before = (folder / "pack.yaml").read_bytes().replace(b"\n", b"\r\n")
    (folder / "pack.yaml").write_bytes(before)
    assert _run("add", "competitor", "acme.com", "--pack", folder).exit_code == 0
    assert (folder / "pack.yaml").read_bytes().replace(b"    - acme.com\r\n", b"") == before


def test_a_persona_is_no_pack(tmp_path: Path) -> None:
    """No persona is begun under the name of the file that all share: it would stand in its place."""
    assert _run("new", tmp_path / "mine", "pack").exit_code == 2
    assert not (tmp_path / "mine").exists()


def test_tests_of_nobody(folder: Path) -> None:
    """Tests beside pack.yaml are no persona's: that is told, and nothing breaks."""
    (folder / "pack.test.yaml").write_text("- {name: one, facts: {}, expect: unknown}\n", encoding="utf-8")
    for command in ("lint", "test"):
        result = _run(command, folder)
        assert result.exit_code == 1
        assert "[lone_test]" in result.stdout


@pytest.mark.parametrize(
    "words", [["card", str(RULES), "--out", "{}/cards.html"], ["new", "{}/pack", "student"]], ids=["card", "new"]
)
def test_what_cannot_be_written_is_told(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a file cannot be written the last line says which and why, and no traceback follows."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    there = [word.format(tmp_path / "file") for word in words]
    monkeypatch.setattr(sys, "argv", ["leadsieve", "pack", *there])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert str(tmp_path / "file") in capsys.readouterr().err
