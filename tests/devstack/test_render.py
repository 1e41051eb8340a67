"""What a Plan looks like as a Procfile and as nginx.conf, and that no value of deploy.yaml can make them say more."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import crossplane
import pytest
from honcho.environ import parse_procfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from devstack import render, shipped
from devstack.deployment import Deployment, Reload, load
from devstack.errors import DevstackError, InputError
from devstack.logs.configuration import logging_config
from devstack.plan import Plan, Route
from devstack.plan.planner import plan

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
SHOP: dict[str, Any] = {
    "name": "shop",
    "app": "shop.main:app",
    "app_dir": "backend",
    "servers": {
        "core": {"port": 8001, "modules": ("core",), "reload": Reload(dirs=("backend/shop",))},
        "orders": {"port": 8011, "instances": 2, "modules": ("core", "orders")},
        "feed": {"port": 8021, "instances": 2, "modules": ("core", "feed")},
    },
}
VARIANTS: dict[str, Callable[[], Plan]] = {
    "path": lambda: planned(),
    "query_param": lambda: planned(websocket={"routing_strategy": "query_param", "query_param_name": "kind"}),
    "open": lambda: planned(
        api_base_url="/v2",
        nginx={
            "port": 9000,
            "host": "0.0.0.0",
            "worker_processes": "auto",
            "allowed_hosts": ("shop.example", "Shop.example"),
            "allowed_origins": ("https://shop.example", "http://[::1]:5173"),
        },
        processes={"frontend": {"command": "npm run dev -- --port {port}", "port": 5173, "route": "/"}},
    ),
    "plain": lambda: plan(
        Deployment(name="tiny", app="main:app", servers={"web": {"port": 8001, "routes": ("/shop", "/admin/")}})
    ),
}


def planned(**changes: Any) -> Plan:
    return plan(Deployment(**(SHOP | changes)))


def config(plan: Plan, root: Path = ROOT) -> str:
    return render.gateway_config(plan, root).text


def project(tmp_path: Path, name: str, edit: Callable[[str], str]) -> Path:
    """A project with its own copy of one template."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(edit((shipped.templates() / name).read_text()))
    return tmp_path


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_rendered_texts_are_the_golden_ones(variant: str):
    """A change of these files is a change of behaviour, to be read in review."""
    drawn = VARIANTS[variant]()

    assert render.procfile(drawn, ROOT).text == (GOLDEN / variant / "Procfile").read_text()
    assert config(drawn) == (GOLDEN / variant / "nginx.conf").read_text()


def test_the_committed_files_are_what_deploy_yaml_says():
    """`honcho start` in a fresh clone runs these. After a change of a template: `invoke gen`."""
    drawn = plan(load(ROOT / "deploy.yaml", overlays=False))

    assert (ROOT / "generated" / "Procfile").read_text() == render.procfile(drawn, ROOT).text
    assert (ROOT / "generated" / "nginx.conf").read_text() == config(drawn)
    assert (ROOT / "generated" / "logging.json").read_text() == logging_config(drawn).text


def test_files_stand_in_the_folder_the_plan_names_and_find_the_prefix_from_there():
    """nginx resolves `include` from the file's own folder, everything else from its prefix."""
    drawn = plan(Deployment(**SHOP), out=".devstack/run")

    assert render.procfile(drawn, ROOT).path == Path(".devstack/run/Procfile")
    assert render.gateway_config(drawn, ROOT).path == Path(".devstack/run/nginx.conf")
    assert "include ../nginx/http.d/*.conf;" in config(drawn)


def test_specs_are_served_from_the_folder_the_gateway_names():
    drawn = planned()
    assert drawn.gateway is not None

    text = config(replace(drawn, gateway=replace(drawn.gateway, specs=".devstack/run/specs")))

    assert "alias ../run/specs/openapi.json;" in text


def test_no_text_holds_a_path_of_this_machine(tmp_path: Path):
    root = project(tmp_path, "nginx/nginx.conf.j2", str)

    texts = render.procfile(planned(), root).text + config(planned(), root)

    assert str(root) not in texts
    assert str(ROOT) not in texts


@pytest.mark.parametrize(("module", "answer"), [("core", "core"), ("orders", "orders"), ("feed", "feed")])
def test_a_module_is_a_prefix_whose_bare_path_is_nobody(module: str, answer: str):
    """Without the exact partner nginx would redirect the bare path, which WebSocket clients must never meet."""
    drawn = planned()
    assert drawn.gateway is not None

    found = {location.match: location.upstream for location in render.locations(drawn.gateway)}

    assert found[f"/api/v1/{module}/"] == answer
    assert found[f"= /api/v1/{module}"] is None


