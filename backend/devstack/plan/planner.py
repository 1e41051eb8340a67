"""From a Deployment to its Plan: which processes on which ports, which routes to whom. Pure: no files, no sockets, no clock."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace

from devstack.deployment import CORE, GATEWAY, LAST_PORT, SINGLE, Deployment, Program, Server, sections
from devstack.deployment.suggest import did_you_mean
from devstack.errors import InputError
from devstack.plan.model import (
    LOOPBACK,
    Command,
    Gateway,
    Kind,
    Limits,
    Plan,
    Probe,
    Process,
    Restart,
    Route,
    StopOrder,
    Upstream,
    authority,
    reachable,
)
from devstack.plan.serving import serve, sharing, watching


def plan(
    deployment: Deployment,
    *,
    layout: str = "multi",
    only: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    modules: tuple[str, ...] = (),
    port_offset: int = 0,
    reload: bool = True,
    out: str = "generated",
) -> Plan:
    """Work out what runs. `out` is the folder below the root in which nginx.conf stands; refused options are an InputError.

    `modules` narrows layout single to those and core.
    """
    if layout not in {"multi", "single"}:
        raise InputError(f"--layout {layout}: must be multi or single")
    draft = _Draft(deployment, port_offset, reload, out)
    kept = _narrowed(deployment, layout, modules)
    whole = draft.single(kept) if layout == "single" else draft.multi()
    _within_reach(whole, port_offset)
    return _selected(whole, draft, only, excluded) if only or excluded else whole


def _within_reach(whole: Plan, port_offset: int) -> None:
    highest = max(whole.ports)
    if highest > LAST_PORT:
        raise InputError(
            f"--port-offset {port_offset}: moves {whole.ports[highest]} to port {highest}, and {LAST_PORT} is the last; "
            f"use {LAST_PORT - highest + port_offset} at most"
        )


def _narrowed(deployment: Deployment, layout: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of layout single, in the order of the deployment. In layout multi each server has its own list."""
    homes = tuple(deployment.homes)
    if not asked or not homes:
        return homes
    if layout == "multi":
        raise InputError(
            f"ENABLED_MODULES={','.join(asked)}: narrows --layout single; with multi use --only or unset it"
        )
    if unknown := [name for name in asked if name not in homes]:
        raise InputError(
            f"ENABLED_MODULES: no server has {', '.join(unknown)}; there are {', '.join(sorted(homes))}"
            f"{did_you_mean(unknown[0], homes)}"
        )
    return tuple(name for name in homes if name in (CORE, *asked))


