import socket

import pytest

from pipeline.runtime import ports


def test_free() -> None:
    """Ports are different, can be listened on, and lie below those that outgoing connections take."""
    found = ports.find_free_ports(6)
    assert len(set(found)) == 6
    assert all(20_000 <= port < 30_000 and ports.is_free(port) for port in found)


def test_never_again() -> None:
    """Two callers in one process get different ports, though nothing listens on the first ones yet."""
    assert not set(ports.find_free_ports(4)) & set(ports.find_free_ports(4))


def test_taken() -> None:
    """A port that something listens on is not free."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not ports.is_free(server.getsockname()[1])


def test_none_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no port is left, that is said."""
    monkeypatch.setattr(ports, "is_free", lambda _: False)
    with pytest.raises(OSError, match="no free ports"):
        ports.find_free_ports(1)
