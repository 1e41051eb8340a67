"""Keeping one process: start it, see it become ready, watch it, start it again by its policy or give it up."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from devstack import health
from devstack.plan.model import Kind
from devstack.state import RowState
from devstack.supervisor.child import Child, Run, in_words

ALIVE_S = 0.2
"""A process without a probe counts as ready after that."""
PROBE_EVERY_S = 2.0
MISSES = 2
"""So many probes in a row without an answer make a process unhealthy; one alone may be a reload."""
_POLL_S, _SLOW_POLL_S, _PATIENT_AFTER_S = 0.03, 0.2, 5.0
"""What starts is asked often at first, since all wait for the slowest; a refused connection costs next to nothing."""
_DELAYS_S = (0.5, 1.0, 2.0)


@dataclass(frozen=True)
class Keeper:
    """How processes are kept. The callables are the supervisor's: it starts, stops, publishes and decides."""

    spawn: Callable[[Child], Run]
    dismiss: Callable[[Child], Awaitable[None]]
    changed: Callable[[], None]
    say: Callable[[str], None]
    gave_up: Callable[[Child, str], None]
    opened: Callable[[], bool]
    """Whether every row has been ready once; until then nothing is started a second time."""

    async def keep(self, child: Child) -> None:
        """Returns when the process has ended for good: stopped on purpose, finished, or given up."""
        try:
            while child.wanted:
                run = self.spawn(child)
                trouble = await self._begin(child, run)
                if trouble is None:
                    await self._watch(child, run)
                elif child.wanted and not run.gone.is_set():
                    await self.dismiss(child)
                await run.gone.wait()
                if not child.wanted or not await self._again(child, run, trouble):
                    break
        finally:
            if not child.wanted:
                self._set(child, RowState.STOPPED, "unknown")

    async def _begin(self, child: Child, run: Run) -> str | None:
        """Wait until it is ready; otherwise says what was wrong. An exit is told by `run` itself."""
        self._set(child, RowState.STARTING, "unknown")
        process = child.process
        if process.once:
            return None if await run.gone_within(process.start_s) else f"did not finish within {process.start_s:g} s"
        words = await self._answers(child, run) if process.probe else await self._stays(run)
        if words is None:
            self._set(child, RowState.READY, "ok" if process.probe else "unknown")
        return words

    async def _stays(self, run: Run) -> str | None:
        return "left at once" if await run.gone_within(ALIVE_S) else None

    async def _answers(self, child: Child, run: Run) -> str | None:
        assert child.process.probe is not None, "asked only with a probe"  # noqa: S101 - for the type checker
        words = "never answered"
        until = run.started + child.process.start_s
        while not await run.gone_within(_pause_before_asking(run)):
            left = until - time.monotonic()
            if left <= 0:
                return f"was not ready within {child.process.start_s:g} s: {words}"
            answer = await health.ask(child.process.probe, instance=instance(child), within=min(2.0, max(0.1, left)))
            if _well(child, answer) and not run.gone.is_set():
                return None
            words = answer.words
        return words

    async def _watch(self, child: Child, run: Run) -> None:
        """See it run to its end, asking from time to time whether it still answers."""
        misses = 0
        while not await run.gone_within(PROBE_EVERY_S if not misses else PROBE_EVERY_S / 4):
            if child.process.probe is None or not child.wanted:
                await run.gone.wait()
                return
            answer = await health.ask(child.process.probe, instance=instance(child))
            misses = 0 if _well(child, answer) else misses + 1
            if child.wanted and not run.gone.is_set():
                self._judge(child, misses, answer.words)

    def _judge(self, child: Child, misses: int, words: str) -> None:
        if misses == MISSES:
            child.last_error = words
            self.say(f"{child.name} is unhealthy: {words}")
            self._set(child, RowState.UNHEALTHY, "failing")
        elif not misses and child.state is RowState.UNHEALTHY:
            self.say(f"{child.name} answers again")
            self._set(child, RowState.READY, "ok")

    async def _again(self, child: Child, run: Run, trouble: str | None) -> bool:
        """Whether to start it once more, after the delay its policy asks for."""
        done = run.returncode == 0
        if child.process.once and done:
            child.finished = True
            self._set(child, RowState.READY, "ok")
            return False
        reason = _reason(child, run, trouble)
        child.last_error = reason
        if not self.opened():
            self._give_up(child, reason)
            return False
        policy = child.process.restart
        if policy.policy == "on-failure" and done and trouble is None:
            self.say(
                f"{child.name} ended by itself (exit 0) and is not started again; its restart policy is on-failure"
            )
            self._set(child, RowState.STOPPED, "unknown")
            return False
        recent = [moment for moment in child.restarted if moment > time.monotonic() - policy.within_s]
        if policy.policy == "never" or len(recent) >= policy.max:
            many = "" if policy.policy == "never" else f", after {len(recent)} restarts within {policy.within_s:g} s"
            self._give_up(child, reason + many)
            return False
        await self._pause(child, reason, _DELAYS_S[min(len(recent), len(_DELAYS_S) - 1)])
        child.restarted = [*recent, time.monotonic()]
        child.restarts += 1
        return child.wanted

    async def _pause(self, child: Child, reason: str, seconds: float) -> None:
        self.say(f"{child.name} {reason}; starting it again in {seconds:g} s")
        self._set(child, RowState.RESTARTING, "failing")
        await asyncio.sleep(seconds)

    def _give_up(self, child: Child, reason: str) -> None:
        self._set(child, RowState.FAILED, "failing")
        self.gave_up(child, reason)

    def _set(self, child: Child, state: RowState, condition: str) -> None:
        child.state = state
        child.health = condition
        self.changed()


def _pause_before_asking(run: Run) -> float:
    return _POLL_S if time.monotonic() - run.started < _PATIENT_AFTER_S else _SLOW_POLL_S


def _well(child: Child, answer: health.Answer) -> bool:
    """A gateway that answers 502 is well itself: it opens when those behind it answer, and their rows say what is wrong later.

    Under --only the server that is asked through it may be left out on purpose.
    """
    return answer.ok or (child.process.kind is Kind.GATEWAY and answer.spoke)


def instance(child: Child) -> str | None:
    """The name its answers must carry: uvicorn is told to send it, other programs are not."""
    return child.name if child.process.kind is Kind.SERVER else None


def _reason(child: Child, run: Run, trouble: str | None) -> str:
    """Why it is not running, in words that fit after its name. Our own dismissal is not the reason, the trouble is."""
    if trouble and run.asked is not None:
        return trouble
    words = in_words(run.returncode, run.error)
    if run.returncode == 0 and child.state is RowState.STARTING:
        return f"{words} before it was ready (if it is meant to end, give it `once: true`)"
    return words
