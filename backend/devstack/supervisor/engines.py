"""The engines of a session as processes of a running stack: there as long as the session holds its line, gone when it lets go."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from devstack.control import Progress
from devstack.errors import DevstackError, InputError
from devstack.plan import wire
from devstack.plan.model import Kind, Process
from devstack.supervisor.child import Child
from devstack.supervisor.environment import environments

if TYPE_CHECKING:
    from devstack.supervisor.manager import Supervisor


class Engines:
    """`turn` is the lock of those who change what runs."""

    def __init__(self, supervisor: "Supervisor", turn: asyncio.Lock) -> None:
        self._supervisor = supervisor
        self._turn = turn

    async def session(self, arguments: dict[str, Any], progress: Progress, gone: asyncio.Event) -> dict[str, Any]:
        """Start engines, tell of each start and end, stop and forget them when the client lets go; how each ended.

        The arguments are `{"processes": [...]}` as plan/wire.py writes them; progress is a JSON object a line.
        """
        wanted = wire.decode_processes(arguments.get("processes"))
        async with self._turn:
            children = self._added(wanted)
        followers = [asyncio.create_task(self._follow(child, progress)) for child in children]
        try:
            await self._until_over(followers, gone)
        finally:
            async with self._turn:
                await self._removed(children)
            await asyncio.gather(*followers)
        return {"codes": {child.name: _code(child) for child in children}}

    def _added(self, wanted: Sequence[Process]) -> list[Child]:
        supervisor = self._supervisor
        supervisor.refuse_while_stopping()
        if not supervisor.opened:
            raise DevstackError("the stack is still starting; begin the session when it is ready: invoke status")
        if strange := [process.name for process in wanted if process.kind is not Kind.ENGINE]:
            raise InputError(f"{', '.join(strange)}: only engines belong to a session")
        if taken := [process.name for process in wanted if process.name in supervisor.children]:
            raise DevstackError(f"{', '.join(taken)} runs already: another session has not ended")
        prepared = environments(wanted, supervisor.root, supervisor.stack_id)
        children = [supervisor.child(process, prepared[process.name], supervisor.root) for process in wanted]
        supervisor.children |= {child.name: child for child in children}
        supervisor.plan = replace(supervisor.plan, processes=(*supervisor.plan.processes, *wanted))
        for child in children:
            supervisor.begin(child)
        return children

    async def _until_over(self, followers: Sequence["asyncio.Task[None]"], gone: asyncio.Event) -> None:
        """Until all have ended for good, the client has let go, or the stack stops."""
        ends = [asyncio.create_task(event.wait()) for event in (gone, self._supervisor.ending)]
        over: asyncio.Future[Any] = asyncio.ensure_future(asyncio.gather(*followers))
        waits: set[asyncio.Future[Any]] = {over, *ends}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    async def _removed(self, children: Sequence[Child]) -> None:
        supervisor = self._supervisor
        await supervisor.stopper().in_order(children)
        names = {child.name for child in children}
        for name in names & supervisor.children.keys():
            supervisor.forget(name)
            del supervisor.children[name]
        rest = tuple(process for process in supervisor.plan if process.name not in names)
        supervisor.plan = replace(supervisor.plan, processes=rest)
        supervisor.changed()

    async def _follow(self, child: Child, progress: Progress) -> None:
        """Tell of every start and of the last end."""
        told: int | None = None
        keeping = child.task
        assert keeping is not None, "it was begun"  # noqa: S101 - for the type checker
        while not keeping.done():
            await _either(keeping, child.settled)
            if child.pid not in {told, None}:
                told = child.pid
                progress(json.dumps({"engine": child.name, "pid": told, "restarts": child.restarts}))
            if child.run is not None:
                await _either(keeping, child.run.gone)
        progress(json.dumps({"engine": child.name, "code": _code(child), "restarts": child.restarts}))


async def _either(keeping: "asyncio.Task[None]", event: asyncio.Event) -> None:
    wait = asyncio.create_task(event.wait())
    await asyncio.wait({keeping, wait}, return_when=asyncio.FIRST_COMPLETED)
    wait.cancel()


def _code(child: Child) -> int | None:
    """How it ended: an exit code, a signal's number below 0, None where nobody can tell."""
    return None if child.run is None else child.run.returncode
