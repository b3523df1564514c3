"""Values of labels: clean, bounded in number, never personal.

Sources and campaigns come from links that anybody can write. So a value that is no label becomes `other`, and so does
every value beyond a label's limit: the metrics of a worker can't be made to grow.
"""

from dataclasses import dataclass, field

from pipeline.observe.catalogue import Label
from pipeline.observe.personal import looks_personal

NONE = "none"
"""Nothing was said."""
OTHER = "other"
"""One value too many, or one that is no label."""
LONGEST = 64
"""Characters."""
_READ = 1024
"""Characters: nobody tidies a megabyte to find that it is too long."""


def clean(value: str | None) -> str:
    """Return the value as a label may show it: one line of printable text; `none` when blank, `other` when unfit."""
    if value is not None and len(value) > _READ:
        return OTHER
    text = " ".join((value or "").split())
    if not text:
        return NONE
    if len(text) > LONGEST or not text.isprintable() or looks_personal(text):
        return OTHER
    return text


@dataclass(slots=True)
class Bounds:
    """Which values each open label has shown, so that none shows more than its limit."""

    _shown: dict[Label, set[str]] = field(default_factory=dict)

    def admit(self, label: Label, value: str | None) -> str:
        """Return the value this label shows for `value`: one of its closed set, or one of its first `limit` ones."""
        if label.values:
            return value if value in label.values else OTHER
        text = clean(value)
        shown = self._shown.setdefault(label, {NONE, OTHER})
        if text in shown:
            return text
        if len(shown) >= label.limit + 2:  # `none` and `other` are always free
            return OTHER
        shown.add(text)
        return text
