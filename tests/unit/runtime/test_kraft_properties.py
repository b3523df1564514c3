import pytest

from pipeline.runtime.kraft_properties import Node, as_environment, render, server_properties

ONE = (Node(1, 20001, 20002),)
THREE = (*ONE, Node(2, 20003, 20004), Node(3, 20005, 20006))


def test_loopback_only() -> None:
    """A broker on this machine listens on loopback and nowhere else."""
    found = server_properties(ONE[0], ONE, "data")
    assert found["listeners"] == "PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002"
    assert found["advertised.listeners"] == "PLAINTEXT://127.0.0.1:20001"


def test_voters() -> None:
    """Every node knows all controllers."""
    voters = {server_properties(node, THREE, "data")["controller.quorum.voters"] for node in THREE}
    assert voters == {"1@127.0.0.1:20002,2@127.0.0.1:20004,3@127.0.0.1:20006"}


@pytest.mark.parametrize(("nodes", "copies", "in_sync"), [(ONE, "1", "1"), (THREE, "3", "2")], ids=["one", "three"])
def test_copies(nodes: tuple[Node, ...], copies: str, in_sync: str) -> None:
    """One node holds everything once; three hold it three times and take no write that only one of them has."""
    found = server_properties(nodes[0], nodes, "data")
    assert {value for name, value in found.items() if name.endswith("replication.factor")} == {copies}
    assert {value for name, value in found.items() if name.endswith(("min.isr", "min.insync.replicas"))} == {in_sync}


def test_as_production() -> None:
    """What protects us in production holds here too: no topic by mistake, no record from the future."""
    found = server_properties(ONE[0], ONE, "data")
    assert found["auto.create.topics.enable"] == "false"
    assert found["log.message.timestamp.after.max.ms"] == "3600000"
    assert int(found["message.max.bytes"]) > 5_000_000


def test_render() -> None:
    """A properties file has a line for each setting."""
    assert render({"a.b": "1", "c": "x=y"}) == "a.b=1\nc=x=y\n"


def test_environment() -> None:
    """The image reads names with dots as single, underscores as double, dashes as triple underscores."""
    assert as_environment({"abc.def": "1", "a_b": "2", "a-b": "3"}) == {
        "KAFKA_ABC_DEF": "1",
        "KAFKA_A__B": "2",
        "KAFKA_A___B": "3",
    }
