"""What `leadsieve dead-letters` understands, says of each code, shows and asks; what it does to a broker is elsewhere."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import dead_letter_view as view
from pipeline.cli import dead_letters as command
from pipeline.cli.dead_letter_options import PlaceType, Since, Wanted
from pipeline.cli.main import leadsieve
from pipeline.contracts.dead_letter import CODES, Code
from pipeline.errors import LeadsieveError, Problem
from pipeline.runtime.dead_letter_replay import Step
from pipeline.runtime.dead_letters import Mailbox, Place, mark_of
from pipeline.settings import Settings
from pipeline.stages.dead_letters import dead_letter
from pipeline.stages.effects import Effects, Headers, Record

DOCS = Path(__file__).parents[3] / "docs" / "dead-letters.md"
T0 = 1_700_000_000_000


def stored(  # noqa: PLR0913  each is one thing a letter has, by keyword
    offset: int = 0,
    code: Code = "invalid_json",
    value: bytes | None = b"secret",
    *,
    stage: str = "route",
    headers: Headers = (),
    at: int = T0,
    limit: int = 1_000,
) -> Record:
    """Return a dead letter as the topic holds it, in partition 0."""
    effects = Effects()
    original = Record("web-activity", 1, 100 + offset, 0, b"key-secret", value, headers)
    dead_letter(effects, stage, original, code, "detail", limit)
    send = effects.sends[0]
    return Record("dead-letters", 0, offset, at, send.key, send.value, send.headers)


def mailbox(*records: Record) -> Mailbox:
    found = Mailbox()
    for record in records:
        found.take(record)
    return found


def replayed(record: Record, offset: int) -> Record:
    """Return the mark of a letter's replay."""
    letter = mailbox(record).letters[Place(record.partition, record.offset)]
    return Record("dead-letters", 0, offset, T0 + 60_000, *mark_of(letter))


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """What the commands find in the topic: a list to fill."""
    records: list[Record] = []

    async def read_mailbox(_: Settings) -> Mailbox:
        return mailbox(*records)

    async def find_record(_: Settings, __: str, place: Place) -> Record | None:
        return next((record for record in records if (record.partition, record.offset) == place), None)

    async def find_original(_: Settings, __: object) -> Record | None:
        return None

    monkeypatch.setattr(command.runtime, "read_mailbox", read_mailbox)
    monkeypatch.setattr(command.runtime, "find_record", find_record)
    monkeypatch.setattr(command.runtime, "find_original", find_original)
    return records


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """The places of what a replay sends; letters with the code no_identity have a problem."""
    places: list[Place] = []

    async def plan(_: Settings, found: Mailbox, chosen: Sequence[Place], *, named: bool, again: bool) -> list[Step]:
        del named, again
        problem = Problem("still_too_large", "no", file="dead-letters/0/0")
        letters = [found.letters[place] for place in chosen]
        return [Step(letter, 0, problem if letter.facts.code == "no_identity" else None) for letter in letters]

    async def replay(_: Settings, steps: Sequence[Step], on_sent: object) -> list[Step]:
        del on_sent
        places.extend(step.letter.place for step in steps if step.problem is None)
        return list(steps)

    monkeypatch.setattr(command.runtime_replay, "plan", plan)
    monkeypatch.setattr(command.runtime_replay, "replay", replay)
    return places


def run(*arguments: str, answer: str = "") -> Result:
    words = ["--broker", "127.0.0.1:1", "dead-letters", *arguments]
    return CliRunner(env={"COLUMNS": "160"}).invoke(leadsieve, words, input=answer)


def test_advice() -> None:
    """Every code says what is wrong and what to do."""
    assert tuple(view.ADVICE) == CODES
    assert all(advice.wrong and advice.remedy for advice in view.ADVICE.values())


def test_docs() -> None:
    """The page shows the same words as the command, code by code, in the order of the contract."""
    page = DOCS.read_text(encoding="utf-8")
    rows = [f"| `{code}` | {advice.wrong} | {advice.remedy} |" for code, advice in view.ADVICE.items()]
    assert "\n".join(rows) in page


@pytest.mark.parametrize(
    ("text", "ago"),
    [("30s", timedelta(seconds=30)), ("15m", timedelta(minutes=15)), ("2h", timedelta(hours=2)), ("3d", timedelta(3))],
)
def test_since_ago(text: str, ago: timedelta) -> None:
    """So long ago is so long before now."""
    assert abs(datetime.now(UTC) - ago - Since().convert(text, None, None)) < timedelta(seconds=5)


