"""One contract for every layout: the gateway of `multi`, an instance's own port and `single` answer the same bytes.

Each request is sent to all of them; the answers must be what the call expects and equal each other. It holds under both
WebSocket routing strategies and under another base URL.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from support.contract import JSON, Call, Seen, mismatches, observe
from support.contract_calls import CALLS, ORDER
from support.contract_nature import DIFFERENCES, Difference, preflights
from support.contract_sockets import (
    BREACHES,
    BROKER,
    DATAFEED,
    answer_to,
    close_code,
    conversation,
    kind,
    opened,
)
from support.contract_stacks import MODULES, Layouts, Variant, running
from support.contract_variants import CHART, across_origins, by_query

pytestmark = pytest.mark.e2e

VARIANTS = (
    Variant("path"),
    Variant("query_param", strategy="query_param"),
    Variant("another base", base="/trading/v2", strategy="query_param", parameter="module", origins=(CHART,)),
)


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: variant.name)
def layouts(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Layouts]:
    """Both layouts of one variant, for all tests of this file."""
    with running(request.param, checkout, tmp_path_factory.mktemp("contract")) as layouts:
        yield layouts


def require_alike(layouts: Layouts, call: Call) -> None:
    """Everybody answers what the call expects, and the same."""
    seen = {name: observe(port, layouts.variant.base, call) for name, port in layouts.ports(call.owner).items()}
    for name, answer in seen.items():
        assert not mismatches(call, answer), (call.name, name, answer)
        assert answer == seen["gateway"], (call.name, name)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_layout_answers_alike(layouts: Layouts, call: Call) -> None:
    """What was tested against one process holds behind the gateway, and the other way round."""
    require_alike(layouts, call)


def test_one_address_leads_to_every_module_under_query_param_alone(layouts: Layouts) -> None:
    """A client written for one strategy must not work by accident under the other."""
    for call in by_query(layouts.variant):
        require_alike(layouts, call)


def test_only_an_allowed_origin_reads_and_changes(layouts: Layouts) -> None:
    """The gateway's own answers included: a browser hides an error from a page that may not read it."""
    for call in across_origins(layouts.variant):
        require_alike(layouts, call)


def require_difference(layouts: Layouts, difference: Difference) -> None:
    """The gateway answers one thing, every process the other."""
    for name, port in layouts.ports(difference.call.owner).items():
        call = difference.at_gateway if name == "gateway" else difference.call
        assert not mismatches(call, observe(port, layouts.variant.base, call)), (name, difference.reason)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.call.name)
def test_a_difference_has_its_reason(layouts: Layouts, difference: Difference) -> None:
    """Refused everywhere, but not by the same program: these are known, and no others."""
    require_difference(layouts, difference)


def test_only_a_process_answers_a_preflight_for_what_is_not_its_own(layouts: Layouts) -> None:
    """Where an origin is allowed at all."""
    for difference in (each for origin in layouts.variant.origins for each in preflights(origin)):
        require_difference(layouts, difference)


def test_core_and_the_documents_of_a_process_speak_of_its_own_modules(layouts: Layouts) -> None:
    """Only the gateway's documents and those of `single` are about the whole project."""
    base, ports = layouts.variant.base, layouts.ports("broker")

    modules = Call("modules", "/core/modules", 200)
    named = {name: [m["name"] for m in json.loads(observe(port, base, modules).body)] for name, port in ports.items()}
    document = Call("OpenAPI", "/openapi.json", 200)
    paths = {name: json.loads(observe(port, base, document).body)["paths"] for name, port in ports.items()}

    assert named == {"gateway": ["core"], "instance of broker": ["core", "broker"], "single": [*MODULES]}
    assert f"{base}/datafeed/bars" in paths["gateway"]
    assert f"{base}/datafeed/bars" not in paths["instance of broker"]


