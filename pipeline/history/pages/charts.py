"""Plots as inline SVG: drawn of numbers alone, so that nothing has to be fetched to see them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

WIDTH: Final = 720
_LEFT: Final = 190
_RIGHT: Final = 60
_ROW: Final = 26
_TOP: Final = 22
_HEIGHT: Final = 200
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class Dot(NamedTuple):
    """A share with its bounds, all from 0 to 1, named in both languages."""

    label: Markup
    value: float
    low: float
    high: float


class Line(NamedTuple):
    """A series of shares with their bounds; None where nobody was there to be counted."""

    points: Sequence[tuple[float, float, float] | None]
    """(value, low, high)."""
    color: str
    """A CSS variable of the page, as `--bad`."""


def dots(shown: Sequence[Dot], base: float | None) -> Markup:
    """Return one line for each share, its interval as a bar, and a dashed line at `base`."""
    height = _TOP + _ROW * len(shown) + 20
    parts = [_grid(height - 18)]
    if base is not None:
        at = _x(base)
        parts.append(
            Markup(
                '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="var(--warm)" stroke-dasharray="4 3" stroke-width="2"/>'
            ).format(at, _TOP - 6, height - 18)
        )
    for number, dot in enumerate(shown):
        y = _TOP + _ROW * number + _ROW / 2
        parts.append(
            Markup(
                '<text x="{left}" y="{text}" text-anchor="end">{label}</text>'
                '<line x1="{low}" x2="{high}" y1="{y}" y2="{y}" stroke="var(--mark)" stroke-width="5" opacity=".4"/>'
                '<circle cx="{at}" cy="{y}" r="5" fill="var(--mark)"/><text x="{end}" y="{text}">{said}</text>'
            ).format(
                left=_LEFT - 12, text=y + 4, label=_tspans(dot.label), low=_x(dot.low), high=_x(dot.high), y=y,
                at=_x(dot.value), end=WIDTH - _RIGHT + 10, said=f"{dot.value:.0%}",
            )
        )  # fmt: skip
    return _svg(height, parts)


def lines(labels: Sequence[str], shown: Sequence[Line]) -> Markup:
    """Return series over the same labels, each with its interval as a band."""
    parts = [_levels()]
    step = (WIDTH - _RIGHT - 50) / max(len(labels) - 1, 1)
    every = max(len(labels) // 8, 1)
    for at, label in enumerate(labels):
        if at % every == 0:
            parts.append(
                Markup('<text class="soft" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    round(50 + at * step), _HEIGHT + 36, label
                )
            )
    for line in shown:
        parts.append(_band(line, step))
        parts.append(_curve(line, step))
    return _svg(_HEIGHT + 44, parts)


def _band(line: Line, step: float) -> Markup:
    there = [(50 + at * step, point) for at, point in enumerate(line.points) if point is not None]
    upper = " ".join(f"{x:.1f},{_y(point[2]):.1f}" for x, point in there)
    lower = " ".join(f"{x:.1f},{_y(point[1]):.1f}" for x, point in reversed(there))
    return Markup('<polygon points="{} {}" fill="var({})" opacity=".15"/>').format(upper, lower, line.color)


def _curve(line: Line, step: float) -> Markup:
    there = [(50 + at * step, point[0]) for at, point in enumerate(line.points) if point is not None]
    points = " ".join(f"{x:.1f},{_y(value):.1f}" for x, value in there)
    circles = Markup("").join(
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="var({})"/>').format(x, _y(value), line.color)
        for x, value in there
    )
    return (
        Markup('<polyline points="{}" fill="none" stroke="var({})" stroke-width="2"/>').format(points, line.color)
        + circles
    )


def _grid(bottom: float) -> Markup:
    return Markup("").join(
        Markup('<line class="axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text class="soft" x="{0}" y="{3}" text-anchor="middle">{4}</text>').format(_x(tick), _TOP - 6, bottom, _TOP - 10, f"{tick:.0%}")
        for tick in _TICKS
    )  # fmt: skip


def _levels() -> Markup:
    return Markup("").join(
        Markup('<line class="axis" x1="46" x2="{0}" y1="{1}" y2="{1}"/><text class="soft" x="40" y="{2}" text-anchor="end">{3}</text>').format(WIDTH - _RIGHT, _y(tick), _y(tick) + 4, f"{tick:.0%}")
        for tick in _TICKS
    )  # fmt: skip


def _svg(height: float, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg viewBox="0 0 {} {}" width="{}" role="img">{}</svg>').format(
        WIDTH, height, WIDTH, Markup("").join(parts)
    )


def _tspans(label: Markup) -> Markup:
    """Return a label of both languages as SVG has it: `span` is HTML's."""
    return Markup(str(label).replace("<span", "<tspan").replace("</span", "</tspan"))  # noqa: S704  tags alone change


def _x(value: float) -> float:
    return round(_LEFT + value * (WIDTH - _LEFT - _RIGHT), 1)


def _y(value: float) -> float:
    return round(16 + (1 - value) * _HEIGHT, 1)
