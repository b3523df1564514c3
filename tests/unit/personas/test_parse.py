import pytest

from pipeline.personas.criterion import Leaf, path_text
from pipeline.personas.model import all_leaves, exclusion_budget_percent, holdout_percent
from pipeline.personas.parse import parse_pack, sha256_of
from tests.unit.personas.texts import HEAD, files, persona


def _told(given: dict[str, str]) -> list[str]:
    pack, problems = parse_pack(given)
    assert (pack is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_pack() -> None:
    """A pack without faults has its head, and its personas in the order of their ids."""
    pack, problems = parse_pack(files(student=persona(), competitor=persona(name="competitor")))
    assert problems == []
    assert pack is not None
    assert pack.head.thresholds.qualify_at == 50
    assert [found.id for found in pack.personas] == ["competitor", "student"]


@pytest.mark.parametrize("text", ["~0: 1", "~all: {}", "criteria: {~leaf: 1}", "criteria: {any: [{~0: 1}]}"])
def test_a_key_may_look_like_a_variants_name(text: str) -> None:
    """A key that begins as our names of variants do is unknown like any other."""
    for name in ("pack.yaml", "student.yaml"):
        assert "unknown key" in str(_told(files(student=persona()) | {name: text}))


def test_criteria() -> None:
    """Criteria nest, and every leaf is found with the path that decisions write."""
    text = """\
        any:
          - {fact: a.a, is: x, because: one}
          - not: {fact: a.b, at_least: 3, because: two}
          - all:
              - {fact: a.c, in: [x, y], because: three}
    """
    pack, _ = parse_pack(files(student=persona(text)))
    assert pack is not None
    found = [(path_text(path), leaf.operator, leaf.expected) for _, path, leaf in all_leaves(pack)]
    assert found == [
        ("lifts", "is", "customer"),
        ("criteria.any[0]", "is", "x"),
        ("criteria.any[1].not", "at_least", 3),
        ("criteria.any[2].all[0]", "in", ["x", "y"]),
    ]


def test_all_at_once() -> None:
    """Every fault of every file is told at once, with its place and the nearest right name."""
    head = HEAD.replace("owner:", "ower:").replace("[FR, BE]", "[FR, Belgium]")
    text = persona("{fact: job.seniority, iss: student, because: Says}", "effect: exclud\nversoin: 2")
    assert _told({"pack.yaml": head, "student.yaml": text, "other.yaml": "a: ["}) == [
        "other.yaml:2:1: error: not YAML: did not find expected node content [bad_yaml]",
        "pack.yaml:1:1: error: `owner` is missing [missing_key]",
        "pack.yaml:6:16: error: `zones.market[1]`: 'Belgium' should look like ^[A-Z]{2}$ [wrong_value]",
        "pack.yaml:4:1: error: unknown key `ower`; did you mean `owner`? [unknown_key]",
        "student.yaml:14:9: error: `effect`: it should be 'exclude', 'penalize' or 'flag'; did you mean `exclude`? [wrong_value]",
        "student.yaml:17:48: error: `criteria.because`: 'Says' should look like ^[a-z][a-z0-9_]{0,63}$ [wrong_value]",
        "student.yaml:17:25: error: unknown key `iss`; did you mean `is`? [unknown_key]",
        "student.yaml:15:1: error: unknown key `versoin`; did you mean `version`? [unknown_key]",
    ]


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ("{fact: a.b, because: x}", "one operator a criterion, here none"),
        ("{fact: a.b, is: 1, in: [a], because: x}", "one operator a criterion, here `is` and `in`"),
        ("{fact: a.b, is: {}, because: x}", "`criteria.is`: '{}' is of the wrong type here"),
        ("{fact: a.b, at_least: '3', because: x}", "`criteria.at_least`: '3' is of the wrong type here"),
        ("{fact: a.b, in: none, because: x}", "`criteria.in`: it should be a list"),
        ("{fact: a.b, in: [], because: x}", "`criteria.in`: it should have at least one item"),
        ("any: []", "`criteria.any`: it should have at least one item"),
        ("any: [3]", "`criteria.any[0]`: it should hold `key: value` lines"),
        ("{all: [], any: []}", "unknown key `any`"),
        ("{of: [{fact: a.b, is: 1, because: x}]}", "`criteria.at_least` is missing"),
        ("{at_least: 1, of: []}", "`criteria.of`: it should have at least one item"),
        ("{at_least: 2, of: [{fact: a.b, is: 1, because: x}]}", "all its evidence together weighs less than 2"),
        ("{at_least: 1, of: [{weight: 0, fact: a.b, is: 1, because: x}]}", "`criteria.of[0].weight`"),
        ("{weight: 2, fact: a.b, is: 1, because: x}", "only what stands under `of` has a weight"),
        ("not: {weight: 2, fact: a.b, is: 1, because: x}", "only what stands under `of` has a weight"),
        ("{fact: activity.pages.7d, at_least: 1, within_days: 3, because: x}", "has a window of its own"),
        ("{fact: a.b, within_days: 3, because: x}", "one operator a criterion, here none"),
        ("{fact: a.b, contains_any: [], because: x}", "`criteria.contains_any`: it should have at least one item"),
        ("{fact: a.b, in_list: rivls, because: x}", "pack.yaml has no `rivls`; did you mean `rivals`?"),
        ("{fact: a.b, not_in_zone: markt, because: x}", "pack.yaml has no `markt`; did you mean `market`?"),
    ],
)
def test_wrong_criteria(criteria: str, said: str) -> None:
    """A criterion that is none says what it lacks, once."""
    told = [line for line in _told(files(student=persona(criteria))) if said in line]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("negative", "", "wrong_effect"),
        ("buyer", "effect: exclude", "wrong_effect"),
        ("detractor", "effect: exclude", "wrong_effect"),
        ("buyer", "", "wrong_points"),
        ("negative", "effect: penalize", "wrong_points"),
        ("negative", "effect: exclude\npoints: 5", "wrong_points"),
        ("negative", "effect: penalize\npoints: 101", "wrong_value"),
        ("negative", "effect: penalize\npoints: 5\nroute: hr", "wrong_route"),
        ("negative", "effect: exclude\nroute: later", "wrong_route"),
        ("negative", "effect: exclude\nreview_after_days: 30", "wrong_route"),
        ("negative", "effect: exclude\nroute: ambassador", "wrong_value"),
        ("negative", "effect: exclude\nfading: {half_life_days: 30}", "wrong_points"),
        ("buyer", "points: 5\nfading: {half_life_days: 30}", "wrong_points"),
        ("negative", "effect: exclude\nflag: is_bad", "wrong_effect"),
        ("negative", "effect: flag\nflag: Is bad", "wrong_value"),
    ],
)
def test_members_at_odds(kind: str, more: str, code: str) -> None:
    """Kind, effect, points and route go together in the ways the guide says, and in no other."""
    assert [problem.code for problem in parse_pack(files(student=persona(more=more, kind=kind)))[1]] == [code]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("buyer", "points: 30"),
        ("detractor", "effect: flag"),
        ("detractor", "effect: flag\nflag: may_veto"),
        ("negative", "effect: flag"),
        ("negative", "effect: penalize\npoints: 10\nfading: {half_life_days: 30}"),
        ("negative", "effect: penalize\npoints: 100"),
        ("negative", "effect: exclude\nroute: hr"),
        ("negative", "effect: exclude\nroute: later\nreview_after_days: 30"),
    ],
)
def test_members_together(kind: str, more: str) -> None:
    """What the guide allows is allowed."""
    assert parse_pack(files(student=persona(more=more, kind=kind)))[1] == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "missing_file"),
        ({"student.yaml": persona()}, "missing_file"),
        ({"pack.yaml": HEAD, "pupil.yaml": persona()}, "wrong_id"),
        ({"pack.yaml": HEAD, "student.yml": persona()}, "bad_name"),
        ({"pack.yaml": HEAD.replace("keep_at: 40", "keep_at: 60")}, "wrong_value"),
        ({"pack.yaml": HEAD, **{f"p{at}.yaml": "" for at in range(201)}}, "too_large"),
        ({"pack.yaml": "- 1"}, "wrong_value"),
        ({"pack.yaml": HEAD, "student.yaml": "{kind: {}, effect: [], id: 3}"}, "wrong_value"),
    ],
)
def test_wrong_files(given: dict[str, str], code: str) -> None:
    """A pack that is none says why, whatever its files hold."""
    pack, problems = parse_pack(given)
    assert pack is None
    assert code in {problem.code for problem in problems}


