import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.personas.editing import add_entries, entry_of
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import HEAD, files


def _lists(text: str) -> dict[str, tuple[str, ...]]:
    pack, problems = parse_pack({**files(), "pack.yaml": text})
    assert pack is not None, problems
    return pack.head.reference_lists


@pytest.mark.parametrize(
    ("given_entry", "entry"),
    [
        ("acme.com", "acme.com"),
        ("ACME.com", "acme.com"),
        ("https://www.acme.com", "acme.com"),
        ("http://shop.acme.com:8080/a?b#c", "shop.acme.com"),
        ("www.acme.co.uk/", "acme.co.uk"),
        ("acme.com.", "acme.com"),
        (" Acme & Sons ", "Acme & Sons"),
        ("Société Générale", "Société Générale"),
    ],
)
def test_entries(given_entry: str, entry: str) -> None:
    """Of an address on the web the domain is kept, of a name the name."""
    assert entry_of(given_entry) == entry


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  rivals: [rival.example]", "  rivals: [rival.example, acme.com]"),
        ("  rivals: [ rival.example ]  # ours", "  rivals: [ rival.example, acme.com ]  # ours"),
        ("  rivals: [rival.example,]", "  rivals: [rival.example, acme.com,]"),
        ("  rivals: []", "  rivals: [acme.com]"),
        (
            "  rivals: [\n    a.example,\n    b.example\n  ]",
            "  rivals: [\n    a.example,\n    b.example, acme.com\n  ]",
        ),
        ("  rivals:\n  - a.example  # a\n  # b", "  rivals:\n  - a.example  # a\n  - acme.com\n  # b"),
        ('  rivals:\n      - "a.example"\n', '  rivals:\n      - "a.example"\n      - acme.com\n'),
        (
            "  rivals: [\n    a.example,  # why\n    b.example  # because\n  ]",
            "  rivals: [\n    a.example,  # why\n    b.example, acme.com  # because\n  ]",
        ),
        ("  rivals: [  # none yet\n  ]", "  rivals: [acme.com  # none yet\n  ]"),
        ("  rivals:\r\n  - a.example\r", "  rivals:\r\n  - a.example\r\n  - acme.com\r"),
    ],
)
def test_layout(old: str, new: str) -> None:
    """However a list is laid out, the entry stands at its end and the rest as it stood."""
    text = HEAD.replace("  rivals: [rival.example]", old)
    changed, added, problems = add_entries(text, "rival", ["acme.com"])
    assert (changed, added, problems) == (HEAD.replace("  rivals: [rival.example]", new), ["acme.com"], [])
    assert _lists(changed)["rivals"][-1] == "acme.com"


def test_no_end_of_line() -> None:
    """A file that ends without a line end takes an entry all the same."""
    text = (
        HEAD.replace("reference_lists:\n  rivals: [rival.example]\n", "")
        + "reference_lists:\n  rivals:\n    - a.example"
    )
    assert _lists(add_entries(text, "rivals", ["b.example"])[0])["rivals"] == ("a.example", "b.example")


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and text.isprintable()), min_size=1))
def test_any_entry(entries: list[str]) -> None:
    """Whatever is put on a list is read back as it was given, quoted where it must be."""
    wanted = [entry for entry in dict.fromkeys(map(entry_of, entries)) if entry]
    for text in (HEAD, HEAD.replace("  rivals: [rival.example]", "  rivals:\n    - rival.example")):
        changed, added, problems = add_entries(text, "rivals", entries)
        assert (added, problems) == (wanted, [])
        assert _lists(changed)["rivals"] == ("rival.example", *wanted)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "bad_yaml"),
        ("[]", "unknown_list"),
        ("reference_lists: 3", "wrong_value"),
        ("reference_lists: {rivals: }", "wrong_value"),
        ("reference_lists:\n  rivals:\n  - |-\n    a.example\nlifts: 1\n", "unknown_layout"),
        ("reference_lists:\n  rivals:\n  - a: b\n    c: d\nlifts: 1\n", "unknown_layout"),
    ],
)
def test_broken(text: str, code: str) -> None:
    """A file that is no head of a pack stays as it is, with its problem."""
    changed, added, problems = add_entries(text, "rivals", ["acme.com"])
    assert (changed, added, [problem.code for problem in problems]) == (text, [], [code])


def test_an_entry_no_pack_takes() -> None:
    """An entry that is too long for a pack is refused, and does not spoil one."""
    changed, added, problems = add_entries(HEAD, "rivals", ["x" * 254])
    assert (changed, added, [problem.code for problem in problems]) == (HEAD, [], ["wrong_value"])
    assert add_entries(HEAD, "rivals", ["x" * 253])[1:] == (["x" * 253], [])
