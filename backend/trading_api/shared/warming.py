"""Work that makes first answers fast, done beside a server that answers already."""

import asyncio
import gc
from collections.abc import Callable

AFTER_S = 2.0
"""A start, and an instance that takes over from the one before it, are not slowed down by what only later requests need.

After an edit all instances load at once, and contracts are made anew: they have the first word.
"""


class Warming:
    """Does some work once on a thread: a moment after `begin`, or as soon as somebody waits for it."""

    def __init__(self, work: Callable[[], object], after_s: float = AFTER_S) -> None:
        self._work = work
        self._after_s = after_s
        self._urgent = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Let it come; needs a running loop."""
        self._urgent, self._ending = asyncio.Event(), False
        self._task = asyncio.create_task(self._run(), name="warming")

    async def done(self) -> None:
        """Return when the work is done, or was never begun. What it raised is met again, and better told, by who needs it."""
        self._urgent.set()
        if self._task is not None and not self._task.done():  # nearly always it is, and each request asks
            await asyncio.wait([self._task])

    async def end(self) -> None:
        """Return when nothing of it runs any more."""
        self._ending = True
        await self.done()
        if self._task is not None and not self._task.cancelled():
            self._task.exception()  # taken note of: asyncio would report it as forgotten

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(self._after_s):
                await self._urgent.wait()
        except TimeoutError:
            pass
        if not self._ending:
            await asyncio.to_thread(self._work)
            gc.freeze()  # this stays; to look through it for garbage would stop all answers for 80 ms, again and again