def _selected(whole: Plan, draft: "_Draft", only: tuple[str, ...], excluded: tuple[str, ...]) -> Plan:
    """The same routes with fewer processes: what is left out answers 502, or by a process run by hand."""
    kept = whole.select(only) if only else whole.processes
    gone = whole.select(excluded) if excluded else ()
    rest = tuple(p for p in whole.processes if p not in gone and (p in kept) and p.kind is not Kind.GATEWAY)
    gateway = whole.gateway is not None and all(p.kind is not Kind.GATEWAY for p in gone)
    if not rest and not gateway:
        raise InputError("--only and --except leave nothing to run")
    return replace(whole, processes=(*rest, draft.gateway_process(rest)) if gateway else rest)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A deployment with the options it is planned under."""

    deployment: Deployment
    offset: int
    reload: bool
    out: str

    def multi(self) -> Plan:
        """One process per instance behind the gateway."""
        programs = tuple(self.program(name, entry) for name, entry in self.deployment.processes.items())
        backends = (*self.servers(), *programs)
        return self._plan("multi", (*backends, self.gateway_process(backends)), self.gateway())

    def single(self, modules: tuple[str, ...]) -> Plan:
        """Every module in one process on the gateway's port; what has a life of its own cannot be folded in."""
        loners = [name for name, server in self.deployment.servers.items() if server.app or not server.modular]
        loners += [name for name, program in self.deployment.processes.items() if program.route]
        if loners:
            raise InputError(
                f"--layout single: {', '.join(loners)} need a process of their own (an app, a route); use --layout multi"
            )
        programs = tuple(self.program(name, entry) for name, entry in self.deployment.processes.items())
        return replace(self._plan("single", (self.folded(modules), *programs), None), modules=modules)

    def _plan(self, layout: str, processes: tuple[Process, ...], gateway: Gateway | None) -> Plan:
        deployment = self.deployment
        modular = next(iter(deployment.modular.values()), None)
        host = authority(reachable(gateway.host)) if gateway else LOOPBACK
        return Plan(
            name=deployment.name,
            layout=layout,
            base_url=deployment.api_base_url,
            url=f"http://{host}:{deployment.nginx.port + self.offset}",
            app=deployment.app_of(modular) if modular else None,
            app_dir=deployment.app_dir,
            factory=modular.factory if modular else False,
            modules=tuple(deployment.homes),
            processes=processes,
            gateway=gateway,
            max_log_mb=deployment.logs.max_mb,
            keep_logs=deployment.logs.keep,
            log_format=deployment.logs.format,
            out=self.out,
        )

    def servers(self) -> Iterator[Process]:
        """Every instance of every server; those of core alone come first and leave last."""
        ranked = sorted(self.deployment.servers.items(), key=lambda item: item[1].all_modules != (CORE,))
        for name, server in ranked:
            for instance in range(server.instances):
                yield self.instance(name, server, instance)

    def instance(self, name: str, server: Server, number: int) -> Process:
        """One uvicorn process."""
        own = f"{name}-{number}"
        port = server.port + number + self.offset
        default = f"{self.deployment.api_base_url}/core/health" if server.modular else "/"
        return Process(
            name=own,
            kind=Kind.SERVER,
            command=self.line(server, port, server.grace_s),
            stops=StopOrder.CORE if server.all_modules == (CORE,) else StopOrder.MODULES,
            restart=_restart(server.restart or self.deployment.restart),
            limits=_limits(server.limits.over(self.deployment.limits)),
            grace_s=server.grace_s,
            start_s=server.start_s,
            env=self.settings(server.all_modules) | watching(server, self.reload) | server.env,
            env_file=server.env_file,
            server=name,
            modules=server.all_modules,
            port=port,
            probe=Probe(port, server.health or default, lenient=not server.modular and server.health is None),
            shares=sharing(server, self.reload) and server.limits.over(self.deployment.limits) == sections.Limits(),
        )

    def folded(self, modules: tuple[str, ...]) -> Process:
        """The single process `app-0`. Settings of several servers are merged, the later one wins."""
        servers = tuple(self.deployment.modular.values())
        port = self.deployment.nginx.port + self.offset
        own = f"{SINGLE}-0"
        watched = next((s for s in servers if s.reload), servers[0])
        return Process(
            name=own,
            kind=Kind.SERVER,
            command=self.line(watched, port, max(s.grace_s for s in servers)),
            stops=StopOrder.MODULES,
            restart=_restart(self.deployment.restart),
            limits=_limits(self.deployment.limits),
            grace_s=max(s.grace_s for s in servers),
            start_s=max(s.start_s for s in servers),
            env=self.settings(modules)
            | watching(watched, self.reload)
            | {k: v for s in servers for k, v in s.env.items()},
            env_file=next((s.env_file for s in servers if s.env_file), None),
            server=SINGLE,
            modules=modules,
            port=port,
            probe=Probe(port, f"{self.deployment.api_base_url}/core/health"),
            shares=sharing(watched, self.reload) and self.deployment.limits == sections.Limits(),
        )

    def settings(self, modules: tuple[str, ...]) -> dict[str, str]:
        """What a modular application is told. Host and Origin lists only where they differ from loopback's own."""
        if not modules:
            return {}
        nginx, websocket = self.deployment.nginx, self.deployment.websocket
        said = {
            "ENABLED_MODULES": ",".join(modules),
            "API_BASE_URL": self.deployment.api_base_url,
            "ALLOWED_HOSTS": ",".join(self.allowed_hosts),
            "ALLOWED_ORIGINS": ",".join(nginx.allowed_origins),
            "WEBSOCKET_QUERY_PARAM": websocket.query_param_name if websocket.routing_strategy == "query_param" else "",
        }
        return {key: value for key, value in said.items() if value}

    def line(self, server: Server, port: int, grace_s: float) -> Command:
        """The server line, under the options of this draft."""
        return serve(self.deployment, server, port, grace_s, reload=self.reload, out=self.out)

    def program(self, name: str, entry: Program) -> Process:
        """A helper program; `{port}` in its command and PORT in its environment follow the port offset."""
        port = None if entry.port is None else entry.port + self.offset
        command = entry.command if port is None else entry.command.replace("{port}", str(port))
        ready = entry.ready or (entry.route and "/")
        return Process(
            name=name,
            kind=Kind.PROCESS,
            command=Command(tuple(shlex.split(command))),
            stops=StopOrder.LAST if entry.stops == "last" else StopOrder.MODULES,
            restart=_restart(entry.restart or self.deployment.restart),
            limits=_limits(entry.limits.over(self.deployment.limits)),
            grace_s=entry.grace_s,
            start_s=entry.start_s,
            env=({} if port is None else {"PORT": str(port)}) | entry.env,
            env_file=entry.env_file,
            port=port,
            probe=None if port is None or ready is None else Probe(port, ready, lenient=True),
            once=entry.once,
        )

    def gateway_process(self, backends: tuple[Process, ...]) -> Process:
        """nginx, started through devstack.gateway, which waits until every backend answers and then becomes nginx."""
        nginx = self.deployment.nginx
        probes = [process.probe for process in backends if process.probe]
        waits = [word for probe in probes for word in ("--wait-any" if probe.lenient else "--wait", probe.url)]
        within = max((process.start_s for process in backends), default=0.0)
        words = ["-m", "devstack.gateway", f"{self.out}/nginx.conf", "--within", f"{within:g}", *waits]
        words += ["--binary", nginx.binary] if nginx.binary else []
        port = nginx.port + self.offset
        health = f"{self.deployment.api_base_url}/core/health" if self.deployment.modular else "/"
        return Process(
            name=GATEWAY,
            kind=Kind.GATEWAY,
            command=Command(tuple(words), python=True),
            stops=StopOrder.GATEWAY,
            restart=_restart(self.deployment.restart),
            grace_s=self.grace_s,
            start_s=within + 5,
            port=port,
            probe=Probe(port, health, lenient=True, host=reachable(nginx.host)),
        )

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The hosts that are answered besides loopback's: those named, and the address listened on. No page can rebind that."""
        nginx = self.deployment.nginx
        own = () if reachable(nginx.host) in {LOOPBACK, "::1"} else (authority(nginx.host),)
        return tuple(dict.fromkeys((*nginx.allowed_hosts, *own)))

    @property
    def grace_s(self) -> float:
        """How long the gateway lets open connections live: as long as the most patient server."""
        return max(server.grace_s for server in self.deployment.servers.values())

    def gateway(self) -> Gateway:
        """All routes, longest names first in nginx by its own rule."""
        deployment, nginx, websocket = self.deployment, self.deployment.nginx, self.deployment.websocket
        servers = tuple(
            Upstream(name, tuple(port + self.offset for port in server.ports))
            for name, server in deployment.servers.items()
        )
        routed = {name: p for name, p in deployment.processes.items() if p.route and p.port}
        programs = tuple(Upstream(name, (p.port + self.offset,)) for name, p in routed.items() if p.port)
        modules = tuple(
            Route(f"{deployment.api_base_url}/{module}/", home) for module, home in deployment.homes.items()
        )
        plain = tuple(
            Route(path, name, upgrade=True) for name, server in deployment.servers.items() for path in server.routes
        )
        return Gateway(
            host=nginx.host,
            port=nginx.port + self.offset,
            worker_processes=nginx.worker_processes,
            worker_connections=nginx.worker_connections,
            base_url=deployment.api_base_url,
            allowed_hosts=self.allowed_hosts,
            allowed_origins=nginx.allowed_origins,
            upstreams=(*servers, *programs),
            routes=(*modules, *plain, *(Route(p.route, name, upgrade=True) for name, p in routed.items() if p.route)),
            websockets=tuple(deployment.websocket_homes.items()) if deployment.modular else (),
            query_param=websocket.query_param_name if websocket.routing_strategy == "query_param" else None,
            documents=bool(deployment.modular),
            grace_s=self.grace_s,
        )


def _restart(section: sections.Restart) -> Restart:
    return Restart(section.policy, section.max, section.within_s)


def _limits(section: sections.Limits) -> Limits:
    return Limits(section.memory_mb, section.nofile)
