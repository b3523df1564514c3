"""How sure a share is: Wilson's score interval, which stays within 0 and 1 and holds for few leads too."""

from math import sqrt
from typing import Final, NamedTuple

Z95: Final = 1.959963984540054
"""Standard deviations within which 95 % of a normal distribution lies."""


class Share(NamedTuple):
    """So many of so many, and between which bounds the true share lies in 95 of 100 such samples."""

    part: float
    """How many; weighted where the leads are."""
    whole: float
    value: float | None
    """part / whole; None where nobody is there to be counted."""
    low: float | None
    high: float | None


def share(part: float, whole: float, z: float = Z95) -> Share:
    """Return part / whole with its Wilson interval; 0 <= part <= whole. Of nobody: no value and no bounds."""
    if whole <= 0:
        return Share(part, whole, None, None, None)
    value, spread = part / whole, z * z / whole
    middle = (value + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(max(value * (1 - value), 0.0) / whole + spread / (4 * whole))
    return Share(part, whole, value, max(middle - half, 0.0), min(middle + half, 1.0))


def exceeds(one: Share, other: Share) -> bool:
    """Tell whether a share lies above another by more than chance explains: two proportions, 95 %, two-sided."""
    if one.whole <= 0 or other.whole <= 0:
        return False
    pooled = (one.part + other.part) / (one.whole + other.whole)
    spread = sqrt(max(pooled * (1 - pooled), 0.0) * (1 / one.whole + 1 / other.whole))
    return spread > 0 and (one.part / one.whole - other.part / other.whole) / spread > Z95
