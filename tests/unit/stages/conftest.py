"""The tables, built once for the whole session."""

import pytest

from pipeline.enrichment.tables import Tables, load_tables


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables()
