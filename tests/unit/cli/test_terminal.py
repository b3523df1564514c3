"""What a command writes with."""

import io

import pytest
from rich.console import Console

from pipeline.cli.terminal import Terminal

NAME = "demo-1a2b3c.leadsieve-visitors-changelog"


@pytest.mark.parametrize(("tty", "width"), [(False, 80), (False, 20), (True, 60)])
def test_a_table_loses_nothing(*, tty: bool, width: int) -> None:
    """In a pipe a row is one line, however long; on a narrow terminal names are broken, never cut."""
    written = io.StringIO()
    terminal = Terminal(out=Console(file=written, force_terminal=tty, width=width, color_system=None))
    terminal.table("", ("topic", *"abcdef"), [(NAME, *["something"] * 6)])
    lines = [line for line in written.getvalue().splitlines() if line.startswith("│")]
    assert "".join(line.split("│")[1].strip() for line in lines) == NAME
    if not tty:
        assert len(lines) == 1
    else:
        assert max(map(len, lines)) <= width
