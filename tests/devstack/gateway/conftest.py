"""Applications to wait for, and each nginx this machine has."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.gateways import echoes, listens, system_nginx, wait_until
from support.ports import free_block

from devstack.gateway import binary


@pytest.fixture(scope="session")
def ports() -> Iterator[int]:
    """The applications of this file, each on the port `planned` gives it."""
    first = free_block(6)
    with echoes(core_0=first, orders_0=first + 1, orders_1=first + 2, web_0=first + 3, page=first + 4):
        wait_until(lambda: all(listens(first + number) for number in range(5)), "the applications to accept", within=30)
        yield first


@pytest.fixture(scope="session", params=["packaged", "system"])
def nginx(request: pytest.FixtureRequest) -> Path:
    """Each nginx this machine has: both must behave alike."""
    found = binary(None) if request.param == "packaged" else system_nginx()
    if found is None:
        pytest.skip("no system nginx is installed (apt-get install nginx)")
    return found
