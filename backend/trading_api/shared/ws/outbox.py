"""What one connection still has to send. Bounded: a reader that does not keep up costs itself, never the others."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

LIMIT = 1000


class SlowConsumer(Exception):
    """The reader left more unread than may wait for it."""


class _Slot:
    """A place in the queue; a newer value of the same topic takes it over while it waits."""

    __slots__ = ("key", "text")

    def __init__(self, text: str, key: Hashable = None) -> None:
        self.text = text
        self.key = key


class Outbox:
    """A queue of frames. `put` keeps every frame; `put_latest` keeps the newest per key, in the older one's place."""

    def __init__(self, limit: int = LIMIT, overflowed: Callable[[], None] = lambda: None) -> None:
        self.limit = limit
        self.overflow = overflowed
        self._slots: deque[_Slot] = deque()
        self._waiting: dict[Hashable, _Slot] = {}
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()

    def __len__(self) -> int:
        return len(self._slots)

    def put(self, text: str) -> None:
        """Queue a frame that must arrive. Beyond the limit nothing is queued and the owner is told."""
        self._append(_Slot(text))

    def put_latest(self, key: Hashable, text: str) -> None:
        """Queue the newest value of `key`; one that still waits is replaced, so a slow reader skips, never goes back."""
        if waiting := self._waiting.get(key):
            waiting.text = text
            return
        slot = _Slot(text, key)
        self._waiting[key] = slot
        self._append(slot)

    def settle(self, key: Hashable) -> None:
        """What waits for `key` keeps its place and content; a later value gets a place of its own."""
        self._waiting.pop(key, None)

    async def room(self, *, within: float) -> None:
        """Return when less than half is in use, for callers that can wait; SlowConsumer after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._drained.wait()
        except TimeoutError:
            raise SlowConsumer(f"the reader took nothing for {within:g} s") from None

    async def pump(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send what is queued, in order, until cancelled. `send` may wait as long as the transport is full."""
        while True:
            await self._filled.wait()
            while self._slots:
                await send(self._take())
            self._filled.clear()

    def _append(self, slot: _Slot) -> None:
        if len(self._slots) >= self.limit:
            self.overflow()
            return
        self._slots.append(slot)
        self._filled.set()
        if len(self._slots) >= self.limit // 2:
            self._drained.clear()

    def _take(self) -> str:
        slot = self._slots.popleft()
        if slot.key is not None and self._waiting.get(slot.key) is slot:
            del self._waiting[slot.key]
        if len(self._slots) < self.limit // 2:
            self._drained.set()
        return slot.text
