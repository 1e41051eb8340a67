"""The applications behind the gateway, each nginx this machine has, and gateways of both strategies."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.gateways import Gateway, echoes, gateway, planned, system_nginx
from support.ports import free_block

from devstack.gateway import binary

QUERY = {"routing_strategy": "query_param", "query_param_name": "type"}


@pytest.fixture(scope="session")
def ports() -> Iterator[int]:
    """The applications of this file, each on the port `planned` gives it."""
    first = free_block(6)
    with echoes(core_0=first, orders_0=first + 1, orders_1=first + 2, web_0=first + 3, page=first + 4):
        yield first


@pytest.fixture(scope="session", params=["packaged", "system"])
def nginx(request: pytest.FixtureRequest) -> Path:
    """Each nginx this machine has: both must behave alike."""
    found = binary(None) if request.param == "packaged" else system_nginx()
    if found is None:
        pytest.skip("no system nginx is installed (apt-get install nginx)")
    return found


@pytest.fixture(scope="session")
def gate(ports: int, nginx: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with the path strategy, in a folder whose name has a blank and a letter beyond ASCII."""
    with gateway(planned(ports), tmp_path_factory.mktemp("my prójekt"), nginx) as running:
        yield running


@pytest.fixture(scope="session")
def query_gate(ports: int, nginx: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The same with the query_param strategy."""
    with gateway(planned(ports, websocket=QUERY), tmp_path_factory.mktemp("query"), nginx) as running:
        yield running
