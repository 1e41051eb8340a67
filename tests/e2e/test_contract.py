"""One contract for every layout: the gateway of `multi`, an instance's own port and `single` answer the same bytes.

Each request is sent to all of them; the answers must be what the call expects and equal each other. It holds under both
WebSocket routing strategies and under another base URL.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.contract import Call, mismatches, observe
from support.contract_calls import CALLS
from support.contract_stacks import Layouts, Variant, running

pytestmark = pytest.mark.e2e

VARIANTS = (
    Variant("path"),
    Variant("query_param", strategy="query_param"),
    Variant("another base", base="/trading/v2", strategy="query_param", parameter="module"),
)


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: variant.name)
def layouts(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Layouts]:
    """Both layouts of one variant, for all tests of this file."""
    with running(request.param, checkout, tmp_path_factory.mktemp("contract")) as layouts:
        yield layouts


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_layout_answers_alike(layouts: Layouts, call: Call) -> None:
    """What was tested against one process holds behind the gateway, and the other way round."""
    base = layouts.variant.base
    seen = {name: observe(port, base, call) for name, port in layouts.ports(call.owner).items()}

    for name, answer in seen.items():
        assert not mismatches(call, answer), (name, answer)
        assert answer == seen["gateway"], name
