"""Google Ads' lead form webhook: `user_column_data`, by column id.

The event's id is `lead_id`. It names no time: then the time is that of receipt. The `google_key` goes no further.
"""

from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Event
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.derived import given_id
from pipeline.intake.moment import read_moment
from pipeline.intake.submission import Field, Submission, form_event
from pipeline.intake.upstream import Aside

NAME: Final = "google_ads"
_KINDS: Final = {"EMAIL": "email", "WORK_EMAIL": "email", "PHONE_NUMBER": "phone", "WORK_PHONE": "phone"}
_NewCampaign = hot.of(Campaign)


class _Column(msgspec.Struct):
    column_id: str | None = None
    column_name: str | None = None
    string_value: Any = None


class _Lead(msgspec.Struct):
    lead_id: str | int
    user_column_data: list[_Column]
    form_id: str | int | None = None
    campaign_id: str | int | None = None
    is_test: Any = None
    lead_submit_time: Any = None


_decode = msgspec.json.Decoder(_Lead).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the event of a lead; raises what msgspec raises."""
    lead = _decode(value)
    # A standard column is called by its id, a question of one's own by its words.
    fields = [
        Field(
            one.column_name or one.column_id or "",
            one.string_value,
            tuple(key for key in (one.column_id,) if key),
            _KINDS.get(one.column_id or "", ""),
        )
        for one in lead.user_column_data
    ]
    event = form_event(
        Submission(
            source=NAME,
            fields=fields,
            event_id=given_id(NAME, lead.lead_id),
            form_id=given_id(NAME, lead.form_id),
            at=read_moment(lead.lead_submit_time, "$.lead_submit_time"),
            campaign=_NewCampaign(source="google", medium="cpc", name=given_id(NAME, lead.campaign_id)),
            test=member.flag(lead.is_test),
        ),
        aside,
    )
    return event if isinstance(event, Problem) else [event]
