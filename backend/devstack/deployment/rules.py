"""What the parts of a deploy.yaml must agree on. Pure: a Draft goes in, its disagreements come out, each with the key to mend."""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from devstack.deployment.draft import Draft
from devstack.deployment.sections import Program
from devstack.deployment.suggest import did_you_mean

GATEWAY = "nginx"
SINGLE = "app"
FOLLOWER = "codegen"
ENGINES = "engines"
"""The process of all engines under --layout single."""
RESERVED = frozenset({GATEWAY, SINGLE, FOLLOWER, "system", "all"})

Path = tuple[str | int, ...]

LAST_PORT = 65535
_OURS = {
    "ENABLED_MODULES": "list the modules under modules:",
    "API_BASE_URL": "set api_base_url",
    "ALLOWED_HOSTS": "set nginx.allowed_hosts",
    "ALLOWED_ORIGINS": "set nginx.allowed_origins",
    "WEBSOCKET_QUERY_PARAM": "set websocket.query_param_name",
}
# One memory each: an SQLite without a file, and a bus that lives in the process.
_UNSHARED = {
    "STORE_URL": re.compile(r"^(memory\b.*|sqlite(\+\w+)?:(//)?/?|.*:memory:.*|.*\bmode=memory\b.*)$"),
    "BUS_URL": re.compile(r"^memory\b.*$"),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A disagreement: where to mend it, what is wrong and what to do, and which other values it rests on."""

    path: Path
    message: str
    rests_on: tuple[Path, ...] = ()


def violations(draft: Draft) -> list[Violation]:
    """Everything the parts disagree on; empty for a deployment that can be planned."""
    rules: tuple[Callable[[Draft], Iterator[Violation]], ...] = (
        *(_names, _ports, _port_ranges, _sources, _routes, _websockets, _gateway, _sharing),
        *(_programs, _engines, _environment),
    )
    return [violation for rule in rules for violation in rule(draft)]


def _names(draft: Draft) -> Iterator[Violation]:
    for section, entries in (("servers", draft.servers), ("processes", draft.processes)):
        for name in sorted(RESERVED & entries.keys()):
            yield Violation((section, name), f"{name} is a name devstack uses itself; choose another")
    taken = {f"{name}-{i}": name for name, server in draft.servers.items() for i in range(server.instances)}
    for name in draft.processes:
        path = ("processes", name)
        if name in draft.servers:
            yield Violation(path, f"{name} is a server as well; rename one of them", (("servers", name),))
        elif name in taken:
            yield _same_process(path, name, taken[name])
        elif name == f"{SINGLE}-0":
            yield Violation(path, f"{name} is the process of --layout single; choose another name")
    for name in draft.servers:
        if name in taken:
            yield _same_process(("servers", name), name, taken[name])


def _same_process(path: Path, name: str, server: str) -> Violation:
    number = name.removeprefix(f"{server}-")
    message = f"{name} is also the name of instance {number} of server {server}; rename one of them"
    return Violation(path, message, (("servers", server),))


def _ports(draft: Draft) -> Iterator[Violation]:
    claimed: dict[int, tuple[str, Path]] = {}
    told: set[tuple[Path, Path]] = set()
    for port, claimant, path in _claims(draft):
        holder, holding = claimed.setdefault(port, (claimant, path))
        if holding == path or (holding, path) in told:
            continue
        told.add((holding, path))
        yield Violation(path, f"{port} is also claimed by {holder}; give one of them another port", (holding,))


def _claims(draft: Draft) -> Iterator[tuple[int, str, Path]]:
    yield draft.nginx.port, GATEWAY, ("nginx", "port")
    for name, server in draft.servers.items():
        for number, port in enumerate(server.ports):
            yield port, f"{name}-{number}", ("servers", name, "port")
    for name, program in draft.processes.items():
        if program.port is not None:
            yield program.port, name, ("processes", name, "port")


def _port_ranges(draft: Draft) -> Iterator[Violation]:
    for name, server in draft.servers.items():
        if server.ports[-1] > LAST_PORT:
            words = f"{server.instances} instances from port {server.port} on run past {LAST_PORT}; use a lower port"
            yield Violation(("servers", name, "instances"), words, (("servers", name, "port"),))


def _sources(draft: Draft) -> Iterator[Violation]:
    """A server is made of modules or is a plain app; neither is guessed."""
    for name, server in draft.servers.items():
        path: Path = ("servers", name)
        if server.modules and server.routes:
            words = "a server has modules or routes, not both; take one of the two out"
            yield Violation((*path, "routes"), words, ((*path, "modules"),))
        if server.app and not server.routes and "modules" not in server.model_fields_set:
            words = "an app of its own needs routes: [/] (a plain FastAPI app) or modules: [core] (one made of modules)"
            yield Violation((*path, "app"), words, ((*path, "routes"), (*path, "modules")))
        yield from _repeated((*path, "modules"), server.modules)


def _repeated(path: Path, names: tuple[str, ...]) -> Iterator[Violation]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Violation((*path, _last(names, name)), f"{name} is listed more than once; once is enough")


def _last(names: tuple[str, ...], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)


def _routes(draft: Draft) -> Iterator[Violation]:
    claimed: dict[str, tuple[str, Path]] = {}
    base = f"{draft.api_base_url}/"
    for owner, route, path in _routed(draft):
        holder, holding = claimed.setdefault(_folder(route), (owner, path))
        if holding != path:
            yield Violation(path, f"{route} is also claimed by {holder}; give one of them another path", (holding,))
        if draft.modular and _folder(route).startswith(base):
            words = f"{route} lies in {draft.api_base_url}, which belongs to the modules; use a path outside of it"
            yield Violation(path, words, (("api_base_url",), ("servers",)))


def _routed(draft: Draft) -> Iterator[tuple[str, str, Path]]:
    for name, server in draft.servers.items():
        for i, route in enumerate(server.routes):
            yield name, route, ("servers", name, "routes", i)
    for name, program in draft.processes.items():
        if program.route:
            yield name, program.route, ("processes", name, "route")


def _folder(route: str) -> str:
    return route if route.endswith("/") else f"{route}/"


def _websockets(draft: Draft) -> Iterator[Violation]:
    for module, target in (draft.websocket_routes or {}).items():
        path: Path = ("websocket_routes", module)
        rests = (("servers", target),)
        server = draft.servers.get(target)
        if server is None:
            yield Violation(path, f"there is no server {target}{_choice(target, draft.servers)}", rests)
        elif module not in server.all_modules:
            owners = [name for name, other in draft.modular.items() if module in other.all_modules]
            mend = f"route it to {' or '.join(owners)}" if owners else f"list it under servers.{target}.modules"
            yield Violation(path, f"server {target} does not run the module {module}; {mend}", rests)


def _choice(word: str, known: Iterable[str]) -> str:
    return did_you_mean(word, known) or f"; there are {', '.join(known)}"


def _gateway(draft: Draft) -> Iterator[Violation]:
    nginx = draft.nginx
    if not ipaddress.ip_address(nginx.host).is_loopback and not nginx.allowed_hosts:
        words = (
            f"{nginx.host} is open to other machines; name the hosts to answer for, like allowed_hosts: [shop.example]"
        )
        yield Violation(("nginx", "host"), words, (("nginx", "allowed_hosts"),))


def _sharing(draft: Draft) -> Iterator[Violation]:
    for name, server in draft.servers.items():
        for key, unshared in _UNSHARED.items():
            if server.instances > 1 and unshared.match(server.env.get(key, "-")):
                words = (
                    f"{server.env[key]!r} is each process's own, and {server.instances} instances must share it; "
                    "name one they can share, or run one instance"
                )
                yield Violation(("servers", name, "env", key), words, (("servers", name, "instances"),))


def _programs(draft: Draft) -> Iterator[Violation]:
    for name, program in draft.processes.items():
        path: Path = ("processes", name)
        if program.port is None:
            yield from _portless(path, program)
        elif program.once:
            words = "a job that runs once listens on no port; take port: or once: out"
            yield Violation((*path, "once"), words, ((*path, "port"),))


def _portless(path: Path, program: Program) -> Iterator[Violation]:
    rests = ((*path, "port"),)
    if program.route:
        yield Violation((*path, "route"), "needs a port to send requests to; add port:", rests)
    if program.ready:
        yield Violation((*path, "ready"), "needs a port to be asked on; add port:", rests)
    if "{port}" in program.command:
        yield Violation((*path, "command"), "{port} stands for the program's port, and it has none; add port:", rests)


def _environment(draft: Draft) -> Iterator[Violation]:
    for name, server in draft.servers.items():
        yield from _set_by_us(("servers", name, "env"), server.env, _OURS if server.modular else {})
    for name, program in draft.processes.items():
        ours = {} if program.port is None else {"PORT": "set port:"}
        yield from _set_by_us(("processes", name, "env"), program.env, ours)


def _engines(draft: Draft) -> Iterator[Violation]:
    """Engines are rows beside the others, and need somebody who starts them."""
    taken = {f"{name}-{i}": name for name, server in draft.servers.items() for i in range(server.instances)}
    for name, engine in draft.engines.items():
        path: Path = ("engines", name)
        if name in RESERVED | {ENGINES, f"{SINGLE}-0"}:
            yield Violation(path, f"{name} is a name devstack uses itself; choose another")
        elif name in draft.servers or name in draft.processes:
            section = "servers" if name in draft.servers else "processes"
            yield Violation(path, f"{name} stands under {section} as well; rename one of them", ((section, name),))
        elif name in taken:
            yield _same_process(path, name, taken[name])
        yield from _set_by_us((*path, "env"), engine.env, {})
    if draft.engines and draft.session is None:
        yield Violation(("engines",), "nothing starts them; add session: {command: …}", (("session",),))
    if draft.engines and ENGINES in draft.processes:
        words = f"{ENGINES} is the process of all engines under --layout single; choose another name"
        yield Violation(("processes", ENGINES), words, (("engines",),))


def _set_by_us(path: Path, env: dict[str, str], ours: dict[str, str]) -> Iterator[Violation]:
    for key in env:
        if key in ours:
            yield Violation((*path, key), f"{key} is set by devstack; {ours[key]} instead", (path[:-1],))
        elif key.startswith("DEVSTACK_"):
            yield Violation((*path, key), f"{key} is devstack's own; names with DEVSTACK_ in front cannot be set")