def test_since_moment() -> None:
    """A moment is that moment; without a zone it is UTC."""
    zoned = Since().convert("2026-01-31T09:00:00+01:00", None, None)
    assert zoned == Since().convert("2026-01-31T08:00:00", None, None) == datetime(2026, 1, 31, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "--since", "yesterday"], "say 2h"),
        (["list", "--since", "99999999999d"], "say 2h"),
        (["list", "--code", "typo"], "internal_error"),
        (["list", "--limit", "0"], "x>=1"),
        (["show", "0-42"], "as in 0/42"),
        (["show", "-1/4"], "No such option"),
        (["show"], "Missing argument"),
        (["replay"], "say which"),
        (["replay", "0/1", "--all"], "say which"),
        (["replay", "0/1", "--since", "2h"], "say which"),
    ],
    ids=["since", "since-far", "code", "limit", "place", "negative", "nothing", "which", "both", "both-since"],
)
def test_usage(arguments: list[str], words: str) -> None:
    """What can't be meant is a usage error that shows what could."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a broker's address each command says so."""
    monkeypatch.delenv("LEADSIEVE_BROKER", raising=False)
    for arguments in (["list"], ["show", "0/1"], ["replay", "--all"]):
        result = CliRunner().invoke(leadsieve, ["dead-letters", *arguments])
        assert isinstance(result.exception, LeadsieveError)
        assert "--broker" in str(result.exception)


def test_place() -> None:
    """A place reads as it is written."""
    assert str(PlaceType().convert("3/17", None, None)) == "3/17"


def test_choose() -> None:
    """Each option narrows; what was replayed is left out unless asked for; the oldest comes first."""
    found = mailbox(
        stored(0, "invalid_json", at=T0 + 5),
        stored(1, "internal_error", stage="leads", at=T0),
        stored(2, at=T0 - 10),
        replayed(stored(2), 3),
    )

    def offsets(wanted: Wanted) -> list[int]:
        return [letter.place.offset for letter in wanted.choose(found)]

    assert offsets(Wanted()) == [1, 0]
    assert offsets(Wanted(replayed=True)) == [2, 1, 0]
    assert offsets(Wanted(code="invalid_json")) == [0]
    assert offsets(Wanted(stage="leads")) == [1]
    assert offsets(Wanted(since=datetime.fromtimestamp((T0 + 5) / 1000, UTC))) == [0]


def test_list_table(topic: list[Record]) -> None:
    """The table shows every letter and the totals; what is left out is said on the side, and no value is shown."""
    topic += [stored(0), stored(1, "too_large", b"x" * 2_000, at=T0 + 1_000), stored(2)]
    topic += [replayed(stored(2), 3), Record("dead-letters", 0, 4, T0, None, None)]
    result = run("list", "--limit", "1")
    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in result.stdout.splitlines() if "│" in line]
    assert rows[0] == ["0/1", "2023-11-14 22:13:21Z", "too_large", "route", "web-activity/1/101", "2000", "yes"]
    assert sorted(rows[1:]) == [["invalid_json", "1"], ["too_large", "1"]]
    assert "2 dead letters, the newest 1 shown" in result.stderr
    assert "1 replayed already" in result.stderr
    assert "1 records of the topic are no dead letters of ours" in result.stderr
    assert "secret" not in result.output


def test_list_replayed(topic: list[Record]) -> None:
    """When replayed letters are listed too, the table says which they are."""
    topic += [stored(0), stored(1), replayed(stored(1), 2)]
    shown = run("list", "--replayed").stdout.splitlines()
    assert [line.split("│")[-2].strip() for line in shown if "web-activity" in line] == ["", "yes"]


def test_list_json(topic: list[Record]) -> None:
    """Under --json each letter is an object, all of them, and nothing else is on standard output."""
    topic += [stored(number, at=T0 + number) for number in range(command.MOST_ROWS + 5)]
    topic.append(replayed(stored(0), 500))
    told = [json.loads(line) for line in run("list", "--replayed", "--json").stdout.splitlines()]
    assert [item["letter"] for item in told] == [f"0/{number}" for number in range(command.MOST_ROWS + 5)]
    assert told[0] == {
        "letter": "0/0",
        "at": "2023-11-14T22:13:20Z",
        "code": "invalid_json",
        "stage": "route",
        "detail": "detail",
        "topic": "web-activity",
        "partition": 1,
        "offset": 100,
        "by_reference": False,
        "size": 6,
        "replayed": [{"at": "2023-11-14T22:14:20Z", "sent_to": "web-activity/1"}],
    }


def test_list_shortens(topic: list[Record]) -> None:
    """A table ends with the newest so that the totals stay in sight."""
    topic += [stored(number, at=T0 + number) for number in range(command.MOST_ROWS + 5)]
    result = run("list")
    assert "web-activity/1/104 " not in result.stdout
    assert "web-activity/1/105 " in result.stdout
    assert "105 dead letters, the newest 100 shown" in result.stderr


def test_list_nothing(topic: list[Record]) -> None:
    """Where there is none, that is said, and it is no failure."""
    assert topic == []
    result = run("list")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 dead letters\n")


