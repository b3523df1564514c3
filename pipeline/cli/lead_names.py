"""How a person names a lead on the command line: our id, an email address, or the id that upstream gave."""

import re
from typing import Any, Final

_OURS: Final = re.compile(r"[0-9a-f]{32}")


def members_of(lead: str) -> dict[str, Any]:
    """Return the member of a record that names the lead: 32 hex digits are ours, what has an @ is an address."""
    if _OURS.fullmatch(lead):
        return {"lead_id": lead}
    return {"email": lead} if "@" in lead else {"user_id": lead}
