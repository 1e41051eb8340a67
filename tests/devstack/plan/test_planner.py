"""What a deployment asks for, decided without touching the machine."""

from typing import Any

import pytest

from devstack.deployment import Deployment
from devstack.errors import InputError
from devstack.plan import Kind, Plan, Route, StopOrder, Upstream
from devstack.plan.planner import plan


def deployment(**changes: Any) -> Deployment:
    """Three modular servers as in the reference project, two of them doubled."""
    facts: dict[str, Any] = {
        "name": "shop",
        "app": "shop.main:app",
        "servers": {
            "broker": {"port": 20011, "instances": 2, "modules": ("broker",)},
            "core": {"port": 20001},
        },
    }
    return Deployment(**(facts | changes))


def line_of(plan: Plan, name: str) -> str:
    return next(process.line for process in plan if process.name == name)


def test_every_instance_is_a_process_and_the_gateway_comes_last():
    names = plan(deployment()).names

    assert names == ("core-0", "broker-0", "broker-1", "nginx")


def test_the_door_leaves_first_and_the_foundations_last():
    """Architecture: gateway, then modules, then core. A server that has core and more is a room, not a foundation."""
    stops = {process.name: process.stops for process in plan(deployment())}

    assert stops == {
        "nginx": StopOrder.GATEWAY,
        "broker-0": StopOrder.MODULES,
        "broker-1": StopOrder.MODULES,
        "core-0": StopOrder.CORE,
    }


def test_a_program_stops_with_the_servers_or_after_all_of_them():
    programs = {"bus": {"command": "nats-server", "stops": "last"}, "web": {"command": "npm run dev"}}
    stops = {process.name: process.stops for process in plan(deployment(processes=programs))}

    assert stops["bus"] == max(StopOrder) > stops["core-0"]
    assert stops["web"] == stops["broker-0"]


def test_core_is_in_every_modular_server_whether_listed_or_not():
    line = line_of(plan(deployment()), "broker-1")

    assert "ENABLED_MODULES=core,broker " in line
    assert "--port 20012 " in line


def test_a_module_that_several_servers_list_is_served_by_the_server_of_its_name():
    servers = {
        "first": {"port": 20001, "modules": ("broker", "datafeed")},
        "broker": {"port": 20011, "modules": ("broker",)},
    }

    gateway = plan(deployment(servers=servers)).gateway

    assert gateway is not None
    assert Route("/api/v1/broker/", "broker") in gateway.routes
    assert Route("/api/v1/datafeed/", "first") in gateway.routes
    assert Route("/api/v1/core/", "first") in gateway.routes


def test_websockets_go_where_websocket_routes_says():
    servers = {"a": {"port": 20001, "modules": ("broker",)}, "b": {"port": 20011, "modules": ("broker",)}}

    gateway = plan(deployment(servers=servers, websocket_routes={"broker": "b"})).gateway

    assert gateway is not None
    assert gateway.websockets == (("broker", "b"),)


def test_without_websocket_routes_every_module_but_core_has_a_websocket():
    gateway = plan(deployment()).gateway

    assert gateway is not None
    assert gateway.websockets == (("broker", "broker"),)


def test_a_plain_app_needs_routes_and_no_modules():
    """A stranger's FastAPI app is a server with routes: no ENABLED_MODULES, any answer below 500 is healthy, WebSockets pass."""
    shop = plan(Deployment(name="s", app="shop:app", servers={"web": {"port": 20001, "routes": ("/",)}}), reload=False)

    assert shop.gateway is not None
    assert shop.gateway.routes == (Route("/", "web", upgrade=True),)
    assert not shop.gateway.documents
    assert "ENABLED_MODULES" not in line_of(shop, "web-0")
    assert shop.processes[0].probe is not None
    assert shop.processes[0].probe.lenient
    assert shop.app is None


def test_a_port_offset_moves_every_port_and_every_address():
    moved = plan(deployment(), port_offset=100)

    assert sorted(moved.ports) == [8100, 20101, 20111, 20112]
    assert moved.url == "http://127.0.0.1:8100"
    assert moved.gateway is not None
    assert Upstream("broker", (20111, 20112)) in moved.gateway.upstreams
    assert "http://127.0.0.1:20112/api/v1/core/health" in line_of(moved, "nginx")


def test_the_page_to_open_is_the_documentation_where_there_are_modules():
    plain = plan(Deployment(name="s", app="shop:app", servers={"web": {"port": 20001, "routes": ("/",)}}))

    assert plan(deployment()).page == "http://127.0.0.1:8000/api/v1/docs"
    assert plain.page == "http://127.0.0.1:8000"


