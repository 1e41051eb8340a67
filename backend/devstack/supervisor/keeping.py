"""Keeping one process: start it, see it become ready, watch it, start it again by its policy or give it up."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from devstack import health
from devstack.plan.model import Kind
from devstack.state import RowState
from devstack.state.notes import Note
from devstack.supervisor.child import Child, Run, in_words
from devstack.supervisor.family import Family, debugged, family
from devstack.supervisor.silence import MISSES, Silence

ALIVE_S = 0.5
"""A process without a probe counts as ready after that; what cannot start has mostly left by then, on a busy machine too."""
PROBE_EVERY_S = 1.0
PROBE_WITHIN_S = 1.5
"""How long one answer may take; after a miss the next is asked for sooner."""
LATE_S = 1.0
"""A probe that took so much longer than it can was ours to lose: we were stopped, or the machine slept."""
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
    note: Callable[[Child], Note | None]
    """What a server that reloads says of its code."""
    opened: Callable[[], bool]
    """Whether every row has been ready once; until then nothing is started a second time."""

    async def keep(self, child: Child) -> None:
        """Returns when the process has ended for good: stopped on purpose, finished, or given up."""
        try:
            while child.wanted:
                run = self.spawn(child)
                trouble = await self._begin(child, run)
                hopes = trouble is not None and self._may_mend_itself(child, run, trouble)
                if trouble is None or hopes:
                    trouble = await self._watch(child, run, hopes)
                if trouble and child.wanted and not run.gone.is_set():
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
            return None if await _finishes(run, process.start_s) else f"did not finish within {process.start_s:g} s"
        words = await self._answers(child, run) if process.probe else await self._stays(run)
        if words is None:
            self._set(child, RowState.READY, "ok" if process.probe else "unknown")
        return words

    async def _stays(self, run: Run) -> str | None:
        return "left at once" if await run.gone_within(ALIVE_S) else None

    async def _answers(self, child: Child, run: Run) -> str | None:
        assert child.process.probe is not None, "asked only with a probe"  # noqa: S101 - for the type checker
        words, spent = "never answered", 0.0
        while spent < child.process.start_s:
            began, pause = time.monotonic(), _POLL_S if spent < _PATIENT_AFTER_S else _SLOW_POLL_S
            if await run.gone_within(pause):
                return words
            within = min(2.0, max(0.1, child.process.start_s - spent))
            answer = await health.ask(child.process.probe, instance=instance(child), within=within)
            if _well(child, answer) and not run.gone.is_set():
                return None
            if note := self.note(child):
                return f"does not load: {note.error}"
            words = answer.words
            spent += min(time.monotonic() - began, pause + within + LATE_S)
        return f"was not ready within {child.process.start_s:g} s: {words}"

    def _may_mend_itself(self, child: Child, run: Run, trouble: str) -> bool:
        """Code that does not load is mended by an edit, which a server that watches its files sees: it is left alone."""
        if not self.opened() or not child.process.reloads or run.gone.is_set() or not child.wanted:
            return False
        child.last_error = trouble
        self.say(f"{child.name} {trouble}; it is left running because it reloads by itself")
        self._set(child, RowState.UNHEALTHY, "failing")
        return True

    async def _watch(self, child: Child, run: Run, hopes: bool) -> str | None:
        """See it run, asking from time to time whether it still answers. None when it has left, else why it must go.

        With `hopes` it has yet to answer for the first time, and is waited for without end.
        """
        probe = child.process.probe
        if probe is None:
            await run.gone.wait()
            return None
        silence = Silence(child.process.start_s, _family(run))
        while True:
            began, pause = time.monotonic(), PROBE_EVERY_S / 4 if silence.failures else PROBE_EVERY_S
            if await run.gone_within(pause) or not child.wanted:
                await run.gone.wait()
                return None
            answer = await health.ask(probe, instance=instance(child), within=PROBE_WITHIN_S)
            if time.monotonic() - began > pause + PROBE_WITHIN_S + LATE_S:
                silence.answered(_family(run))
                continue
            hopes = hopes and not _well(child, answer)
            self._judge(child, run, silence, answer)
            self.heed(child)
            if not hopes and (trouble := self._over(child, run, silence)):
                return trouble

    def _judge(self, child: Child, run: Run, silence: Silence, answer: health.Answer) -> None:
        if not child.wanted or run.gone.is_set():
            return
        well = _well(child, answer)
        if answer.spoke:
            silence.answered(_family(run), well)
        else:
            silence.missed(time.monotonic(), answer.words)
        if well and child.state is RowState.UNHEALTHY:
            self.say(f"{child.name} answers again")
            self._set(child, RowState.READY, "ok")
        elif not well and child.state in {RowState.READY, RowState.STALE} and silence.failures >= MISSES:
            child.last_error = answer.words
            self.say(f"{child.name} is unhealthy: {answer.words}")
            self._set(child, RowState.UNHEALTHY, "failing")

    def heed(self, child: Child) -> None:
        """Tell `status` what it says of its code: that the last edit does not load, or that it does again."""
        note = self.note(child) if child.process.reloads else None
        if note and note.serves and child.state is RowState.READY:
            child.last_error = note.error
            self.say(f"{child.name} is stale: its last edit does not load, the code before it serves: {note.error}")
            self._set(child, RowState.STALE, "ok")
        elif note is None and child.state is RowState.STALE:
            child.last_error = None
            self.say(f"{child.name} serves its last edit")
            self._set(child, RowState.READY, "ok")

    def _over(self, child: Child, run: Run, silence: Silence) -> str | None:
        """Why it must be started anew, if its silence says so, its policy allows it and nobody debugs it."""
        policy = child.process.restart
        spent = child.process.reloads and len(_recent(child)) >= policy.max
        if not silence.misses or policy.policy == "never" or spent or not child.wanted or run.gone.is_set():
            return None
        those = _family(run)
        trouble = silence.verdict(time.monotonic(), those)
        return None if trouble is None or debugged(those) else trouble

    async def _again(self, child: Child, run: Run, trouble: str | None) -> bool:
        """Whether to start it once more, after the delay its policy asks for."""
        done = run.returncode == 0
        if child.process.ends and done:
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
        recent = _recent(child)
        if policy.policy == "never" or len(recent) >= policy.max:
            many = f", after {len(recent)} restarts within {policy.within_s:g} s" if recent else ""
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
        child.last_error = reason
        self._set(child, RowState.FAILED, "failing")
        self.gave_up(child, reason)

    def _set(self, child: Child, state: RowState, condition: str) -> None:
        child.state = state
        child.health = condition
        self.changed()


def _recent(child: Child) -> list[float]:
    """When it was started again, as far back as its policy counts."""
    return [moment for moment in child.restarted if moment > time.monotonic() - child.process.restart.within_s]


def _family(run: Run) -> Family:
    return family(run.identity.pid) if run.identity else Family()


async def _finishes(run: Run, seconds: float) -> bool:
    """Whether it ends within so many seconds of our own time: those in which we were stopped ourselves do not count."""
    spent = 0.0
    while spent < seconds:
        began, slice_s = time.monotonic(), min(LATE_S, seconds - spent)
        if await run.gone_within(slice_s):
            return True
        spent += min(time.monotonic() - began, slice_s + LATE_S)
    return False


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
    words = in_words(run)
    if run.returncode == 0 and child.state is RowState.STARTING:
        return f"{words} before it was ready (if it is meant to end, give it `once: true`)"
    return words
