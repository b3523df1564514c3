"""Every way of failing, as values first.

Inside the core a failure is a `Problem`: data with a code, a place and a remedy. Exceptions are for bugs and for I/O,
and only the edges (runtime, history, cli) catch them:

    LeadsieveError            anything an operator can act on; printed as one line, exit code 2
    ├── BrokerUnavailable     no Apache Kafka could be reached or started
    ├── TopicMismatch         a topic is not what our state was built on
    ├── PackInvalid           a persona pack has problems; carries them all
    ├── PackNeeded            the log names a pack that is not at hand
    ├── SchemaNeeded          a record names a schema that is not at hand
    ├── RegistryUnavailable   the schema registry does not answer, or not as one
    ├── StateUnwritable       the data folder takes no state any more
    └── RecordRefused         the broker would not take a record we had to write
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do: one line a person can act on."""

    code: str
    """Stable, snake_case, documented."""
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    severity: str = "error"
    """`error` or `warning`."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place or '-'}: {self.severity}: {self.message} [{self.code}]"


class LeadsieveError(Exception):
    """Something an operator can act on."""


class BrokerUnavailable(LeadsieveError):  # noqa: N818  it reads as what is the case, as ConnectionRefused would
    """No Apache Kafka could be reached or started."""


class TopicMismatch(LeadsieveError):  # noqa: N818  as above
    """A topic is not what our state was built on: another id, another count, or records gone."""


class RecordRefused(LeadsieveError):  # noqa: N818  as above
    """The broker would not take a record we had to write; its transaction was never committed."""


class PackInvalid(LeadsieveError):  # noqa: N818  as above
    """A persona pack has problems; `problems` holds them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class PackNeeded(LeadsieveError):  # noqa: N818  as above
    """The log names a pack that is not at hand: fetch the one with this `sha256` and judge again."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"the log names pack {sha256}, which is not at hand: publish it, or give its folder with --pack"
        )
        self.sha256 = sha256


class SchemaNeeded(LeadsieveError):  # noqa: N818  as above
    """A record names a schema that is not at hand: fetch the one with this `schema_id` and read it again."""

    def __init__(self, schema_id: int) -> None:
        super().__init__(f"a record names schema {schema_id}, which is not at hand")
        self.schema_id = schema_id


class RegistryUnavailable(LeadsieveError):  # noqa: N818  as above
    """The schema registry does not answer, or not as one: what needs a schema waits."""


class StateUnwritable(LeadsieveError):  # noqa: N818  as above
    """The data folder takes no state any more, or gives none back: a task waits until it does."""