def test_show(topic: list[Record]) -> None:
    """All facts, headers and the remedy are shown, harmless to a terminal; key and value only when asked for."""
    topic.append(stored(0, headers=(("trace\x1b[2J", b"\x1b]0;title\x07"), ("raw", b"\xff"), ("none", None))))  # type: ignore[arg-type]  # Kafka allows null
    shown = run("show", "0/0")
    assert shown.exit_code == 0
    for words in ("0/0", "invalid_json", "detail", "route", "web-activity/1/100", view.ADVICE["invalid_json"].remedy):
        assert words in shown.stdout
    assert "header        raw: ff" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert r"trace\x1b[2J: \x1b]0;title\x07" in shown.stdout
    assert "secret" not in shown.output
    assert "personal data" in shown.stderr
    asked = run("show", "0/0", "--value")
    assert "key           key-secret\nvalue         secret\n" in asked.stdout


def test_show_json(topic: list[Record]) -> None:
    """Under --json it is one object, with key and value only when asked for."""
    topic.append(stored(0, headers=(("h", b"v"), ("none", None))))  # type: ignore[arg-type]  # Kafka allows null
    told = json.loads(run("show", "0/0", "--json").stdout)
    assert told["headers"] == [{"name": "h", "value": "v"}, {"name": "none", "value": None}]
    assert told["remedy"] == view.ADVICE["invalid_json"].remedy
    assert not {"key", "value", "sha256"} & set(told)
    told = json.loads(run("show", "0/0", "--json", "--value").stdout)
    assert (told["key"], told["value"]) == ("key-secret", "secret")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(b"\xff" * 1_000, {"hex": "ff" * view.HEX_HEAD}), (None, None), (b"", ""), ("é".encode() * 600, "é" * 600)],
    ids=["binary", "null", "empty", "reference"],
)
def test_show_any_value(topic: list[Record], value: bytes | None, shown: object) -> None:
    """Bytes that are no text are shown as hex, the beginning only; of a letter by reference what is kept with it."""
    topic.append(stored(0, value=value))
    assert json.loads(run("show", "0/0", "--json", "--value").stdout)["value"] == shown


def test_show_cut_off(topic: list[Record]) -> None:
    """A head of 64 KiB that ends within a character is text all the same, and the original is said to be gone."""
    topic.append(stored(0, "too_large", b"x" + "é".encode() * 40_000))
    told = json.loads(run("show", "0/0", "--json", "--value").stdout)
    assert told["value"] == "x" + "é" * 32_767
    assert (told["original_there"], told["size"]) == (False, 80_001)
    assert "gone from there" in run("show", "0/0").stdout


def test_nowhere(topic: list[Record]) -> None:
    """A place where no letter stands is an error before anything is sent, also where a mark stands."""
    topic += [stored(0), replayed(stored(0), 1)]
    for arguments in (["show", "0/1"], ["replay", "0/0", "0/1"]):
        result = run(*arguments)
        assert isinstance(result.exception, LeadsieveError)
        assert "no dead letter at 0/1" in str(result.exception)


def test_replay_named(topic: list[Record], sent: list[Place]) -> None:
    """Places that were named go out in their order, each once; the exit code is 0."""
    topic += [stored(0), stored(1), stored(2)]
    result = run("replay", "0/2", "0/0", "0/2", "--json")
    assert result.exit_code == 0
    assert sent == [Place(0, 2), Place(0, 0)]
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert told[0] == {"letter": "0/2", "code": "invalid_json", "to": "web-activity/1", "state": "sent"}


def test_replay_problem(topic: list[Record], sent: list[Place]) -> None:
    """What can't be sent says why, the rest is sent, and the exit code is 1."""
    topic += [stored(0, "no_identity"), stored(1)]
    result = run("replay", "--all")
    assert result.exit_code == 1
    assert sent == [Place(0, 1)]
    assert "dead-letters/0/0: error: no [still_too_large]" in result.stderr
    assert "1 of 2 sent" in result.stderr


def test_dry_run(topic: list[Record], sent: list[Place]) -> None:
    """A dry run says what would be sent and sends nothing."""
    topic += [stored(0), stored(1)]
    result = run("replay", "--all", "--dry-run")
    assert (result.exit_code, sent) == (0, [])
    assert "2 of 2 would be sent" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "answer", "asked", "count"),
    [
        (["--all"], "y\n", True, 2),
        (["--all"], "n\n", True, 0),
        (["--all", "--yes"], "", False, 2),
        (["0/0"], "", False, 1),
        (["--all", "--dry-run"], "", False, 0),
    ],
    ids=["agreed", "declined", "told", "one", "dry"],
)
def test_confirmation(  # noqa: PLR0913  the case, and what it needs
    topic: list[Record],
    sent: list[Place],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    answer: str,
    *,
    asked: bool,
    count: int,
) -> None:
    """On a terminal more than one record goes out only after a yes; whoever declines gets exit code 1."""
    monkeypatch.setattr(command, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    topic += [stored(0), stored(1)]
    result = run("replay", *arguments, answer=answer)
    assert ("Send 2 records back" in result.stderr) is asked
    assert len(sent) == count
    assert result.exit_code == (1 if answer == "n\n" else 0)