ORDER_STEPS = (
    Call("place", "/broker/orders", 201, "broker", "POST", JSON, body=ORDER, volatile=("orderId",)),
    Call("list", "/broker/orders", 200, "broker", volatile=("id", "updateTime")),
    Call("read", "/broker/orders/{id}", 200, "broker", volatile=("id", "updateTime")),
    Call("cancel", "/broker/orders/{id}", 200, "broker", "DELETE", volatile=("id", "updateTime")),
    Call("cancel again", "/broker/orders/{id}", 409, "broker", "DELETE", code="order_finished", volatile=("detail",)),
    Call("list nothing", "/broker/orders", 200, "broker", contains="[]"),
)


def test_the_life_of_an_order_reads_the_same(layouts: Layouts) -> None:
    """What one account does through one way in, step by step; each way has an account of its own."""
    lives = {name: order_life(layouts, port, f"C{port}") for name, port in layouts.ports("broker").items()}

    for name, life in lives.items():
        assert life == lives["gateway"], name


def test_a_repeated_request_gets_the_same_bytes_whichever_way_it_comes(layouts: Layouts) -> None:
    """The key is kept in the store, so a retry may reach another process than the first try did."""
    key = (("Idempotency-Key", f"k{layouts.multi.port}"), ("X-Account", "KEYS"))
    placing = Call("place", "/broker/orders", 201, "broker", "POST", (*JSON, *key), body=ORDER)
    other = replace(placing, status=422, code="idempotency_key_reused", body=ORDER.replace(b'"5"', b'"6"'))
    gateway, instance, _ = layouts.ports("broker").values()

    first, again = (observe(port, layouts.variant.base, placing) for port in (gateway, instance))

    assert not mismatches(placing, first)
    assert again == first
    require_alike(layouts, replace(placing, volatile=("orderId",)))
    require_alike(layouts, other)


def order_life(layouts: Layouts, port: int, account: str) -> list[Seen]:
    """Every answer on the way, with the order's own id struck out."""
    mine = (("X-Account", account),)
    placing, *steps = (replace(step, headers=(*step.headers, *mine)) for step in ORDER_STEPS)
    seen = [observe(port, layouts.variant.base, placing)]
    listed = observe(port, layouts.variant.base, replace(steps[0], volatile=()))
    order_id = json.loads(listed.body)[0]["id"]
    for step in steps:
        call = replace(step, path=step.path.replace("{id}", order_id))
        seen.append(observe(port, layouts.variant.base, call))
        assert not mismatches(call, seen[-1]), (step.name, seen[-1])
    return seen


@pytest.mark.parametrize(("module", "said"), [("datafeed", DATAFEED), ("broker", BROKER)], ids=["datafeed", "broker"])
def test_every_frame_has_the_same_answer(
    layouts: Layouts, module: str, said: tuple[tuple[str | bytes, str], ...]
) -> None:
    """A mistake is answered and the connection stays open, in every layout."""
    path = layouts.socket(module)
    heard = {name: conversation(port, path, said) for name, port in layouts.ports(module).items()}

    for name, answers in heard.items():
        assert [kind(answer) for answer in answers] == [expected for _, expected in said], name
        assert answers == heard["gateway"], name


@pytest.mark.parametrize("code", BREACHES)
def test_a_breach_of_the_protocol_closes_with_its_code(layouts: Layouts, code: int) -> None:
    """Never with a connection that just ends: a client could not tell that from a broken network."""
    for name, port in layouts.ports("broker").items():
        assert answer_to(port, layouts.socket("broker"), BREACHES[code]) == code, name


def test_the_end_of_a_stack_is_told_to_every_websocket(layouts: Layouts) -> None:
    """1012 says come back; 1006 would say the network broke. The last test: it stops both stacks."""
    with ExitStack() as stack:
        clients = {
            f"{name} {module}": stack.enter_context(opened(port, layouts.socket(module)))
            for module in ("broker", "datafeed")
            for name, port in layouts.ports(module).items()
        }

        for project in (layouts.multi, layouts.single):
            assert project.run("down").returncode == 0

        codes = {name: close_code(client) for name, client in clients.items()}

    assert set(codes.values()) == {1012}, codes
