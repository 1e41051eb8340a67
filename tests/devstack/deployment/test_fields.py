"""No string of a deploy.yaml becomes syntax of the shell, of a Procfile or of a command's options (traps.md, E20)."""

import shlex
from typing import Any

import pytest
from honcho.environ import parse_procfile
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from devstack.deployment import Deployment, fields
from devstack.plan import Plan
from devstack.plan.planner import plan

HOSTILE = [
    "; touch F",
    "$(touch F)",
    "`touch F`",
    "a\nb: touch F",
    "a\x85b: x",
    "a\u2028b: x",
    "a\x0bb",
    "--factory",
    "${HOME}",
    "a'b\"c",
    "\\",
    "#",
    "é ü",
    "~",
    "*",
    "\ud800",
    "",
    " ",
]
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
    st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
    st.from_regex(r"/[a-z.;$ ]{0,9}", fullmatch=True),
    st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5})?:[a-z]{1,5}", fullmatch=True),
)

SHAPES = {
    "name": lambda s: {"name": s},
    "api_base_url": lambda s: {"api_base_url": s},
    "app": lambda s: {"app": s},
    "app_dir": lambda s: {"app_dir": s},
    "nginx.host": lambda s: {"nginx": {"host": s, "allowed_hosts": ("shop.example",)}},
    "nginx.allowed_hosts": lambda s: {"nginx": {"allowed_hosts": (s,)}},
    "nginx.allowed_origins": lambda s: {"nginx": {"allowed_origins": (s,)}},
    "nginx.binary": lambda s: {"nginx": {"binary": s}},
    "websocket.query_param_name": lambda s: {"websocket": {"routing_strategy": "query_param", "query_param_name": s}},
    "servers": lambda s: _server(name=s),
    "servers.web.modules": lambda s: _server(modules=(s,)),
    "servers.web.app": lambda s: _server(app=s, modules=()),
    "servers.web.routes": lambda s: _server(routes=(s,)),
    "servers.web.health": lambda s: _server(health=s),
    "servers.web.env": lambda s: _server(env={s: "x"}),
    "servers.web.env.KEY": lambda s: _server(env={"KEY": s}),
    "servers.web.env_file": lambda s: _server(env_file=s),
    "servers.web.reload.dirs": lambda s: _server(reload={"dirs": (s,)}),
    "servers.web.reload.include": lambda s: _server(reload={"dirs": ("web",), "include": (s,)}),
    "servers.web.reload.exclude": lambda s: _server(reload={"dirs": ("web",), "exclude": (s,)}),
    "processes": lambda s: _program(name=s),
    "processes.job.command": lambda s: _program(command=s),
    "processes.job.route": lambda s: _program(port=20009, route=s),
    "processes.job.ready": lambda s: _program(port=20009, ready=s),
    "processes.job.env": lambda s: _program(env={s: "x"}),
    "processes.job.env.KEY": lambda s: _program(env={"KEY": s}),
    "processes.job.env_file": lambda s: _program(env_file=s),
}


def _server(name: str = "web", **facts: Any) -> dict[str, Any]:
    return {"servers": {name: {"port": 20001, **facts}}}


def _program(name: str = "job", **facts: Any) -> dict[str, Any]:
    return {"processes": {name: {"command": "sleep 1", **facts}}}


@pytest.mark.parametrize("field", SHAPES)
@given(text=TEXT)
@settings(max_examples=40, deadline=None)
@example(text="a\nb: touch F")
@example(text="a\x85b: touch F")
@example(text="; touch F")
def test_any_string_is_refused_by_its_field_or_stays_one_word(field: str, text: str):
    """Either the field says no, or honcho and the shell read back exactly the planned names and arguments."""
    facts = {"name": "shop", "app": "shop.main:app", **_server(), **SHAPES[field](text)}

    try:
        drawn = plan(Deployment.model_validate(facts))
    except ValidationError as error:
        refusals = [*(part for detail in error.errors() for part in detail["loc"]), str(error)]
    else:
        refusals = []
        reads_back(drawn)

    assert not refusals or any(field.split(".")[0] in str(refusal) for refusal in refusals)


def reads_back(drawn: Plan) -> None:
    """What honcho and a shell make of the Procfile is what was planned."""
    procfile = "".join(f"{process.name}: {process.line}\n" for process in drawn)
    read = parse_procfile(procfile).processes
    assert list(read) == list(drawn.names)
    for process in drawn:
        words = shlex.split(read[process.name])
        expected = ["${PYTHON:-python}"] if process.command.python else []
        start = words.index("exec")
        assert words[start + 1 :] == ["$DEVSTACK_RECORD", *expected, *process.command.arguments]
        assert dict(word.split("=", 1) for word in words[:start]).items() >= dict(process.env).items()


@pytest.mark.parametrize("text", ["-rf", "--app-dir"])
@pytest.mark.parametrize("kind", [fields.RelativePath, fields.Glob, fields.Binary])
def test_a_path_cannot_be_an_option_of_the_program_it_is_handed_to(kind: Any, text: str):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("text", ["/shop/../admin", "/.", "/a/./b", "/a//b", "/a?b", "/a b", "shop", "/$uri", "/a\n"])
def test_a_route_is_a_plain_path(text: str):
    with pytest.raises(ValidationError):
        TypeAdapter(fields.RoutePath).validate_python(text)


@pytest.mark.parametrize("text", ["/", "/shop", "/shop/", "/a.b/c-d/~e_f"])
def test_routes_that_people_write_are_taken(text: str):
    assert TypeAdapter(fields.RoutePath).validate_python(text) == text


@pytest.mark.parametrize("text", ["a && b", "a ; b", "a > b", "a | b", "A=1 b", "'a", "", "''", "a &"])
def test_a_command_is_a_program_with_arguments(text: str):
    """A line that only a shell understands would hand && to the program as a word; better to hear it at once."""
    with pytest.raises(ValidationError):
        TypeAdapter(fields.CommandLine).validate_python(text)


@pytest.mark.parametrize("text", ["sh -c 'a && b'", 'grep "|" x', "./run --a=b", "npm run dev -- --port {port}"])
def test_a_quoted_operator_is_an_argument(text: str):
    assert TypeAdapter(fields.CommandLine).validate_python(text) == text


@pytest.mark.parametrize("text", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_addresses_are_addresses(text: str):
    assert TypeAdapter(fields.Address).validate_python(text) == text


@pytest.mark.parametrize("text", ["127.0.0", "localhost", "::1%lo", "1.2.3.4:80"])
def test_anything_else_is_no_address(text: str):
    with pytest.raises(ValidationError):
        TypeAdapter(fields.Address).validate_python(text)
