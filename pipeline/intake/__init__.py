"""One file per upstream format, each ending in `contracts.event.Event`; `detect.read` picks the format by content.

Whatever bytes come, nothing here raises: what cannot be read is a `Problem` with a code of `contracts.dead_letter`.
A problem's words name members and types, never the record's values: they may be somebody's personal data.
"""
