"""Stopping in order and within bounds: the gateway, the modules, core, what they need; who does not leave is killed."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from devstack.plan.model import StopOrder
from devstack.state import Identity
from devstack.state.identity import marked
from devstack.supervisor.child import Child

HEAD_START_S = 0.2
"""How long the gateway alone is closing before modules are asked: requests under way still find them."""
OVERTIME_S = 1.0
"""What a process may take beyond its own grace period before it is killed."""
KILLED_S = 1.0
"""After how long a process that was killed should be gone."""
LAST_MOMENT_S = 0.5
"""Of a bound on the whole, the part kept for killing and sweeping."""


@dataclass(eq=False)
class Stopper:
    """Ends processes. `hurry`, once set, turns every wait of this stop into a kill now."""

    say: Callable[[str], None]
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    deadline: float | None = None

    async def in_order(self, children: Iterable[Child]) -> None:
        """Stop them all; returns when they are reaped."""
        tiers: dict[StopOrder, list[Child]] = {order: [] for order in StopOrder}
        for child in children:
            tiers[child.process.stops].append(child)
        doors = [asyncio.ensure_future(self.end(child)) for child in tiers[StopOrder.GATEWAY]]
        if doors:
            await asyncio.wait(doors, timeout=HEAD_START_S)
        for order in (StopOrder.MODULES, StopOrder.CORE, StopOrder.LAST):
            await asyncio.gather(*(self.end(child) for child in tiers[order]))
        await asyncio.gather(*doors)

    async def end(self, child: Child) -> None:
        """Stop one process on purpose: its restart policy has no say in it."""
        child.wanted = False
        if child.running:
            await self.dismiss(child)
        elif child.task:
            child.task.cancel()
        if child.task:
            await asyncio.wait({child.task})

    async def dismiss(self, child: Child) -> None:
        """Ask its group to leave, kill it when its time is over, and wait until it is reaped."""
        run = child.run
        if run is None or run.gone.is_set():
            return
        number = signal.SIGQUIT if child.process.stops is StopOrder.GATEWAY else signal.SIGTERM
        if run.asked is None:
            self.say(f"{child.name} stopping ({number.name[3:]})")
            run.send(number)
        if await self._gone(child, self._patience(child.process.grace_s + OVERTIME_S)):
            return
        self.say(f"{child.name} did not leave in time: killed")
        run.send(signal.SIGKILL)
        if await run.gone_within(KILLED_S):
            return
        self.say(
            f"{child.name} (pid {child.pid}) cannot be killed, or its relay is suspended; it is left to the system"
        )
        if run.relay:
            run.relay.send_alone(signal.SIGKILL)
        await run.gone_within(KILLED_S)

    def _patience(self, wanted: float) -> float:
        if self.deadline is None:
            return wanted
        return max(0.0, min(wanted, self.deadline - LAST_MOMENT_S - time.monotonic()))

    async def _gone(self, child: Child, patience: float) -> bool:
        assert child.run is not None, "only a running child is dismissed"  # noqa: S101 - for the type checker
        waits = {asyncio.ensure_future(event.wait()) for event in (child.run.gone, self.hurry)}
        await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return child.run.gone.is_set()

    async def sweep(self, stack_id: str) -> list[int]:
        """Stop whatever carries this stack id and fled its group; returns the pids that outlived even that."""
        if not (escaped := list(marked(stack_id))):
            return []
        for number, patience in ((signal.SIGTERM, 0.5), (signal.SIGKILL, 1.0)):
            pids = ", ".join(str(one.pid) for one in escaped)
            self.say(f"left its process group: pid {pids}; stopping ({number.name[3:]})")
            escaped = await self._until_gone(escaped, number, patience)
            if not escaped and not (escaped := list(marked(stack_id))):
                return []
        return [one.pid for one in escaped if one.alive]

    async def _until_gone(self, those: list[Identity], number: signal.Signals, patience: float) -> list[Identity]:
        for one in those:
            one.send(number)
        until = time.monotonic() + self._patience(patience)
        while left := [one for one in those if one.alive]:
            if time.monotonic() >= until or self.hurry.is_set():
                break
            await asyncio.sleep(0.02)  # they are not our children: nobody tells us when they leave
        return left