def test_a_route_without_a_slash_does_not_take_longer_names():
    """/shop must not answer for /shopping."""
    drawn = VARIANTS["plain"]()
    assert drawn.gateway is not None

    found = {location.match: location.upstream for location in render.locations(drawn.gateway)}

    assert found == {"/shop/": "web", "= /shop": "web", "/admin/": "web", "= /admin": None, "/": None}


@pytest.mark.parametrize("route", ["/api/v1/", "/api/v1/docs", "/api/v1/orders/", "/api/v1/feed/ws"])
def test_a_route_that_is_already_taken_is_refused(route: str):
    drawn = planned()
    assert drawn.gateway is not None
    gateway = replace(drawn.gateway, routes=(*drawn.gateway.routes, Route(route, "core")))

    with pytest.raises(InputError, match=f"{route.rstrip('/')}.*claimed by two"):
        config(replace(drawn, gateway=gateway))


def test_layout_single_has_no_gateway_to_render():
    with pytest.raises(InputError, match="layout single has no gateway"):
        render.gateway_config(plan(Deployment(**SHOP), layout="single"), ROOT)


def test_a_grace_below_a_second_is_written_in_milliseconds():
    """nginx reads no fractions: `0.5s` is an error to it."""
    servers = {name: entry | {"grace_s": 0.5} for name, entry in SHOP["servers"].items()}

    assert "worker_shutdown_timeout 500ms;" in config(planned(servers=servers))


def test_a_project_may_add_what_stands_literally_in_its_template(tmp_path: Path):
    added = "    location = /robots.txt { return 404; }\n}\n"
    root = project(
        tmp_path, "nginx/nginx.conf.j2", lambda text: text.removesuffix("    }\n}\n") + "    " + added + "}\n"
    )

    assert "robots.txt" in config(planned(), root)
    assert "include" in config(planned(), root), "the parts it does not bring come from the package"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "proxy_pass http://{{ location.upstream }};",
            "",
            "missing: http > server > location /api/v1/core/ > proxy_pass",
        ),
        ("daemon off;", "", "missing: daemon off"),
        ("listen {{ address }};", "listen 127.0.0.1:1234;", "missing: http > server > listen 127.0.0.1:8000"),
        ("server 127.0.0.1", "server 10.0.0.1", "unexpected: http > upstream core > server 10.0.0.1:8001"),
        ("alias {{ specs }}/openapi.json", "alias /etc/passwd", "missing: .*alias ../../generated/specs/openapi.json"),
    ],
)
def test_a_template_that_says_something_else_is_named(tmp_path: Path, old: str, new: str, said: str):
    root = project(tmp_path, "nginx/nginx.conf.j2", lambda text: text.replace(old, new))

    with pytest.raises(DevstackError, match=rf"(?s)^nginx/nginx.conf.j2: .*{said}"):
        config(planned(), root)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nginx/nginx.conf.j2", "{% if %}", r"nginx/nginx.conf.j2:1: Expected an expression"),
        ("nginx/nginx.conf.j2", "{{ gatewy.port }}", r"nginx/nginx.conf.j2: 'gatewy' is undefined"),
        ("nginx/nginx.conf.j2", "http {", r"nginx/nginx.conf.j2: .*unexpected end of file"),
        ("nginx/nginx.conf.j2", "{% include 'nginx/mine.j2' %}", r"no template nginx/mine.j2"),
        ("Procfile.template", "", r"Procfile.template: .* for core-0, orders-0, orders-1, feed-0, feed-1, nginx;"),
        ("Procfile.template", "a: b\na: b\n", r"Procfile.template: process names must be unique"),
        ("Procfile.template", "{{ 1 / 0 }}", r"Procfile.template: division by zero"),
    ],
)
def test_a_broken_template_is_one_message(tmp_path: Path, name: str, text: str, said: str):
    root = project(tmp_path, name, lambda _: text)

    rendered = render.procfile if name == "Procfile.template" else render.gateway_config

    with pytest.raises(DevstackError, match=said):
        rendered(planned(), root)


def test_a_procfile_line_of_its_own_is_sent_to_deploy_yaml(tmp_path: Path):
    """It would run under honcho and not under `up`: the two must not differ."""
    root = project(tmp_path, "Procfile.template", lambda text: text + "mailer: python mailer.py\n")

    with pytest.raises(DevstackError, match=r"for mailer; .*processes: in deploy.yaml"):
        render.procfile(planned(), root)


