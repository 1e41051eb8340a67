"""The Procfile and nginx.conf of a Plan, from templates. What was rendered is read back and must say what the Plan says.

A project may bring its own templates. They may add to the gateway whatever stands literally in them (another location,
another header); they may not leave out or change what the Plan asks for, and no value may add anything: a value is one
bare word or rendering stops.
"""

import posixpath
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import crossplane
from honcho.environ import parse_procfile
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError

from devstack import shipped
from devstack.artifacts import Artifact
from devstack.errors import DevstackError, InputError
from devstack.gateway import PREFIX
from devstack.plan import Gateway, Plan, Upstream

PROCFILE = "Procfile.template"
NGINX = "nginx/nginx.conf.j2"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")

_WORD = re.compile(r"(?:[A-Za-z0-9._~/:\[\]=-]|\\[.\[\]-])+")


def procfile(plan: Plan, root: Path) -> Artifact:
    """One line per process, in start order. `root` is where a project's own Procfile.template may stand.

    A template that does not yield exactly the Plan's lines is a DevstackError naming the difference.
    """
    text = _rendered(_environment(root), PROCFILE, plan=plan)
    _compare_lines(text, plan)
    return Artifact(Path(plan.out) / "Procfile", text)


def gateway_config(plan: Plan, root: Path) -> Artifact:
    """The whole nginx.conf. A value or a template that would say something else than the Plan is a DevstackError."""
    if plan.gateway is None:
        raise InputError(f"layout {plan.layout} has no gateway, so there is no nginx.conf to render")
    text = _gateway_text(plan.gateway, plan.out, root)
    _compare_structure(text, plan.gateway, lambda bare: _gateway_text(bare, plan.out, root))
    return Artifact(Path(plan.out) / "nginx.conf", text)


