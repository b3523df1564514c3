"""How a person who asks something of us is named on the command line, and what is published for them: ids, no addresses."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import click

from pipeline.cli.lead_names import members_of
from pipeline.cli.terminal import Terminal
from pipeline.contracts.hot import encode, of
from pipeline.contracts.privacy import Asked, PrivacyRequest
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake.privacy import read_privacy
from pipeline.runtime.publish import publish
from pipeline.settings import Settings, from_environment
from pipeline.stages.identity import leads_named_by

TOPIC: Final = "privacy-requests"
_REQUEST = of(PrivacyRequest)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is published: one request a lead, all of one moment."""

    settings: Settings
    requests: list[PrivacyRequest]

    def publish(self) -> None:
        """Publish the requests; raises `LeadsieveError`."""
        asyncio.run(publish(self.settings, [(TOPIC, encode(request)) for request in self.requests]))


def name_options(command: click.Command) -> click.Command:
    """Let a command take the names of one person, under the names that `lead_ids` takes."""
    command.params[:0] = [
        click.Argument(["leads"], metavar="[LEAD]...", nargs=-1),
        click.Option(["--email", "emails"], multiple=True, metavar="ADDRESS", help="An address of theirs."),
        click.Option(["--user-id", "users"], multiple=True, metavar="ID", help="An id that upstream gave them."),
        click.Option(["--phone", "phones"], multiple=True, metavar="NUMBER", help="A number of theirs: +33612345678."),
    ]
    return command


def lead_ids(settings: Settings, **names: Iterable[str]) -> list[str]:
    """Return the leads that one person's names lead to, each once; raises `LeadsieveError` where a name is none."""
    found: list[str] = []
    for number, member in enumerate(_members(**names), start=1):
        request = _REQUEST(request_id="-", occurred_at=datetime.now(UTC), kind="export", **member)
        leads = leads_named_by(request, settings.identity_key.encode())
        if not leads:
            raise LeadsieveError(f"name {number} is neither an id of ours, nor an address, a user id or a phone number")
        found += leads
    if not found:
        raise LeadsieveError("nobody is named: say LEAD, --email, --user-id or --phone, as many as they have")
    return list(dict.fromkeys(found))


def _members(
    leads: Iterable[str], emails: Iterable[str], users: Iterable[str], phones: Iterable[str]
) -> Iterator[dict[str, Any]]:
    yield from map(members_of, leads)
    yield from ({"email": email} for email in emails)
    yield from ({"user_id": user} for user in users)
    yield from ({"phone": phone} for phone in phones)


def asking(terminal: Terminal, kind: Asked, names: dict[str, Any], **members: Any) -> Asking:  # noqa: ANN401  whatever a request holds
    """Return what to publish for a person; raises `LeadsieveError` with why workers would refuse it."""
    settings, now = from_environment(broker=terminal.needed_broker()), datetime.now(UTC)
    requests = [
        _REQUEST(request_id=uuid4().hex, occurred_at=now, lead_id=lead_id, kind=kind, **members)
        for lead_id in lead_ids(settings, **names)
    ]
    for request in requests:
        if isinstance(wrong := read_privacy(encode(request)), Problem):
            raise LeadsieveError(f"{kind}: {wrong.message}")
    return Asking(settings, requests)


def tell(terminal: Terminal, asked: Asking) -> None:
    """Say what was published."""
    terminal.note(f"published to {asked.settings.topic(TOPIC)}: {len(asked.requests)} request(s), one a lead")
    if terminal.as_json:
        for request in asked.requests:
            terminal.record({"request_id": request.request_id, "lead_id": request.lead_id, "kind": request.kind})