def test_single_layout_is_one_process_with_every_module_on_the_gateways_port():
    single = plan(deployment(), layout="single")

    assert single.names == ("app-0",)
    assert single.gateway is None
    assert "ENABLED_MODULES=broker,core" in line_of(single, "app-0").replace("core,broker", "broker,core")
    assert "--port 8000 " in line_of(single, "app-0")


@pytest.mark.parametrize(
    ("loner", "changes"),
    [
        ("web", {"servers": {"core": {"port": 20001}, "web": {"port": 20005, "app": "w:app", "routes": ("/",)}}}),
        ("ui", {"processes": {"ui": {"command": "npm run dev", "port": 20005, "route": "/"}}}),
    ],
)
def test_single_layout_names_what_cannot_share_a_process(loner, changes):
    with pytest.raises(InputError, match=loner):
        plan(deployment(**changes), layout="single")


def test_single_layout_can_be_narrowed_to_some_modules_and_core():
    """ENABLED_MODULES of the shell, as the application itself reads it; core is in every server."""
    narrow = plan(deployment(), layout="single", modules=("broker",))
    core = plan(deployment(), layout="single", modules=("core",))

    assert set(narrow.modules) == {"broker", "core"}
    assert core.modules == ("core",)
    assert "ENABLED_MODULES=core " in line_of(core, "app-0")


@pytest.mark.parametrize(
    ("layout", "asked", "words"), [("multi", "broker", "use --only"), ("single", "brokr", "broker")]
)
def test_modules_that_cannot_be_had_are_refused(layout, asked, words):
    """In multi every server has its own list, and one more would contradict it."""
    with pytest.raises(InputError, match=f"ENABLED_MODULES.*{words}"):
        plan(deployment(), layout=layout, modules=(asked,))


def test_a_deployment_without_modules_minds_no_list_of_them():
    """The variable is then the stranger's own."""
    plain = deployment(servers={"web": {"port": 8001, "routes": ("/",)}})

    assert plan(plain, modules=("whatever",)).names == ("web-0", "nginx")


def test_an_unknown_layout_is_refused():
    with pytest.raises(InputError, match="must be multi or single"):
        plan(deployment(), layout="double")


def test_only_keeps_the_gateway_and_its_routes():
    """What is left out can be run by hand, for a debugger, and the gateway still finds it."""
    chosen = plan(deployment(), only=("core",))

    assert chosen.names == ("core-0", "nginx")
    assert chosen.gateway == plan(deployment()).gateway
    assert "20011" not in line_of(chosen, "nginx")


def test_except_takes_one_instance_out():
    chosen = plan(deployment(), excluded=("broker-0",))

    assert chosen.names == ("core-0", "broker-1", "nginx")


def test_except_nginx_leaves_the_servers_alone():
    assert plan(deployment(), excluded=("nginx",)).names == ("core-0", "broker-0", "broker-1")


def test_a_name_that_nobody_has_is_refused_with_those_that_exist():
    with pytest.raises(InputError, match=r"brker.*broker, broker-0"):
        plan(deployment(), only=("brker",))


def test_nothing_to_run_is_refused():
    with pytest.raises(InputError, match="nothing to run"):
        plan(deployment(), excluded=("core", "broker", "nginx"))


def test_a_program_is_told_its_port_in_its_command_and_its_environment():
    """honcho's own PORT (5000, 5100, …) is overruled by the line, so the program listens where the gateway looks for it."""
    programs = {"ui": {"command": "npm run dev -- --port {port}", "port": 20005, "route": "/"}}

    moved = plan(deployment(processes=programs), port_offset=10)

    assert "PORT=20015 " in line_of(moved, "ui")
    assert line_of(moved, "ui").endswith("exec $DEVSTACK_RECORD npm run dev -- --port 20015")
    assert "--wait-any http://127.0.0.1:20015/" in line_of(moved, "nginx")


def test_a_programs_command_never_becomes_shell_syntax():
    """A string of deploy.yaml is a list of words, quoted one by one in the line. Who wants a shell says `sh -c`."""
    programs = {"job": {"command": "sh -c 'echo hi; echo $HOME' \"it's $(here)\""}}

    line = line_of(plan(deployment(processes=programs)), "job")

    assert line.endswith("""exec $DEVSTACK_RECORD sh -c 'echo hi; echo $HOME' 'it'"'"'s $(here)'""")


