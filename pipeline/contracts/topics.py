"""The names of the topics in our design; an operator's names are settings."""

from collections.abc import Mapping
from typing import Final

from pipeline.contracts.model import Status

SOURCE_TOPICS: Final = (
    "form-submissions",
    "web-activity",
    "crm-outcomes",
    "lead-overrides",
    "lead-reviews",
    "privacy-requests",
    "persona-packs",
)
"""What route reads."""
STATUS_TOPICS: Final[Mapping[Status, str]] = {
    "qualified": "qualified-leads",
    "excluded": "excluded-leads",
    "nurture": "nurture-leads",
    "open": "open-leads",
}
"""Status -> the topic of its decisions."""
DIFFERENCES: Final = "candidate-differences"
"""The leads of whom a candidate pack says otherwise than the pack that judges."""
ACCOUNT_SIGNALS: Final = "account-signals"
"""What is known of a company from its leads."""
APP_TOPICS: Final = (
    "visitor-log",
    "lead-log",
    "account-log",
    "visitors-changelog",
    "leads-changelog",
    "accounts-changelog",
    "route-positions",
)
"""Logs and state of one app id, so that id stands in their names: two installations never write to one log."""
