"""What the settings say of upstream: which format a topic holds, and what the mapping file says of forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake.detect import FORMATS
from pipeline.intake.forms import NO_FORMS, Forms
from pipeline.intake.forms_file import parse_forms
from pipeline.intake.upstream import Upstream
from pipeline.personas.document import Document, read_document
from pipeline.settings import Settings

EVENT_TOPICS = tuple(topic for topic in SOURCE_TOPICS if topic in {"form-submissions", "web-activity"})
"""Topics whose records are of upstream formats."""


@dataclass(frozen=True)
class OpenedForms:
    """A mapping file as far as it could be read, with where everything stands in it."""

    forms: Forms
    problems: tuple[Problem, ...]
    document: Document


def open_upstream(settings: Settings) -> Upstream:
    """Return what the settings say; raises `LeadsieveError` with all that is wrong with them or with the mapping file."""
    return Upstream(formats_in(settings.formats), read_forms(Path(settings.forms)) if settings.forms else NO_FORMS)


def formats_in(text: str) -> Mapping[str, str]:
    """Return topic -> format of `web-activity=snowplow,form-submissions=typeform`; raises `LeadsieveError`."""
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        topic, mark, name = (word.strip() for word in part.partition("="))
        if not mark or topic not in EVENT_TOPICS:
            raise LeadsieveError(
                f"LEADSIEVE_FORMATS: {part!r}: say TOPIC=FORMAT, the topic one of {', '.join(EVENT_TOPICS)}"
            )
        if name not in FORMATS:
            raise LeadsieveError(f"LEADSIEVE_FORMATS: no format {name!r}; one of {', '.join(FORMATS)}")
        found[topic] = name
    return found


def read_forms(path: Path) -> Forms:
    """Return the mapping in a file; raises `LeadsieveError` with all its problems where it has any."""
    opened = open_forms(path)
    if opened.problems:
        raise LeadsieveError("the mapping file cannot be used\n" + "\n".join(map(str, opened.problems)))
    return opened.forms


def open_forms(path: Path) -> OpenedForms:
    """Return the mapping in a file and all that keeps it from being used; raises `LeadsieveError` where none can be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LeadsieveError(f"{path}: the file is not UTF-8") from error
    document, problems = read_document(str(path), text)
    if problems:
        return OpenedForms(NO_FORMS, tuple(problems), document)
    forms, wrong = parse_forms(document.value, document.problem)
    return OpenedForms(forms, tuple(wrong), document)
