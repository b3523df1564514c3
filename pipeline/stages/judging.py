"""From records to effects, whatever the records are: a batch is judged whole, or record by record where one raises."""

import logging
from collections.abc import Sequence

from pipeline.contracts.dead_letter import Code
from pipeline.errors import PackNeeded, SchemaNeeded, StateUnwritable
from pipeline.stages.dead_letters import dead_letter
from pipeline.stages.effects import RECORD_OVERHEAD, Effects, Record, Stage
from pipeline.stages.store import Committed, Overlay

log = logging.getLogger(__name__)

NOT_THE_RECORDS = (PackNeeded, SchemaNeeded, StateUnwritable)
"""What is raised for something else than the records at hand: none of them is to be given up for it."""


class TooLargeToSend(Exception):  # noqa: N818  it reads as what is the case
    """A record made an output, or a state, above the size limit."""


def judge(stage: Stage, records: Sequence[Record], store: Committed, limit: int, largest: int) -> Effects:
    """Return the effects of a batch; a record that our code cannot judge becomes a dead letter, alone.

    `limit`: bytes of the largest value a dead letter keeps whole; `largest`: bytes of the largest record we write.
    Raises `PackNeeded` and `SchemaNeeded`: fetch it and call again; and `StateUnwritable`, which is no record's fault.
    """
    try:
        return _checked(stage.process(records, store), largest)
    except NOT_THE_RECORDS:
        raise
    except Exception:  # a bug of ours, or something too large: find the record, let the others pass
        log.exception("stage %s raised; judging %d records one by one", stage.name, len(records))
        return _one_by_one(stage, records, store, limit, largest)


def _one_by_one(stage: Stage, records: Sequence[Record], store: Committed, limit: int, largest: int) -> Effects:
    effects, overlay = Effects(), Overlay(store)
    for record in records:
        try:
            one = _checked(stage.process([record], overlay), largest)
        except NOT_THE_RECORDS:
            raise
        except Exception as error:  # noqa: BLE001  whatever our code raised, the record must not be lost
            one = Effects()
            code: Code = "too_large" if isinstance(error, TooLargeToSend) else "internal_error"
            dead_letter(one, stage.name, record, code, type(error).__name__, limit)
        overlay.changes.update(one.changes)
        effects.extend(one)
    return effects


def _checked(effects: Effects, largest: int) -> Effects:
    # Nearly all sends are small and bare: for them one comparison must do, `size` costs five.
    room = largest - RECORD_OVERHEAD
    for send in effects.sends:
        if (send.headers or len(send.value or b"") + len(send.key or b"") > room) and send.size > largest:
            raise TooLargeToSend(f"a record for {send.topic} would need {send.size} bytes, the limit is {largest}")
    # A state is a record of the changelog: one that the broker refuses would stop the task for good.
    for key, value in effects.changes.items():
        if value is not None and len(value) > room - len(key):
            raise TooLargeToSend(f"the state of {key!r} would need {len(value)} bytes, the limit is {largest}")
    return effects