BAITS = (
    *(
        "; listen 1;",
        "} server {",
        "$host",
        "a\nb: touch F",
        '"',
        "'",
        "\\",
        "#",
        "a b",
        "..",
        "{{ 7 }}",
        "{port}",
        "*",
    ),
    *("`touch F`", "$(touch F)", "a;touch F", "~.*", "http://a;", "\x00", "x\r\ny: z", "a\x85b: c", "\u2028x: y"),
)
NASTY = st.one_of(st.sampled_from(BAITS), st.text(max_size=30))


def hostile(draw: Callable[[st.SearchStrategy[str]], str]) -> dict[str, Any]:
    """SHOP with a nasty string in each field in turn; the model refuses what it will."""
    server = {"port": 8011, "modules": ("orders",)}
    fields: dict[str, Callable[[str], dict[str, Any]]] = {
        "name": lambda s: {"name": s},
        "base": lambda s: {"api_base_url": s},
        "segment": lambda s: {"api_base_url": f"/{s}"},
        "app": lambda s: {"app": s},
        "app_dir": lambda s: {"app_dir": s},
        "server": lambda s: {"servers": {s: {"port": 8011, "modules": ("orders",)}}},
        "module": lambda s: {"servers": {"orders": {"port": 8011, "modules": (s,)}}},
        "env key": lambda s: {"servers": {"orders": server | {"env": {s: "x"}}}},
        "env value": lambda s: {"servers": {"orders": server | {"env": {"X": s}}}},
        "env_file": lambda s: {"servers": {"orders": server | {"env_file": s}}},
        "health": lambda s: {"servers": {"orders": server | {"health": f"/{s}"}}},
        "reload": lambda s: {
            "servers": {"orders": server | {"reload": {"dirs": (s,), "include": (s,), "exclude": (s,)}}}
        },
        "route": lambda s: {"servers": {"web": {"port": 8011, "routes": (f"/{s}",)}}},
        "host": lambda s: {"nginx": {"host": s, "allowed_hosts": ("a.example",)}},
        "allowed_hosts": lambda s: {"nginx": {"allowed_hosts": (s,)}},
        "allowed_origins": lambda s: {"nginx": {"allowed_origins": (f"http://{s}",)}},
        "binary": lambda s: {"nginx": {"binary": s}},
        "param": lambda s: {"websocket": {"routing_strategy": "query_param", "query_param_name": s}},
        "program": lambda s: {"processes": {s: {"command": "run"}}},
        "command": lambda s: {"processes": {"worker": {"command": f"run {s}"}}},
        "program route": lambda s: {"processes": {"worker": {"command": "run", "port": 9001, "route": f"/{s}"}}},
    }
    return fields[draw(st.sampled_from(sorted(fields)))](draw(NASTY))


def shape(file: Path) -> list[tuple[str, ...]]:
    """Names of all directives with the blocks around them: what nginx would obey, whatever the arguments are."""
    parsed = crossplane.parse(str(file), single=True)
    assert parsed["status"] == "ok", parsed["errors"]

    def walk(block: list[dict[str, Any]], around: tuple[str, ...]) -> list[tuple[str, ...]]:
        lines = []
        for directive in block:
            own = (*around, directive["directive"])
            # These hold data, not directives; a map's keys are patterns made of values.
            inner = [] if directive["directive"] in {"map", "types"} else directive.get("block", [])
            lines += [own, *walk(inner, own)]
        return lines

    return walk(parsed["config"][0]["parsed"], ())


@cache
def known_shapes() -> frozenset[tuple[str, ...]]:
    """Every path of directives that our own four deployments have."""
    return frozenset(path for variant in VARIANTS for path in shape(GOLDEN / variant / "nginx.conf"))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_string_of_deploy_yaml_becomes_syntax(data: st.DataObject, tmp_path: Path):
    """Each is refused with a message, or is an argument and nothing else: in nginx.conf, and in the Procfile."""
    try:
        drawn = plan(Deployment(**(SHOP | hostile(data.draw))))
    except (ValidationError, InputError, ValueError):
        return
    try:
        text, lines = config(drawn), render.procfile(drawn, ROOT).text
    except DevstackError:
        return

    gateway = drawn.gateway
    assert gateway is not None
    (tmp_path / "nginx.conf").write_text(text)
    directives = shape(tmp_path / "nginx.conf")
    assert directives.count(("http", "server", "listen")) == 2
    assert directives.count(("http", "upstream", "server")) == sum(len(u.ports) for u in gateway.upstreams)
    proxied = [location for location in render.locations(gateway) if location.upstream]
    assert directives.count(("http", "server", "location", "proxy_pass")) == len(proxied) + bool(gateway.query_param)
    assert set(directives) <= known_shapes()
    assert list(parse_procfile(lines).processes) == list(drawn.names)
    assert len(lines.split("\n")) == len(drawn.names) + 3
