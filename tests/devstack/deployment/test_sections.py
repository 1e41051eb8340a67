"""The parts of the file: strict, closed, and clear about what their short forms mean."""

from typing import Any

import pytest
from pydantic import ValidationError

from devstack.deployment import Nginx, Program, Reload, Server


def server(**facts: Any) -> Server:
    return Server.model_validate({"port": 20001, **facts})


@pytest.mark.parametrize(("written", "meant"), [(True, Reload()), (False, None), ({"poll": True}, Reload(poll=True))])
def test_reload_is_a_word_or_a_map(written: object, meant: Reload | None):
    assert server(reload=written).reload == meant


def test_core_is_in_every_server_made_of_modules_and_comes_first():
    assert server(modules=("broker", "core")).all_modules == ("core", "broker")
    assert server().all_modules == ("core",)
    assert server(routes=("/",)).all_modules == ()


def test_instances_have_ports_in_a_row():
    assert list(server(instances=3).ports) == [20001, 20002, 20003]


@pytest.mark.parametrize(
    "facts", [{"port": "20001"}, {"port": True}, {"port": 20001.0}, {"instances": "2"}, {"grace_s": "3"}]
)
def test_nothing_is_coerced(facts: dict[str, Any]):
    """A port in quotes is a mistake of somebody; guessing would hide it."""
    with pytest.raises(ValidationError):
        server(**facts)


@pytest.mark.parametrize("key", ["engines", "codegen", "no_preload"])
def test_keys_of_later_versions_are_unknown(key: str):
    with pytest.raises(ValidationError, match="Extra inputs"):
        server(**{key: {}})


def test_workers_are_counted_or_left_to_nginx():
    assert Nginx(worker_processes="auto").worker_processes == "auto"
    with pytest.raises(ValidationError):
        Nginx(worker_processes="four")  # type: ignore[arg-type]  # the point of the test


def test_an_address_is_written_in_one_way():
    assert Nginx(host="0:0:0:0:0:0:0:1").host == "::1"


def test_a_program_needs_only_its_command():
    assert Program(command="npm run dev").port is None
