"""The labelled titles, and what a reader of titles gets right of them; `titles.md` is the guide they are labelled by."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.enrichment.job_title import Reading, read_title

HERE = Path(__file__).parent
SETS = ("titles", "titles_fresh", "titles_last", "titles_unseen")
YOUNG = frozenset({"student", "intern", "apprentice"})
SILENT = "-"


class Title(NamedTuple):
    """A title with all readings that are right of it."""

    text: str
    kind: str
    seniorities: tuple[str, ...]
    functions: tuple[str, ...]


class Figures(NamedTuple):
    """Shares, 0 to 1; the accuracies are of what is read, the coverages of what has a label."""

    titles: int
    precision: float
    recall: float
    seniority: float
    function: float
    seniority_coverage: float
    function_coverage: float


def titles(name: str) -> Iterator[Title]:
    """Yield the titles of a set."""
    kind, label = "", ([""], [""])
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line.startswith("== "):
            seniority, function = line[3:].split(" ")
            label = seniority.split("|"), function.split("|")
        elif line:
            yield Title(line, kind, tuple(label[0]), tuple(label[1]))


def measure(given: Sequence[Title]) -> Figures:
    """Return how the reader does on titles."""
    read = [(title, read_title(title.text)) for title in given]
    flagged = [title for title, reading in read if reading.seniority in YOUNG]
    young = [title for title in given if _is_young(title)]
    right = sum(_is_young(title) for title in flagged)
    return Figures(
        titles=len(read),
        precision=right / len(flagged),
        recall=right / len(young),
        seniority=_share([r.seniority in t.seniorities for t, r in read if r.seniority]),
        function=_share([r.function in t.functions for t, r in read if r.function]),
        seniority_coverage=_share([r.seniority is not None for t, r in read if SILENT not in t.seniorities]),
        function_coverage=_share([r.function is not None for t, r in read if SILENT not in t.functions]),
    )


def mistakes(given: Sequence[Title]) -> Iterator[tuple[Title, Reading]]:
    """Yield the titles that the reader takes for young and are not, or the other way round."""
    for title in given:
        reading = read_title(title.text)
        if _is_young(title) != (reading.seniority in YOUNG):
            yield title, reading


def _is_young(title: Title) -> bool:
    return not YOUNG.isdisjoint(title.seniorities)


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held)


if __name__ == "__main__":
    for chosen in SETS:
        print(chosen, *(f"{name} {value:.4g}" for name, value in measure(list(titles(chosen)))._asdict().items()))  # noqa: T201  the figures are the output
        for title, reading in mistakes(list(titles(chosen))):
            print(" ", title.text, "|", "|".join(title.seniorities), "|", reading.seniority)  # noqa: T201  as above