def _environment(root: Path, finalize: Callable[[object], object] | None = None) -> Environment:
    environment = Environment(  # noqa: S701 - nginx.conf and Procfile are no HTML
        loader=FileSystemLoader([root, shipped.templates()]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    environment.filters["literal"] = _literal
    return environment


def _rendered(environment: Environment, name: str, **values: Any) -> str:
    try:
        return environment.get_template(name).render(**values)
    except TemplateNotFound as error:
        raise DevstackError(f"{name}: no template {error.name}; reinstall devstack or restore the file") from error
    except TemplateSyntaxError as error:
        raise DevstackError(f"{error.name or name}:{error.lineno}: {error.message}") from error
    except TemplateError as error:
        raise DevstackError(f"{name}: {error.message}; compare it with the template devstack ships") from error
    except DevstackError:
        raise
    except Exception as error:  # a template is its author's program and can raise anything
        raise DevstackError(f"{name}: {error}; compare it with the template devstack ships") from error


def _compare_lines(text: str, plan: Plan) -> None:
    """Read the Procfile as honcho does: it skips without a word what it does not understand."""
    try:
        found = dict(parse_procfile(text).processes)
    except AssertionError as error:
        raise DevstackError(f"{PROCFILE}: {error}; every process has one line") from error
    wanted = {process.name: process.line for process in plan}
    if list(found.items()) == list(wanted.items()):
        return
    names = [name for name in (*wanted, *found) if found.get(name) != wanted.get(name)]
    about = ", ".join(dict.fromkeys(names)) or "the order of the lines"
    raise DevstackError(
        f"{PROCFILE}: rendered, it does not give the plan's lines for {about}; write `{{{{ process.name }}}}: "
        "{{ process.line }}` for each process of the plan, and other programs under processes: in deploy.yaml"
    )


@dataclass(frozen=True, slots=True)
class Location:
    """A location of nginx: who answers the paths below `path`, or that path alone where `exact`. None answers 404."""

    path: str
    upstream: str | None = None
    exact: bool = False
    upgrade: bool = False

    @property
    def match(self) -> str:
        """The arguments of the directive."""
        return f"= {self.path}" if self.exact else self.path


def locations(gateway: Gateway) -> tuple[Location, ...]:
    """What the routes mean in nginx. Without the exact partner of a prefix nginx would answer the bare path with a redirect.

    A path that two routes claim is an InputError.
    """
    found = [location for route in gateway.routes for location in _prefix(route.path, route.upstream, route.upgrade)]
    base = gateway.base_url
    found += [Location(f"{base}/{m}/ws", upstream, exact=True, upgrade=True) for m, upstream in gateway.websockets]
    if all(location.path != "/" for location in found):
        found.append(Location("/"))
    claimed = Counter((*(location.match for location in found), *_own_paths(gateway)))
    if twice := [match.removeprefix("= ") for match, times in claimed.items() if times > 1]:
        raise InputError(f"{', '.join(twice)}: claimed by two routes of the gateway; give one of them another path")
    return tuple(found)


def _prefix(path: str, upstream: str, upgrade: bool) -> Iterator[Location]:
    """`/shop/` is what lies below, so /shop itself is nobody's; `/shop` is both."""
    below = path if path.endswith("/") else f"{path}/"
    yield Location(below, upstream, upgrade=upgrade)
    if path != "/":
        bare = None if path.endswith("/") else upstream
        yield Location(below[:-1], bare, exact=True, upgrade=upgrade and bare is not None)


def _own_paths(gateway: Gateway) -> Iterator[str]:
    """The locations the gateway answers by itself."""
    base = gateway.base_url
    if gateway.documents:
        yield f"{base}/"
        yield from (f"= {base}/{name}" for name in ("openapi.json", "asyncapi.json", "docs", "docs/assets/"))
        yield f"{base}/docs/assets/"
    if gateway.query_param:
        yield f"= {base}/ws"


def _gateway_text(gateway: Gateway, out: str, root: Path) -> str:
    return _rendered(
        _environment(root, finalize=_word),
        NGINX,
        gateway=gateway,
        locations=locations(gateway),
        hosts=_hosts(gateway),
        origins=tuple(dict.fromkeys(gateway.allowed_origins)),
        address=_address(gateway),
        grace=_duration(gateway.grace_s),
        prefix=PREFIX.as_posix(),
        conf_to_prefix=posixpath.relpath(PREFIX, out),
        specs=posixpath.relpath(gateway.specs, PREFIX),
        patience=_patience,
    )


def _hosts(gateway: Gateway) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*LOCAL_HOSTS, *(host.lower() for host in gateway.allowed_hosts))))


def _address(gateway: Gateway) -> str:
    return f"[{gateway.host}]:{gateway.port}" if ":" in gateway.host else f"{gateway.host}:{gateway.port}"


def _patience(upstream: Upstream) -> str:
    return "max_fails=0" if len(upstream.ports) == 1 else "fail_timeout=1s"


def _duration(seconds: float) -> str:
    """nginx knows no fractions of a second, only milliseconds."""
    return f"{seconds:.0f}s" if seconds.is_integer() else f"{round(seconds * 1000)}ms"


def _literal(value: str) -> str:
    """A value inside a regular expression of nginx, standing for itself."""
    return re.sub(r"[.\[\]]", r"\\\g<0>", value)


def _word(value: object) -> object:
    """Every value that enters nginx.conf passes here: one bare word, so none ends a directive, quotes or names a variable."""
    if isinstance(value, int) or (isinstance(value, str) and _WORD.fullmatch(value)):
        return value
    raise InputError(f"{value!r} cannot stand in nginx.conf; letters, digits and . _ ~ / : [ ] = - can")


Fact = tuple[str, ...]
"""A directive with the blocks around it, outermost first: ("http", "server", "location = /ws", "proxy_pass http://a")."""

_STRUCTURE = frozenset(
    {"daemon", "pid", "user", "load_module", "include", "listen", "server_name", "server", "upstream", "location"}
    | {"proxy_pass", "alias", "root", "access_log"}
)


