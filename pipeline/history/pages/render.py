"""Templates made into one self-contained page that speaks both languages; everything put into it is escaped."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from pipeline.engine.intervals import Share

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
_BOTH: Final = Markup('<span class="fr" lang="fr">{}</span><span class="en" lang="en">{}</span>')


def render(template: str, language: Language, values: Mapping[str, object]) -> str:
    """Return the page of a template; `language` is the one it opens in."""
    return _environment().get_template(template).render(language=language, **values)


def both(fr: object, en: object) -> Markup:
    """Return a text in both languages, of which the page shows one."""
    return _BOTH.format(fr, en)


def number(value: float | None, digits: int = 0) -> Markup:
    """Return a number as each language writes it; a dash where there is none."""
    if value is None:
        return Markup("–")  # noqa: RUF001  a dash, not a minus
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return both(*(format_decimal(value, pattern, locale=language) for language in LANGUAGES))


def percent(value: float | None, digits: int = 0) -> Markup:
    """Return a share as each language writes percentages; a dash where there is none."""
    if value is None:
        return Markup("–")  # noqa: RUF001  as above
    pattern = "0" + ("." + "0" * digits if digits else "")
    written = (format_percent(value, _PERCENT[language].format(pattern), locale=language) for language in LANGUAGES)
    return both(*written)


def day(value: date) -> Markup:
    """Return a date as each language writes it."""
    return both(*(format_date(value, "long", locale=language) for language in LANGUAGES))


def interval(found: Share) -> Markup:
    """Return a share with its bounds: `12 % (9 to 15)`; a dash where nobody is there to be counted."""
    if found.low is None or found.high is None:
        return percent(found.value)
    low, high = round(found.low * 100), round(found.high * 100)
    return Markup('{} <small class="ci">({}–{})</small>').format(percent(found.value), low, high)  # noqa: RUF001  an en dash


_PERCENT: Final[Mapping[Language, str]] = {"fr": "{}\u00a0%", "en": "{}%"}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = files("pipeline.history.pages")
    texts = {item.name: item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".html")}
    made = Environment(
        loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals.update(t=both, n=number, pct=percent, ci=interval, e=escape, day=day)
    return made
