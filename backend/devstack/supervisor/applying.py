"""Turns a running stack into what another plan wants, touching only what is different."""

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devstack.plan.model import Kind, Plan, Process
from devstack.state import RowState
from devstack.supervisor.child import Child

if TYPE_CHECKING:
    from devstack.supervisor.manager import Supervisor


@dataclass(frozen=True, slots=True)
class Difference:
    """By name: what is new, what runs differently, what is gone; and whether the gateway goes on with other routes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def difference(before: Plan, after: Plan, environments: Mapping[str, bool]) -> Difference:
    """What has to be done. `environments` says of a name whether its environment is another one now. Pure."""
    old = {process.name: process for process in before}
    new = {process.name: process for process in after}
    return Difference(
        added=tuple(name for name in new if name not in old),
        changed=tuple(
            name for name in new if name in old and (_other(old[name], new[name]) or environments.get(name, False))
        ),
        removed=tuple(name for name in old if name not in new),
    )


def _other(old: Process, new: Process) -> bool:
    """Whether it has to be started anew. nginx reads its routes again while it runs, if it listens where it did."""
    if old.kind is Kind.GATEWAY and new.kind is Kind.GATEWAY:
        return (old.port, old.env, old.command.arguments[:3], _binary(old), old.probe and old.probe.host) != (
            new.port,
            new.env,
            new.command.arguments[:3],
            _binary(new),
            new.probe and new.probe.host,
        )
    # How it is restarted, stopped and probed is the supervisor's affair alone.
    return (old.line, old.env_file) != (new.line, new.env_file)


def _binary(gateway: Process) -> str | None:
    words = gateway.command.arguments
    return words[words.index("--binary") + 1] if "--binary" in words else None


class Applying:
    """See `run`. What is new is ready before the gateway hears of it, and what is gone leaves after."""

    def __init__(self, supervisor: "Supervisor", until_ready: Callable[[list[Child]], Awaitable[None]]) -> None:
        self._supervisor = supervisor
        self._until_ready = until_ready

    async def run(self, plan: Plan, environments: Mapping[str, dict[str, str]], root: Path) -> list[str]:
        """Make the plan true; what was done, in words. DevstackError when something new does not get ready: the rest is done."""
        supervisor = self._supervisor
        known = {name: child.relay.env != environments.get(name) for name, child in supervisor.children.items()}
        wanted = difference(supervisor.plan, plan, known)
        before = dict(supervisor.children)
        done = [f"{name} started" for name in wanted.added] + [f"{name} restarted" for name in wanted.changed]
        supervisor.children = {process.name: self._kept(process, wanted, environments, root) for process in plan}
        leaving = [before[name] for name in wanted.removed]
        supervisor.children |= {child.name: child for child in leaving}
        supervisor.plan = plan
        supervisor.changed()
        failure: Exception | None = None
        try:
            await self._start([supervisor.children[name] for name in wanted.added])
            await self._replace([(before[name], supervisor.children[name]) for name in wanted.changed])
        except Exception as error:  # told when the rest is done: what runs must be what the rows say
            failure = error
        done += self._tell_gateway(wanted)
        await supervisor.stopper().in_order(leaving)
        for child in leaving:
            supervisor.forget(child.name)
            del supervisor.children[child.name]
            done.append(f"{child.name} stopped")
        supervisor.changed()
        if failure:
            raise failure
        return done

    def _kept(
        self, process: Process, wanted: Difference, environments: Mapping[str, dict[str, str]], root: Path
    ) -> Child:
        if process.name in wanted.added or process.name in wanted.changed:
            return self._supervisor.child(process, environments[process.name], root)
        child = self._supervisor.children[process.name]
        child.process = process
        child.relay.cmd = process.line
        child.relay.grace_s = process.grace_s
        return child

    async def _start(self, children: list[Child]) -> None:
        for child in children:
            self._supervisor.begin(child)
        await self._until_ready(children)

    async def _replace(self, pairs: list[tuple[Child, Child]]) -> None:
        """One after another, so that the other instances of a server answer meanwhile."""
        for old, new in pairs:
            await self._supervisor.stopper().end(old)
            new.restarts = old.restarts
            self._supervisor.begin(new)
            await self._until_ready([new])

    def _tell_gateway(self, wanted: Difference) -> list[str]:
        """nginx reads its configuration again, if it is another one: the text was tested and written before we were asked."""
        for child in self._supervisor.children.values():
            here = child.process.kind is Kind.GATEWAY and child.state in {RowState.READY, RowState.UNHEALTHY}
            anew = child.name in (*wanted.added, *wanted.changed)
            text = child.configuration()
            if here and not anew and text != child.loaded and child.run and child.run.identity:
                child.loaded = text
                child.run.identity.send_alone(signal.SIGHUP)
                return [f"{child.name} reloaded"]
        return []
