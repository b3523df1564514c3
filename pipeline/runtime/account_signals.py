"""Reading accounts back: the latest picture of each, from `account-signals`."""

from collections.abc import Container

from pipeline.contracts.account import AccountSignal
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import ACCOUNT_SIGNALS
from pipeline.runtime import logs
from pipeline.settings import Settings

_read = decoder(AccountSignal)


async def signals(settings: Settings, accounts: Container[str] | None = None) -> dict[str, AccountSignal]:
    """Return the latest signal of each account that still has leads, by account id; `accounts`: of these only."""
    found: dict[str, AccountSignal] = {}
    async for record in logs.read_topics(settings, ACCOUNT_SIGNALS):
        account_id = (record.key or b"").decode()
        if accounts is not None and account_id not in accounts:
            continue
        if record.value is None:
            found.pop(account_id, None)
        else:
            found[account_id] = _read(record.value)
    return dict(sorted(found.items()))
