"""What the documentation names, against what there is: links, paths, commands, targets, settings, topics, codes."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.contracts.dead_letter import CODES, HEADER_PREFIX, DeadLetterHeaders
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import SOURCE_TOPICS, STATUS_TOPICS
from pipeline.observe.catalogue import METRICS
from pipeline.runtime import position
from pipeline.runtime.position import Position
from pipeline.runtime.topic_specs import DAY, SPECS, Spec, list_needs
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
FILES = {path.relative_to(ROOT).as_posix(): path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in FILES.items()}
DECISIONS = sorted(name for name in FILES if name.startswith("docs/decisions/"))
README, OPERATIONS = TEXTS["README.md"], TEXTS["docs/operations.md"]
EVERY_FILE = pytest.mark.parametrize("name", sorted(FILES))
OUTPUT = {"text", "mermaid"}
"""Languages of fenced blocks that nobody types."""


class Block(NamedTuple):
    """A fenced block."""

    language: str
    text: str


def blocks(name: str) -> list[Block]:
    return [Block(*found) for found in re.findall(r"^```(\w*)\n(.*?)^```", TEXTS[name], re.MULTILINE | re.DOTALL)]


def prose(name: str) -> str:
    return re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.MULTILINE | re.DOTALL)


def codes_in(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def lines_to_type(name: str) -> Iterator[str]:
    """Yield what a reader may type: inline code, and the lines of blocks, whether fenced or indented."""
    yield from codes_in(prose(name))
    for block in blocks(name):
        if block.language not in OUTPUT:
            yield from block.text.splitlines()
    yield from re.findall(r"^ {4}(\S.*)$", prose(name), re.MULTILINE)


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the last table under a heading, without the table's head."""
    part = re.split(r"^## ", text.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    lines = re.findall(r"^\|(.+)\|$", re.split(r"^\|[-|]+\|$", part, flags=re.MULTILINE)[-1], re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(title) for title in re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)}


@EVERY_FILE
def test_links(name: str) -> None:
    """A relative link leads to a file of ours, and its anchor to a heading there."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (FILES[name].parent / path).resolve() if path else FILES[name]
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@EVERY_FILE
def test_paths(name: str) -> None:
    """A path in backticks that begins with a folder of ours is there."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    for code in codes_in(prose(name)):
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", code) and code.split("/")[0] in folders:
            assert (ROOT / code).exists(), code


def commands(name: str) -> list[list[str]]:
    """Return the words of each `leadsieve …` in a file, less what the shell takes away."""
    found = []
    for line in lines_to_type(name):
        match = re.match(r"(?:\$ |\.venv/bin/)*leadsieve (.+)", line)
        if match and "…" not in match[1]:
            found.append(shlex.split(re.split(r"\s[|>#&]|  ", match[1])[0]))
    return found


def check_command(words: list[str]) -> None:
    """Assert that click knows each command and option among the words, in its place."""
    command: click.Command = leadsieve
    context = click.Context(leadsieve)
    for word in words:
        if word.startswith("-") and word != "-":
            names = {name for param in command.get_params(context) for name in (*param.opts, *param.secondary_opts)}
            assert word.split("=")[0] in names, f"{command.name} has no {word}"
        elif isinstance(command, click.Group):
            below = command.get_command(context, word)
            assert below is not None, f"{command.name} has no command {word}"
            command, context = below, click.Context(below, parent=context)
        elif word.startswith("rules/") and "<" not in word and "*" not in word:
            assert (ROOT / word).exists(), word


@EVERY_FILE
def test_commands(name: str) -> None:
    """Every `leadsieve …` names a command that there is, with options that it has, and packs that ship."""
    for words in commands(name):
        check_command(words)


@pytest.mark.parametrize("words", [["dem"], ["demo", "--twice"], ["pack", "burn"], ["pack", "lint", "rules/none"]])
def test_commands_bites(words: list[str]) -> None:
    """The check above refuses what there is not."""
    with pytest.raises(AssertionError, match=r"has no|rules"):
        check_command(words)


def test_commands_found() -> None:
    """Every command is shown somewhere: one that the documentation never names, nobody finds."""
    shown = {words[0] for name in FILES for words in commands(name)}
    assert set(leadsieve.list_commands(click.Context(leadsieve))) <= shown


@EVERY_FILE
def test_targets(name: str) -> None:
    """Every `make …` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line in lines_to_type(name):
        if match := re.match(r"make ([a-z-]+)", line):
            assert match[1] in targets, line


def test_readme_begins_with_both_commands() -> None:
    """The first thing to type is the main job, the second the tests; an excerpt of each output follows."""
    assert re.findall(r"^make (\w+)", blocks("README.md")[0].text, re.MULTILINE) == ["demo", "test"]
    excerpts = [block.text for block in blocks("README.md") if block.language == "text"]
    assert "events in" in excerpts[0]
    assert re.search(r"\d+ passed", excerpts[1])


def test_readme_reckoning_comes_out_even() -> None:
    """The excerpt is a real one: its fates add up to the events, its statuses to the leads."""
    counts = {what.strip(): int(times) for what, times in re.findall(r"│ (.+?) +│ (\d+) +│", README)}
    fates = re.findall(r"│   (\S.*?) +│", README)
    assert sum(counts[fate] for fate in fates) == counts["events in"]
    leads = re.search(r"^(\d+) leads", README, re.MULTILINE)
    assert leads
    assert sum(counts[status] for status in STATUS_TOPICS) == int(leads[1])


def test_readme_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event in README, judged as README says, gives the decision that README shows."""
    monkeypatch.chdir(ROOT)
    event = next(block.text for block in blocks("README.md") if block.language == "json")
    (tmp_path / "events.ndjson").write_text(event, encoding="utf-8")
    words = next(words for words in commands("README.md") if words[0] == "decide")
    told = [str(tmp_path / word) if word == "events.ndjson" else word for word in words]
    decision = decoder(Decision)(CliRunner().invoke(leadsieve, [*told, "--quiet"]).stdout_bytes)
    assert f'"status": "{decision.status}"' in README
    assert decision.sentence.fr in README
    assert decision.sentence.en in README
    assert f'"unknown_facts": {json.dumps(decision.unknown_facts)}' in README