def test_tests_aside() -> None:
    """Test files are no personas: a pack parses whatever they hold."""
    assert parse_pack({**files(), "student.test.yaml": "["})[1] == []


def test_sha256() -> None:
    """The digest names what judges: other tests and line ends leave it, one other letter changes it."""
    given = files()
    digest = sha256_of(given)
    assert sha256_of({**given, "student.test.yaml": "- x"}) == digest
    assert sha256_of({name: text.replace("\n", "\r\n") for name, text in given.items()}) == digest
    assert sha256_of(dict(reversed(given.items()))) == digest
    assert sha256_of({**given, "pack.yaml": HEAD + "# x"}) != digest


def test_leaf_is_strict() -> None:
    """A date is a date: a number is none."""
    text = persona().replace("2027-01-31", "20270131")
    assert [problem.line for problem in parse_pack(files(student=text))[1]] == [6]
    assert isinstance(Leaf.model_validate({"fact": "a.b", "because": "x", "is": True}).expected, bool)


@pytest.mark.parametrize("member", ["holdout_percent", "exclusion_budget_percent", "false_exclusion_percent"])
def test_percentages_of_nobody(member: str) -> None:
    """A percentage for a persona that is not there, or that excludes nobody, is told; of a broken one nothing is said."""
    head = f"{HEAD}{member}: {{default: 5, personas: {{studnet: 2}}}}\n"
    assert _told({**files(), "pack.yaml": head}) == [
        f"pack.yaml:12:{len(member) + 27}: error: no persona `studnet` excludes anybody; did you mean `student`? [unknown_persona]"
    ]
    codes = {problem.code for problem in parse_pack({"pack.yaml": head, "studnet.yaml": "id: ["})[1]}
    assert "unknown_persona" not in codes


def test_percentages() -> None:
    """The head's own word for a persona counts, else its default; competitors and solicitors are never held out."""
    head = HEAD + "holdout_percent: {default: 7.5, personas: {student: 2}}\n"
    pack, problems = parse_pack({**files(), "pack.yaml": head})
    assert pack is not None, problems
    shares = {name: holdout_percent(pack.head, name) for name in ("student", "no-need", "competitor", "solicitor")}
    assert shares == {"student": 2, "no-need": 7.5, "competitor": 0, "solicitor": 0}
    assert exclusion_budget_percent(pack.head, "student") == 50
