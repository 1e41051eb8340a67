"""The processes of a session, worked out of a deployment."""

import json
from typing import Any

import pytest

from devstack.deployment import Deployment
from devstack.errors import InputError
from devstack.plan import wire
from devstack.plan.engines import engines
from devstack.plan.model import Kind
from devstack.plan.planner import plan

FACTS: dict[str, Any] = {
    "name": "shop",
    "app": "shop.main:app",
    "nginx": {"port": 20000},
    "servers": {"web": {"port": 20011, "app": "web:app", "routes": ("/",)}},
    "engines": {
        "prices": {"command": "python -m shop.prices 'a b'", "env": {"A": "1"}},
        "orders": {"command": "python -m shop.orders", "restart": {"policy": "on-failure", "max": 5}},
    },
    "session": {"command": "python -m shop.session", "single": "python -m shop.all"},
}
SHOP = Deployment.model_validate(FACTS)


def test_multi_is_a_process_for_each_that_is_never_started_again_unless_it_says_so() -> None:
    prices, orders = engines(SHOP, "multi")

    assert (prices.name, prices.kind, prices.command.arguments[-1]) == ("prices", Kind.ENGINE, "a b")
    assert (prices.restart.policy, prices.grace_s) == ("never", 10.0)
    assert (orders.restart.policy, orders.restart.max) == ("on-failure", 5)


def test_single_is_one_process_for_all() -> None:
    (alone,) = engines(SHOP, "single")

    assert (alone.name, alone.command.arguments) == ("engines", ("python", "-m", "shop.all"))


def test_up_starts_none_of_them() -> None:
    assert {process.kind for process in plan(SHOP)} == {Kind.SERVER, Kind.GATEWAY}


@pytest.mark.parametrize(
    ("change", "layout", "words"),
    [
        ({"session": None, "engines": {}}, "multi", "add session:"),
        ({"session": {"command": "x"}}, "single", "session.single names the process of all engines"),
        ({}, "both", "must be multi or single"),
    ],
)
def test_what_is_missing_is_said(change: dict[str, object], layout: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        engines(Deployment.model_validate(FACTS | change), layout)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"session": None}, "nothing starts them"),
        ({"engines": {"web": {"command": "x"}}}, "web stands under servers as well"),
        ({"engines": {"web-0": {"command": "x"}}}, "web-0 is also the name of instance 0"),
        ({"engines": {"engines": {"command": "x"}}}, "a name devstack uses itself"),
        ({"engines": {"a": {"command": "x", "env": {"DEVSTACK_A": "1"}}}}, "is devstack's own"),
        ({"processes": {"engines": {"command": "x"}}}, "is the process of all engines"),
    ],
)
def test_engines_that_would_be_mistaken_for_others_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Deployment.model_validate(FACTS | change)


def test_what_arrives_equals_what_was_sent() -> None:
    sent = engines(SHOP, "multi")

    assert wire.decode_processes(json.loads(json.dumps(wire.encode_processes(sent)))) == sent


@pytest.mark.parametrize("value", [None, 3, [3], [{"name": "a"}], "processes"])
def test_what_are_no_processes_is_refused_in_words(value: object) -> None:
    with pytest.raises(InputError, match="no processes"):
        wire.decode_processes(value)