def test_readme_picture() -> None:
    """The picture shows every source, log and output there is."""
    picture = next(block.text for block in blocks("README.md") if block.language == "mermaid")
    named = {*SOURCE_TOPICS, *STATUS_TOPICS.values(), "visitor-log", "lead-log", "lead-decisions", "dead-letters"}
    named |= {"account-log", "account-signals"}
    assert set(re.findall(r"\w\[\(?([a-z-]+)\)?\]", picture)) == named


def test_settings() -> None:
    """Operations lists every setting with its default, in the order of `Settings`, and no other."""
    told = [(codes_in(row[0])[0], row[1].strip("`")) for row in rows(OPERATIONS, "Settings")]
    there = [(f"LEADSIEVE_{field.name.upper()}", str(field.default) or "(empty)") for field in fields(Settings)]
    assert told == there


@EVERY_FILE
def test_variables(name: str) -> None:
    """No file names a variable that nothing reads."""
    there = {f"LEADSIEVE_{field.name.upper()}" for field in fields(Settings)}
    assert set(re.findall(r"LEADSIEVE_[A-Z_]+", TEXTS[name])) <= there


@EVERY_FILE
def test_metric_names(name: str) -> None:
    """A `leadsieve_…` in backticks is a metric, or a header of dead letters."""
    metrics = {spec.name for spec in METRICS}
    headers = {HEADER_PREFIX + field for field in DeadLetterHeaders.model_fields}
    assert {code for code in codes_in(prose(name)) if re.fullmatch(r"leadsieve_\w+", code)} <= metrics | headers


def kept(spec: Spec) -> str:
    needs = {need.config: need.value for need in list_needs(spec, Settings())}
    return f"{int(needs['retention.ms']) // DAY} days" if "retention.ms" in needs else "latest by key"


def test_topics() -> None:
    """Operations lists every topic, how many partitions it has and how long it keeps what."""
    told = {codes_in(row[0])[0]: row[1:3] for row in rows(OPERATIONS, "Topics")}
    assert told == {spec.name: ["1" if spec.one_partition else "as set", kept(spec)] for spec in SPECS}


def test_retention_in_privacy() -> None:
    """Privacy says of each topic it lists how long it is kept, as the topics are made."""
    told = {codes_in(row[0])[0]: row[2] for row in rows(TEXTS["docs/privacy.md"], "Where it stands") if "`" in row[0]}
    there = {spec.name: kept(spec).replace("latest by key", "for ever") for spec in SPECS if spec.name in told}
    assert told == there
    assert {"lead-log", "leads-changelog", "lead-decisions", "dead-letters"} <= set(told)


def test_dead_letters() -> None:
    """One page lists every reason for a dead letter, in the order of the contract, with what to do, and every header."""
    text = TEXTS["docs/dead-letters.md"]
    told = rows(text, "What to do about each code")
    assert [codes_in(row[0])[0] for row in told] == list(CODES)
    assert all(len(row) == 3 and all(row) for row in told)
    assert {HEADER_PREFIX + field for field in DeadLetterHeaders.model_fields} <= set(codes_in(text))


def test_refusals() -> None:
    """Operations quotes refusals as the code words them, each with a remedy; no complaint of a position is missing."""
    quoted = [codes_in(row[0])[0] for row in rows(OPERATIONS, "Refusals and their remedies")]
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    assert [words for words in quoted if words not in source] == []
    assert all(len(row) == 3 and row[2] for row in rows(OPERATIONS, "Refusals and their remedies"))
    wrong = (
        None,
        Position(0, 5, 4, schema=0),
        Position(0, 5, 3),
        Position(0, 1, 4),
        Position(0, 99, 4),
        Position(0, 5, 4, topic_id="b"),
        Position(0, 5, 4, identity="b"),
    )
    ground = position.Ground(4, 2, 9, topic_id="a", identity="a")
    for complaint in (position.complaint(held, ground) for held in wrong):
        assert complaint
        assert any(words in complaint for words in quoted), complaint


def test_decisions() -> None:
    """Decisions are numbered without a gap, have the same four parts, and stand in the index under their titles."""
    for number, name in enumerate(DECISIONS, start=1):
        text = TEXTS[name]
        assert Path(name).name.startswith(f"{number:04}-")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Alternatives", "Consequences"]
        title = text.splitlines()[0].removeprefix(f"# {number}. ")
        assert f"{number}. [{title}]({name.removeprefix('docs/')})" in TEXTS["docs/README.md"]
        assert len(text.splitlines()) <= 60, f"{name} is longer than a page"


def test_index() -> None:
    """Every page stands in the index of docs."""
    linked = set(re.findall(r"\]\(([^)#]+)\)", TEXTS["docs/README.md"]))
    pages = {name.removeprefix("docs/") for name in FILES if name.startswith("docs/")} - {"README.md"}
    assert pages <= linked
