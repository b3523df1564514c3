"""What goes wrong upstream: records that cannot be read, and one that is too large."""

from random import Random
from typing import NamedTuple

from pipeline.contracts.dead_letter import Code
from pipeline.history.simulate.arrivals import NOWHERE, new_device
from pipeline.history.simulate.records import (
    FORMS,
    OUTCOMES,
    WEB,
    Moment,
    Published,
    context_of,
    form_record,
    stamp,
    whose,
)
from pipeline.history.simulate.site import FORMS_BY


class Fault(NamedTuple):
    """A record that nobody can read: what it is called, where it comes, what it holds, and the code it deserves.

    `%(at)b` in the value becomes a good time, `%(id)b` a new id.
    """

    name: str
    topic: str
    value: bytes | None
    code: Code


FAULTS: tuple[Fault, ...] = (
    Fault(
        "cut off",
        FORMS,
        b'{"type":"track","messageId":"%(id)b","event":"Form Submitted","properties":{"form_i',
        "invalid_json",
    ),
    Fault("an error page", WEB, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "invalid_json"),
    Fault("a word", WEB, b"undefined", "invalid_json"),
    Fault(
        "single quotes", FORMS, b"{'form_id': 'demande-demo', 'email': 'camille@thermovale.example'}", "invalid_json"
    ),
    Fault("no value", WEB, None, "empty_value"),
    Fault("no bytes", FORMS, b"", "empty_value"),
    Fault(
        "Latin-1",
        FORMS,
        '{"type":"track","messageId":"%(id)b","anonymousId":"%(id)b","event":"Form Submitted",'
        '"properties":{"form_id":"contact","societe":"Réseaux Fibrelune"},"timestamp":"%(at)b"}'.encode("latin-1"),
        "invalid_utf8",
    ),
    Fault("a sensor's reading", WEB, b'{"sensor":"porte-3","open":true,"battery":0.81}', "unknown_shape"),
    Fault("a number", WEB, b"42", "unknown_shape"),
    Fault("a list of words", FORMS, b'["demande-demo","camille@thermovale.example"]', "unknown_shape"),
    Fault(
        "a track without its event",
        FORMS,
        b'{"type":"track","messageId":"%(id)b","anonymousId":"%(id)b","properties":{},"timestamp":"%(at)b"}',
        "invalid_event",
    ),
    Fault(
        "properties that are text",
        FORMS,
        b'{"type":"track","messageId":"%(id)b","anonymousId":"%(id)b","event":"Form Submitted",'
        b'"properties":"email=camille@thermovale.example","timestamp":"%(at)b"}',
        "invalid_event",
    ),
    Fault(
        "a context that is a list",
        WEB,
        b'{"type":"page","messageId":"%(id)b","anonymousId":"%(id)b","context":[1,2],"timestamp":"%(at)b"}',
        "invalid_event",
    ),
    Fault(
        "a form without its type",
        FORMS,
        b'{"event_id":"%(id)b","occurred_at":"%(at)b","visitor_id":"%(id)b","form":{"id":"contact"}}',
        "invalid_event",
    ),
    Fault(
        "nobody's page",
        WEB,
        b'{"type":"page","messageId":"%(id)b","context":{"page":{"path":"/tarifs"}},"timestamp":"%(at)b"}',
        "no_identity",
    ),
    Fault(
        "yesterday",
        WEB,
        b'{"type":"page","messageId":"%(id)b","anonymousId":"%(id)b","timestamp":"hier"}',
        "invalid_time",
    ),
    Fault(
        "an outcome nobody foresaw",
        OUTCOMES,
        b'{"outcome_id":"%(id)b","occurred_at":"%(at)b","email":"camille@thermovale.example","result":"maybe"}',
        "invalid_event",
    ),
    Fault(
        "a native event of no time",
        WEB,
        b'{"event_id":"%(id)b","type":"page","occurred_at":"22/11/2026 10:30","visitor_id":"%(id)b"}',
        "invalid_time",
    ),
)
"""Each kind of trouble, at least one for every code that upstream can cause; the size limit has `OVERSIZED`."""

OVERSIZED = 5_000_000
"""Bytes, about, of the form whose message somebody pasted a whole file into."""


def malformed(fault: Fault, moment: Moment) -> Published:
    """Return a record with this fault."""
    told = {b"id": moment.event_id, b"at": stamp(moment.at)}
    return Published(fault.topic, fault.value and fault.value % told, "malformed", None, None)


def oversized(rng: Random, moment: Moment) -> Published:
    """Return a form, well formed but for its size."""
    device, form = new_device(rng, "fr"), FORMS_BY["fr", "contact"][0]
    answers = dict.fromkeys(form.fields.values(), "")
    pasted = "Bonjour, voici notre cahier des charges complet. "
    answers |= {"email": "cahier.des.charges@thermovale.example", "message": pasted * (OVERSIZED // len(pasted) + 1)}
    context = context_of(device, whose(device, None), form.page, NOWHERE)
    value = form_record(context, moment, form, answers)
    return Published(FORMS, value, "oversized", moment.event_id.decode(), None)
