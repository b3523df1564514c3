"""Inputs for fuzzing: the samples of every format, spoiled in a seeded way, by structure and by bytes."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.conformance.intake.samples import Sample

MOST_BYTES: Final = 65_536
"""Of one input."""
ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**64,
    -(2**70),
    10**40,
    0.5,
    -0.0,
    1e308,
    5e-324,
    "",
    " ",
    "\0",
    "\x1b[31m",
    "null",
    "undefined",
    "NaN",
    "true",
    "0",
    "-1",
    "1e9",
    "\u202e\u200b",
    "\ud83d\ude00",
    "e\u0301" * 40,
    "İ" * 20,
    "ﬁ" * 20,
    "a@b",
    "@",
    "a@" + "b" * 300,
    "ana@nova.example",
    "x@" + "a." * 100 + "fr",
    "+33 6 12 34 56 78",
    "+" * 50,
    "0" * 400,
    "http://",
    "http://[::1",
    "https://nova.example/?" + "utm_source=a&" * 50,
    "//",
    "?" * 100,
    "%" * 100,
    "%ff%00",
    "2026-11-22T08:30:00Z",
    "2026-11-22",
    "0000-00-00",
    "9999-12-31T23:59:59Z",
    "1763800000000",
    "9" * 30,
    "٣" * 10,
    "Directeur " * 60,
    "stage " * 200,
    "a-" * 500,
    "étudiant·e·s",
    "x" * 300,
    "x" * 20_000,
    "é" * 9_000,
    "A1" * 3_000,
    " " * 5_000,
    "(" * 3_000,
    "\t" * 200,
    [],
    {},
    [[]],
    [None],
    [{}],
    {"": ""},
    {"a": {"b": {"c": {}}}},
    ["x"] * 500,
    {str(number): number for number in range(300)},
)  # fmt: skip  as a list reads best
"""What has broken readers before: ends of ranges, other alphabets, nearly dates and addresses, and far too much of it."""
DEEP: Final = 3_000


@dataclass(frozen=True, slots=True)
class Input:
    """One input: what a record holds."""

    value: bytes
    headers: Sequence[tuple[str, bytes | None]] = ()
    format: str = ""


class Spoiler:
    """Makes inputs of samples; the same seed and number give the same input."""

    def __init__(self, samples: Sequence[Sample], seed: int) -> None:
        self._samples, self._seed = samples, seed
        self._trees = [tree for sample in samples if (tree := _tree(sample.value)) is not None]
        self._names = sorted({name for tree in self._trees for name in _names(tree)})
        self._formats = sorted({sample.id.partition(":")[0] for sample in samples})

    def make(self, number: int) -> Input:
        """Return the input of a number."""
        chance = random.Random(f"{self._seed}/{number}")  # noqa: S311  inputs, not secrets
        sample = chance.choice(self._samples)
        tree = _tree(sample.value)
        if tree is None or chance.random() < 0.2:
            value = self._spoil_bytes(chance, sample.value)
        else:
            for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
                tree = self._spoil_tree(chance, tree)
            value = self._around(chance, _text(tree, chance))
        headers = sample.headers if chance.random() < 0.5 else self._headers(chance)
        fixed = chance.choice(self._formats) if chance.random() < 0.1 else sample.format
        return Input(value[:MOST_BYTES], headers, fixed)

    def _spoil_tree(self, chance: random.Random, tree: Any) -> Any:  # noqa: ANN401  any JSON
        """Return the tree with one place otherwise."""
        places = list(_places(tree, ()))
        path = chance.choice(places)
        if not path:
            return self._other(chance, tree)
        parent = tree
        for step in path[:-1]:
            parent = parent[step]
        self._change(chance, parent, path[-1])
        return tree

    def _change(self, chance: random.Random, parent: Any, key: Any) -> None:  # noqa: ANN401  any JSON
        act = chance.randrange(7)
        if act == 0:
            del parent[key]
        elif act == 1 and isinstance(parent, dict):
            parent[chance.choice(self._names)] = parent.pop(key)
        elif act == 2 and isinstance(parent, list):
            parent += [parent[key]] * chance.choice((1, 5, 100))
        elif act == 3 and isinstance(parent[key], str):
            parent[key] = self._spoil_text(chance, parent[key])
        else:
            parent[key] = self._other(chance, parent[key])

    def _other(self, chance: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
        if chance.random() < 0.6:
            return json.loads(json.dumps(chance.choice(ODD)))
        if chance.random() < 0.3:
            return [value] if chance.random() < 0.5 else {"data": value}
        donor = json.loads(json.dumps(chance.choice(self._trees)))
        for step in chance.choice(list(_places(donor, ()))):
            donor = donor[step]
        return donor

    @staticmethod
    def _spoil_text(chance: random.Random, text: str) -> str:
        at = chance.randrange(len(text) + 1)
        odd = chance.choice([one for one in ODD if isinstance(one, str)])
        return chance.choice((text[:at] + odd + text[at:], text[:at], text.upper(), text * 3, f" {text}\n", text[::-1]))

    def _around(self, chance: random.Random, value: bytes) -> bytes:
        die = chance.random()
        if die < 0.02:
            return b"[" * DEEP + value + b"]" * DEEP
        if die < 0.08:
            return b"[" + b",".join([value] * chance.choice((0, 1, 3, 30))) + b"]"
        if die < 0.12:
            return (
                b'{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2026-11-22T08:30:00Z","data":'
                + value
                + b"}"
            )
        return b"\0\0\0\0" + bytes([chance.randrange(5)]) + value if die < 0.16 else value

    @staticmethod
    def _spoil_bytes(chance: random.Random, value: bytes) -> bytes:
        spoiled = bytearray(value)
        for _ in range(chance.choice((1, 1, 2, 8))):
            at, end = sorted(chance.randrange(len(spoiled) + 1) for _ in range(2))
            change: Callable[[], bytes] = chance.choice(
                (
                    lambda: b"",
                    lambda: chance.randbytes(chance.choice((1, 4, 40))),
                    lambda at=at, end=end: bytes(spoiled[at:end]) * 2,  # type: ignore[misc]  # of one type with the others
                    lambda: chance.choice((b'"', b"{", b"[", b"\t", b"\\u", b"\xff", b"\0", b"1e999", b"\xef\xbb\xbf")),
                )
            )
            spoiled[at : min(end, at + 64)] = change()
        return bytes(spoiled)

    @staticmethod
    def _headers(chance: random.Random) -> list[tuple[str, bytes | None]]:
        names = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type", "traceparent", "")
        values = (
            b"1.0",
            b"",
            None,
            b"\xff\xfe",
            b"application/cloudevents+json",
            b"2026-11-22T08:30:00Z",
            b"x" * 5_000,
        )
        return (
            [(name, chance.choice(values)) for name in names if chance.random() < 0.4] if chance.random() < 0.2 else []
        )


def _tree(value: bytes) -> Any:  # noqa: ANN401  any JSON
    try:
        return json.loads(value)
    except ValueError:
        return None


def _text(tree: Any, chance: random.Random) -> bytes:  # noqa: ANN401  any JSON
    return json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _names(tree: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(tree, dict):
        yield from tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _names(part)


def _places(tree: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  any JSON
    yield path
    steps = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for step in steps:
        yield from _places(tree[step], (*path, step))
