import pytest

from pipeline.personas.document import MAX_BYTES, read_document


def _codes(text: str) -> list[tuple[str, int, int]]:
    _, problems = read_document("a.yaml", text)
    return [(problem.code, problem.line, problem.column) for problem in problems]


def test_values_and_places() -> None:
    """Values come as plain Python, lists as tuples, and everything remembers where it stands."""
    document, problems = read_document("a.yaml", "a: 1\nb:\n  - {c: yes, d: 'true'}\n  - true\n")
    assert problems == []
    assert document.value == {"a": 1, "b": ({"c": "yes", "d": "true"}, True)}
    assert document.values["b", 0, "d"] == (3, 17)
    assert document.keys["b", 0, "d"] == (3, 14)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("true", True),
        ("'12'", "12"),
        ("12", 12),
        ("-0.5", -0.5),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("0x10", "0x10"),
        ("1234567890123456", "1234567890123456"),
        ("2027-01-31", "2027-01-31"),
        ("~", None),
        ("", None),
    ],
)
def test_scalars(text: str, value: object) -> None:
    """NO is Norway, dates are text, numbers are short and plain: nothing of YAML 1.1 surprises."""
    document, _ = read_document("a.yaml", f"a: {text}")
    assert document.value["a"] == value
    assert type(document.value["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("bad_yaml", 1, 1)]),
        ("# a comment", [("bad_yaml", 1, 1)]),
        ("a: [1", [("bad_yaml", 2, 1)]),
        ("a: 1\n\tb: 2", [("bad_yaml", 2, 1)]),
        ("a: &x 1\nb: *x", [("bad_yaml", 1, 4), ("bad_yaml", 2, 4)]),
        ("a: !!python/object:os.system 1", [("bad_yaml", 1, 4)]),
        ("a: !x 1", [("bad_yaml", 1, 4)]),
        ("a: 1\n---\nb: 2", [("bad_yaml", 2, 1)]),
        ("a: 1\nb: 2\na: 3", [("duplicate_key", 3, 1)]),
        ("a: 1\n2: b", [("bad_key", 2, 1)]),
        ("a: 1\ntrue: b", [("bad_key", 2, 1)]),
        ("a: 1\n? [b]\n: c", [("bad_key", 2, 3)]),
        ("a: \x00", [("bad_yaml", 1, 1)]),
        ("a: \ud800", [("bad_yaml", 1, 1)]),
        ("[" * 5_000, [("too_large", 1, 25)]),
        ("a: " + "x" * MAX_BYTES, [("too_large", 1, 1)]),
    ],
)
def test_refused(text: str, expected: list[tuple[str, int, int]]) -> None:
    """What is no plain YAML of bounded size is a problem with its place, never an exception."""
    assert _codes(text) == expected


def test_too_many_values() -> None:
    """A file of very many values is refused before a tree is built of it."""
    assert [code for code, _, _ in _codes("- 1\n" * 30_000)] == ["too_large"]


def test_nearest_place() -> None:
    """A problem with something that is not there points at what is nearest around it."""
    document, _ = read_document("a.yaml", "a:\n  b: 1\n")
    assert str(document.problem(("a", "c", 0), "x", "gone")) == "a.yaml:2:3: error: gone [x]"
