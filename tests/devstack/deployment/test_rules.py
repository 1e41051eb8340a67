"""What the parts must agree on. The messages stand in broken_files.py; here is where each rule begins and ends."""

from typing import Any

import pytest

from devstack.deployment.draft import Draft
from devstack.deployment.rules import violations


def places(**facts: Any) -> list[str]:
    """The keys that have to be mended."""
    whole = {"name": "shop", "servers": {"core": {"port": 20001}}, **facts}
    return [".".join(map(str, violation.path)) for violation in violations(Draft.model_validate(whole))]


def server(**facts: Any) -> dict[str, Any]:
    return {"servers": {"web": {"port": 20001, **facts}}}


def program(**facts: Any) -> dict[str, Any]:
    return {"processes": {"web": {"command": "serve", **facts}}}


def test_neighbouring_ports_do_not_clash():
    """Instances end where the next server begins."""
    assert places(servers={"a": {"port": 20001, "instances": 2}, "b": {"port": 20003}}) == []
    assert places(servers={"a": {"port": 20001, "instances": 3}, "b": {"port": 20003}}) == ["servers.b.port"]


def test_two_overlapping_servers_are_told_once():
    assert places(servers={"a": {"port": 20001, "instances": 9}, "b": {"port": 20002, "instances": 9}}) == [
        "servers.b.port"
    ]


def test_the_last_port_may_be_used():
    assert places(**server(port=65534, instances=2)) == []
    assert places(**server(port=65534, instances=3)) == ["servers.web.instances"]


@pytest.mark.parametrize("name", ["nginx", "app", "system", "all"])
def test_reserved_names_are_for_devstack(name: str):
    assert places(servers={name: {"port": 20001}}) == [f"servers.{name}"]
    assert places(processes={name: {"command": "x"}}) == [f"processes.{name}"]


def test_no_two_processes_have_one_name():
    """Server a-1 and instance 1 of server a could not be told apart by --only; a program a-1-0 and a-1's instance not at all."""
    assert places(servers={"a": {"port": 20001, "instances": 2}, "a-1": {"port": 20011}}) == ["servers.a-1"]
    assert places(servers={"a": {"port": 20001, "instances": 1}, "a-1": {"port": 20011}}) == []
    assert places(servers={"a-1": {"port": 20011}}, processes={"a-1-0": {"command": "x"}}) == ["processes.a-1-0"]
    assert places(processes={"app-0": {"command": "x"}}) == ["processes.app-0"]


def test_modules_mentioned_twice_are_pointed_at_the_second_time():
    assert places(**server(modules=("a", "b", "a"))) == ["servers.web.modules.2"]


def test_an_app_of_its_own_needs_routes_or_modules():
    assert places(**server(app="a.b:c")) == ["servers.web.app"]
    assert places(**server(app="a.b:c", modules=())) == []
    assert places(**server(app="a.b:c", routes=("/",))) == []


def test_routes_are_compared_as_folders():
    assert places(**server(routes=("/a", "/a/"))) == ["servers.web.routes.1"]
    assert places(**server(routes=("/a", "/ab"))) == []
    assert places(**server(routes=("/",)), processes={"x": {"command": "x", "port": 20002, "route": "/"}}) == [
        "processes.x.route"
    ]


def test_the_base_url_belongs_to_modules_only_where_there_are_some():
    """A stranger's plain app may well answer under /api/v1 itself."""
    assert places(**server(routes=("/api/v1/x",))) == []
    assert places(**program(port=20002, route="/api/v1")) == ["processes.web.route"]
    assert places(**program(port=20002, route="/api/v2")) == []


def test_websocket_routes_lead_to_servers_that_run_the_module():
    two = {"servers": {"a": {"port": 20001, "modules": ("x",)}, "b": {"port": 20002, "routes": ("/",)}}}

    assert places(**two, websocket_routes={"x": "a"}) == []
    assert places(**two, websocket_routes={"x": "b", "y": "a", "z": "c"}) == [
        "websocket_routes.x",
        "websocket_routes.y",
        "websocket_routes.z",
    ]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1"])
def test_loopback_needs_no_hosts(host: str):
    assert places(nginx={"host": host}) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4"])
def test_the_world_needs_named_hosts(host: str):
    assert places(nginx={"host": host}) == ["nginx.host"]
    assert places(nginx={"host": host, "allowed_hosts": ("shop.example",)}) == []


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "memory:",
        "memory://",
    ],
)
def test_a_store_in_memory_cannot_be_shared(url: str):
    assert places(**server(instances=2, env={"STORE_URL": url})) == ["servers.web.env.STORE_URL"]
    assert places(**server(instances=1, env={"STORE_URL": url})) == []


@pytest.mark.parametrize("url", ["sqlite:///x.db", "sqlite+aiosqlite:////var/x.db", "postgresql://h/memory"])
def test_a_store_in_a_file_or_elsewhere_can(url: str):
    assert places(**server(instances=2, env={"STORE_URL": url})) == []


def test_a_bus_in_memory_cannot_be_shared():
    assert places(**server(instances=2, env={"BUS_URL": "memory://"})) == ["servers.web.env.BUS_URL"]
    assert places(**server(instances=2, env={"BUS_URL": "redis://h"})) == []


def test_what_is_asked_of_a_program_needs_a_port():
    assert places(**program(command="serve {port}", route="/", ready="/")) == [
        "processes.web.route",
        "processes.web.ready",
        "processes.web.command",
    ]
    assert places(**program(command="serve {port}", port=20002, route="/", ready="/")) == []


def test_a_job_has_no_port():
    assert places(**program(once=True)) == []
    assert places(**program(once=True, port=20002)) == ["processes.web.once"]


def test_variables_that_devstack_sets_are_its_own():
    """An ENABLED_MODULES of the user's would win over the list of modules, and the routes would lie."""
    ours = {"ENABLED_MODULES": "x", "API_BASE_URL": "x", "ALLOWED_HOSTS": "x", "DEVSTACK_X": "x"}

    assert len(places(**server(env=ours))) == 4
    assert places(**server(env=ours, routes=("/",))) == ["servers.web.env.DEVSTACK_X"]
    assert places(**program(env={"PORT": "1", "ENABLED_MODULES": "x"})) == []
    assert places(**program(env={"PORT": "1"}, port=20002)) == ["processes.web.env.PORT"]
