"""The tables of facts as the settings ask for them: the installed data, and the account list."""

from pathlib import Path

from pipeline.enrichment.account_list import parse_accounts, with_accounts
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.errors import LeadsieveError
from pipeline.settings import Settings

MOST = 20
"""Problems that are told: the first."""


def open_tables(settings: Settings) -> Tables:
    """Return the tables, with the account list if one is set; raises `LeadsieveError` with all that is wrong with it."""
    tables = load_tables()
    return read_accounts(Path(settings.accounts), tables) if settings.accounts else tables


def read_accounts(path: Path, tables: Tables) -> Tables:
    """Return the tables with the account list of a file; raises `LeadsieveError` where it cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LeadsieveError(f"{path}: the file is not UTF-8") from error
    accounts, problems = parse_accounts(str(path), lines, tables)
    if problems:
        more = [f"and {len(problems) - MOST} more"] if len(problems) > MOST else []
        told = "\n".join([*map(str, problems[:MOST]), *more])
        raise LeadsieveError(f"the account list cannot be used\n{told}")
    return with_accounts(tables, accounts)