def _compare_structure(text: str, gateway: Gateway, render: Callable[[Gateway], str]) -> None:
    """What the Plan asks for is there, exactly once; anything else is there because the template says so literally."""
    found, wanted = _facts(text), Counter(_wanted(gateway))
    missing, extra = wanted - found, found - wanted
    if extra:
        # A gateway without values: what appears here as well was written by the template's author.
        extra -= _facts(render(_bare(gateway))) - Counter(_wanted(_bare(gateway)))
    lines = [f"  missing: {' > '.join(fact)}" for fact in missing] + [f"  unexpected: {' > '.join(f)}" for f in extra]
    if lines:
        raise DevstackError("\n".join([f"{NGINX}: rendered, it does not say what the plan says", *lines]))


def _bare(gateway: Gateway) -> Gateway:
    nothing: dict[str, Any] = dict.fromkeys(
        ("upstreams", "routes", "websockets", "allowed_hosts", "allowed_origins"), ()
    )
    return replace(gateway, **nothing)


def _facts(text: str) -> Counter[Fact]:
    # crossplane reads files only.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "nginx.conf"
        file.write_text(text)
        parsed = crossplane.parse(str(file), single=True)
    if parsed["errors"]:
        first = parsed["errors"][0]
        raise DevstackError(f"{NGINX}: rendered, it is no nginx.conf: {str(first['error']).split(' in ')[0]}")
    return Counter(_walk(parsed["config"][0]["parsed"], ()))


def _walk(block: list[dict[str, Any]], around: Fact) -> Iterator[Fact]:
    for directive in block:
        name, arguments = directive["directive"], directive["args"]
        said = " ".join((name, *arguments))
        if name in _STRUCTURE:
            yield (*around, said)
        yield from _walk(directive.get("block", []), (*around, _door(directive) if name == "server" else said))


def _door(server: dict[str, Any]) -> str:
    """The two servers are told apart by which one takes foreign hosts."""
    foreign = any(d["directive"] == "listen" and "default_server" in d["args"] for d in server.get("block", []))
    return "server for foreign hosts" if foreign else "server"


def _wanted(gateway: Gateway) -> Iterator[Fact]:
    yield from (("daemon off",), ("pid nginx.pid",))
    yield from (("http", line) for line in ("server", "server", "access_log logs/access.log requests if=$news"))
    for upstream in gateway.upstreams:
        yield ("http", f"upstream {upstream.name}")
        for port in upstream.ports:
            yield ("http", f"upstream {upstream.name}", f"server 127.0.0.1:{port} {_patience(upstream)}")
    for line in (f"listen {_address(gateway)} default_server", "location /", "location = /problem"):
        yield ("http", "server for foreign hosts", line)
    for line in (f"listen {_address(gateway)}", f"server_name {' '.join(_hosts(gateway))}", "location @problem"):
        yield ("http", "server", line)
    yield from (("http", "server", *fact) for fact in _wanted_locations(gateway))


def _wanted_locations(gateway: Gateway) -> Iterator[Fact]:
    base, specs = gateway.base_url, posixpath.relpath(gateway.specs, PREFIX)
    for location in locations(gateway):
        yield (f"location {location.match}",)
        if location.upstream is not None:
            yield (f"location {location.match}", f"proxy_pass http://{location.upstream}")
    yield from ((f"location {path}",) for path in _own_paths(gateway))
    if gateway.query_param:
        yield (f"location = {base}/ws", "proxy_pass http://$websocket_home")
    if gateway.documents:
        yield from ((f"location = {base}/{n}", f"alias {specs}/{n}") for n in ("openapi.json", "asyncapi.json"))
        yield (f"location = {base}/docs", "alias docs/index.html")
        yield (f"location {base}/docs/assets/", "alias docs/assets/")
