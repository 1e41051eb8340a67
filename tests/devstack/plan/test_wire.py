"""A Plan that goes to another process as text comes out as it was."""

import json
from typing import Any

import pytest

from devstack.deployment import Deployment
from devstack.errors import InputError
from devstack.plan import wire
from devstack.plan.planner import plan

FACTS: dict[str, Any] = {
    "name": "shop",
    "app": "shop.main:app",
    "nginx": {"port": 20000},
    "restart": {"policy": "always", "max": 7, "within_s": 12.5},
    "limits": {"memory_mb": 512},
    "servers": {
        "core": {"port": 20001, "modules": ("orders",), "reload": True, "env": {"A": "b c"}, "env_file": "core.env"},
        "web": {"port": 20011, "instances": 2, "app": "web:app", "routes": ("/",), "grace_s": 0.5},
    },
    "processes": {"job": {"command": "python -c 'print(1)'", "once": True, "limits": {"nofile": 100}}},
}


@pytest.mark.parametrize("layout", ["multi", "single"])
def test_what_arrives_equals_what_was_sent(layout: str) -> None:
    """All that the supervisor is asked about, through JSON and back."""
    facts = FACTS if layout == "multi" else {**FACTS, "servers": {"core": FACTS["servers"]["core"]}}
    sent = plan(Deployment.model_validate(facts), layout=layout)

    arrived = wire.decode(json.loads(json.dumps(wire.encode(sent))))

    assert arrived.processes == sent.processes
    assert [process.line for process in arrived] == [process.line for process in sent]
    assert (arrived.page, arrived.ports, arrived.names) == (sent.page, sent.ports, sent.names)
    assert (arrived.max_log_mb, arrived.keep_logs, arrived.modules) == (sent.max_log_mb, sent.keep_logs, sent.modules)


@pytest.mark.parametrize("change", [{"later": 1}, {"processes": [{"name": "a"}]}, {"processes": None}, {"modules": 3}])
def test_a_plan_of_another_version_is_refused_in_words(change: dict[str, object]) -> None:
    """`restart` by a newer devstack beside a supervisor that was started before the update."""
    said = wire.encode(plan(Deployment.model_validate(FACTS))) | change

    with pytest.raises(InputError, match="of another version of devstack"):
        wire.decode(said)