def test_query_param_routing_tells_the_application_which_parameter():
    routed = plan(deployment(websocket={"routing_strategy": "query_param", "query_param_name": "kind"}))

    assert routed.gateway is not None
    assert routed.gateway.query_param == "kind"
    assert "WEBSOCKET_QUERY_PARAM=kind" in line_of(routed, "core-0")


def test_the_gateway_is_as_patient_as_the_most_patient_server():
    servers = {"core": {"port": 20001, "grace_s": 7.0}, "broker": {"port": 20011, "modules": ("broker",)}}

    gateway = plan(deployment(servers=servers)).gateway

    assert gateway is not None
    assert gateway.grace_s == 7.0


def test_an_env_file_is_named_in_the_line_but_never_read_into_it():
    """generated/Procfile is committed, so no secret may reach it."""
    servers = {"core": {"port": 20001, "env_file": "secrets.env", "env": {"COLOUR": "dark blue"}}}

    line = line_of(plan(deployment(servers=servers)), "core-0")

    assert "DEVSTACK_ENV_FILE=secrets.env" in line
    assert "COLOUR='dark blue'" in line


def test_a_restart_policy_of_its_own_beats_the_common_one():
    facts = {"restart": {"policy": "never"}, "servers": {"core": {"port": 20001, "restart": {"policy": "always"}}}}

    policies = {process.name: process.restart.policy for process in plan(deployment(**facts))}

    assert policies == {"core-0": "always", "nginx": "never"}


def test_kinds_are_those_of_the_status_contract():
    programs = {"job": {"command": "true", "once": True}}

    kinds = {process.name: process.kind for process in plan(deployment(processes=programs))}

    assert kinds["core-0"] is Kind.SERVER
    assert kinds["job"] is Kind.PROCESS
    assert kinds["nginx"] is Kind.GATEWAY


@pytest.mark.parametrize("layout", ["multi", "single"])
def test_an_offset_that_runs_past_the_last_port_is_refused(layout: str) -> None:
    """No socket takes such a port; the answer says how far one can go."""
    whole = plan(deployment(), layout=layout)
    most = 65535 - max(whole.ports)

    assert max(plan(deployment(), layout=layout, port_offset=most).ports) == 65535
    with pytest.raises(InputError, match=f"--port-offset {most + 1}: moves .* use {most} at most"):
        plan(deployment(), layout=layout, port_offset=most + 1)


@pytest.mark.parametrize(
    ("host", "url", "probed", "hosts"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "127.0.0.1", ()),
        ("0.0.0.0", "http://127.0.0.1:8000", "127.0.0.1", ("shop.example",)),
        ("::", "http://[::1]:8000", "::1", ("shop.example",)),
        ("::1", "http://[::1]:8000", "::1", ()),
        ("127.0.0.9", "http://127.0.0.9:8000", "127.0.0.9", ("127.0.0.9",)),
        ("192.168.1.4", "http://192.168.1.4:8000", "192.168.1.4", ("shop.example", "192.168.1.4")),
    ],
)
def test_the_gateway_is_asked_and_shown_where_it_listens(host: str, url: str, probed: str, hosts: tuple[str, ...]):
    """Asked on 127.0.0.1 alone, a gateway on any other address would never be ready."""
    named = ("shop.example",) if "shop.example" in hosts else ()

    drawn = plan(deployment(nginx={"host": host, "allowed_hosts": named}))

    probe = next(process.probe for process in drawn if process.kind is Kind.GATEWAY)
    assert (drawn.url, probe and probe.host) == (url, probed)
    assert drawn.gateway is not None
    assert drawn.gateway.allowed_hosts == hosts


def test_limits_stand_in_the_line_so_that_every_runner_keeps_them():
    """In the shell's own words; what an entry leaves open is taken from the top, and nginx has keys of its own."""
    limited = deployment(
        limits={"memory_mb": 512, "nofile": 4096},
        servers={"core": {"port": 20001, "limits": {"memory_mb": 256}}},
        processes={"mail": {"command": "mail"}},
    )
    lines = {process.name: process.line for process in plan(limited)}

    assert lines["core-0"].startswith("ulimit -n 4096; ulimit -d 250000; ")
    assert lines["mail"].startswith("ulimit -n 4096; ulimit -d 500000; DEVSTACK_INSTANCE=mail exec ")
    assert "ulimit" not in lines["nginx"]
    assert "ulimit" not in line_of(plan(deployment()), "core-0")
