"""What others may ask of a running supervisor over its control socket."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devstack.control import Progress
from devstack.errors import DevstackError, InputError
from devstack.plan import Kind, Plan, wire
from devstack.state import RowState
from devstack.supervisor.applying import Applying
from devstack.supervisor.child import Child
from devstack.supervisor.engines import Engines
from devstack.supervisor.environment import environments
from devstack.supervisor.memory import resident

if TYPE_CHECKING:
    from devstack.supervisor.manager import Supervisor

DOWN_S = 8.0


class Commands:
    """The verbs. One that changes processes waits for the one before; `status` and `down` never wait."""

    def __init__(self, supervisor: "Supervisor") -> None:
        self._supervisor = supervisor
        self._turn = asyncio.Lock()
        self.leases = {"engines": Engines(supervisor, self._turn).session, "keep": self.keep}

    async def handle(self, verb: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Do what a client asks; DevstackError in words when that is impossible."""
        verbs: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
            "status": self.status,
            "recipe": self.recipe,
            "down": self.down,
            "restart": self.restart,
            "apply": self.apply,
            "stop": self.stop,
            "start": self.start,
        }
        if verb not in verbs:
            raise InputError(f"the supervisor knows no `{verb}`; it knows {', '.join(verbs)}")
        try:
            inspect.signature(verbs[verb]).bind(**arguments)
        except TypeError as error:
            raise InputError(f"{verb}: {error}") from None
        self._supervisor.said.append(progress)
        try:
            return await verbs[verb](**arguments)
        finally:
            self._supervisor.said.remove(progress)

    async def status(self) -> dict[str, Any]:
        """The snapshot as plain values, memory measured now."""
        children = self._supervisor.children.values()
        for child in children:
            self._supervisor.keeper.heed(child)
        memory = resident([child.pid for child in children if child.pid])
        return self._supervisor.snapshot(memory).as_json()

    async def recipe(self) -> dict[str, Any]:
        """How the running plan was made, and which ports are its own: what it takes to make the next one."""
        ports = {name: port for port, name in self._supervisor.plan.ports.items()}
        return {"recipe": dict(self._supervisor.recipe), "ports": ports}

    async def keep(self, arguments: dict[str, Any], progress: Progress, gone: asyncio.Event) -> dict[str, Any]:
        """Let the stack live as long as the client holds its line, which a process that dies lets go as well."""
        supervisor = self._supervisor
        ends = [asyncio.create_task(event.wait()) for event in (gone, supervisor.ending)]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()
        supervisor.end(0, "what it was started for is over", within=DOWN_S)
        await supervisor.ended.wait()
        return {}

    async def down(self, timeout: float = DOWN_S) -> dict[str, Any]:  # noqa: ASYNC109 - the word of the verb's option
        """Stop everything in order within `timeout` seconds; answers when it is done."""
        if not isinstance(timeout, int | float):
            raise InputError("timeout is a number of seconds")
        pids = {child.name: child.pid for child in self._supervisor.children.values() if child.running}
        self._supervisor.end(0, "stopped by `invoke down`", within=timeout)
        await self._supervisor.ended.wait()
        return {"stopped": list(pids)}

    async def stop(self, names: list[str]) -> dict[str, Any]:
        """Stop processes by name and leave them stopped."""
        async with self._turn:
            self._supervisor.refuse_while_stopping()
            children = self._chosen(names)
            await self._supervisor.stopper().in_order(children)
            for child in children:
                child.state, child.health, child.finished = RowState.STOPPED, "unknown", False
            self._supervisor.changed()
            return _said(children)

    async def start(self, names: list[str]) -> dict[str, Any]:
        """Start those that are not running; answers when they are ready, fails when one is not."""
        async with self._turn:
            self._supervisor.refuse_while_stopping()
            children = [child for child in self._chosen(names) if not child.running]
            for child in children:
                await self._supervisor.stopper().end(child)  # its keeper may be waiting to start it by itself
                self._supervisor.begin(child)
            await self._until_ready(children)
            return _said(children)

    async def restart(self, names: list[str] | None = None, plan: dict[str, Any] | None = None) -> dict[str, Any]:
        """The named, one instance after another; or the whole stack by a plan that somebody has worked out and rendered."""
        if (names is None) == (plan is None):
            raise InputError("restart takes names or a plan; `invoke restart` makes one")
        async with self._turn:
            self._supervisor.refuse_while_stopping()
            if plan is not None:
                return await self._restart_all(wire.decode(plan))
            assert names is not None, "one of the two"  # noqa: S101 - for the type checker
            children = self._chosen(names)
            for child in children:
                await self._supervisor.stopper().end(child)
                self._supervisor.begin(child)
                await self._until_ready([child])
            return _said(children)

    async def apply(self, plan: dict[str, Any]) -> dict[str, Any]:
        """Make a plan true, touching only what is different; what was done, in words."""
        async with self._turn:
            self._supervisor.refuse_while_stopping()
            wanted, supervisor = self._with_engines(wire.decode(plan)), self._supervisor
            prepared = environments(wanted, supervisor.root, supervisor.stack_id)
            done = await Applying(supervisor, self._until_ready).run(wanted, prepared, supervisor.root)
            for words in done:
                supervisor.say(f"applied: {words}")
            return {"done": done}

    def _with_engines(self, plan: Plan) -> Plan:
        """No deployment file plans the engines of a session that is under way; they stay."""
        engines = tuple(process for process in self._supervisor.plan if process.kind is Kind.ENGINE)
        return replace(plan, processes=(*plan.processes, *engines))

    async def _restart_all(self, plan: Plan) -> dict[str, Any]:
        supervisor = self._supervisor
        if self._with_engines(plan) != plan:
            raise DevstackError("a session is under way; end it before the whole stack is restarted")
        prepared = environments(plan, supervisor.root, supervisor.stack_id)  # raises while everything still runs
        supervisor.restarting = True
        try:
            await supervisor.stopper().in_order(supervisor.children.values())
            supervisor.refuse_while_stopping()
            supervisor.adopt(plan, prepared, supervisor.root)
            supervisor.plan = plan
            children = list(supervisor.children.values())
            for child in children:
                if child.process.kind is not Kind.CODEGEN:
                    supervisor.begin(child)
            await self._until_ready([child for child in children if child.process.kind is not Kind.CODEGEN])
            supervisor.begin_followers()
            return _said(children)
        finally:
            supervisor.restarting = False
            supervisor.changed()

    async def _until_ready(self, children: list[Child]) -> None:
        """Wait until each is ready or has been given up; the deadline is theirs (start_s and restart policy)."""
        waits = [asyncio.create_task(self._supervisor.ending.wait()), asyncio.create_task(_settled(children))]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._supervisor.refuse_while_stopping()
        if failed := [child for child in children if child.state is not RowState.READY]:
            raise DevstackError("\n".join(self._supervisor.obituary(child) for child in failed))

    def _chosen(self, names: list[str]) -> list[Child]:
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise InputError("names is a list of process or server names")
        chosen = self._supervisor.plan.select(tuple(names))
        return [self._supervisor.children[process.name] for process in chosen]


async def _settled(children: list[Child]) -> bool:
    for child in children:
        await child.settled.wait()
    return True


def _said(children: list[Child]) -> dict[str, Any]:
    return {"processes": {child.name: {"pid": child.pid, "state": child.state.value} for child in children}}
