"""What one connection still has to send. Bounded: a reader that does not keep up costs itself, never the others."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

from trading_api.shared.ws.wire import Frame

LIMIT = 1000
STALLED_S = 15.0
"""How long a transport may take nothing: as long as uvicorn waits for a pong."""

Send = Callable[[Frame], Awaitable[None]]
Direct = Callable[[Frame], bool]
"""Send without waiting; False when that cannot be, and then nothing was sent."""


class SlowConsumer(Exception):
    """The reader left more unread than may wait for it, or took nothing for too long."""


class _Slot:
    """A place in the queue; a newer value of the same topic takes it over while it waits."""

    __slots__ = ("frame", "key")

    def __init__(self, frame: Frame, key: Hashable = None) -> None:
        self.frame = frame
        self.key = key


class Outbox:
    """Frames on their way to one client. `put` keeps each; `put_latest` keeps the newest per key, in the older one's place.

    A frame goes straight out while `direct` takes it: no queue, no other task, no timer. The first that it does not take, and all
    that come until that one and its followers have left, are sent by `pump`, which waits for the transport.
    """

    def __init__(
        self,
        limit: int = LIMIT,
        overflowed: Callable[[], None] = lambda: None,
        direct: Direct = lambda frame: False,
        stalled_s: float = STALLED_S,
    ) -> None:
        self.limit = limit
        self.overflow = overflowed
        self._direct = direct
        self._stalled_s = stalled_s
        self._slots: deque[_Slot] = deque()
        self._waiting: dict[Hashable, _Slot] = {}
        self._busy = False
        self._wanted = asyncio.Event()
        self._taken = asyncio.Event()

    def __len__(self) -> int:
        """Frames that wait for their turn."""
        return len(self._slots)

    @property
    def behind(self) -> bool:
        """Whether the reader has left so much unread that the transport is full."""
        return self._busy

    def put(self, frame: Frame) -> None:
        """Send a frame that must arrive. Beyond the limit nothing is queued and the owner is told."""
        if self._busy or not self._direct(frame):
            self._append(_Slot(frame))

    def put_latest(self, key: Hashable, frame: Frame) -> None:
        """Send the newest value of `key`; one that still waits is replaced, so a slow reader skips, never goes back."""
        if not self._busy and self._direct(frame):
            return
        if waiting := self._waiting.get(key):
            waiting.frame = frame
            return
        slot = self._waiting[key] = _Slot(frame, key)
        self._append(slot)

    def settle(self, key: Hashable) -> None:
        """What waits for `key` keeps its place and content; a later value gets a place of its own."""
        self._waiting.pop(key, None)

    async def room(self) -> None:
        """Return when less than half is in use, for callers that can wait. The pump's deadline holds for them too."""
        while len(self._slots) >= self.limit // 2:
            self._taken.clear()
            await self._taken.wait()

    async def pump(self, send: Send) -> None:
        """Send what had to wait, in order, until cancelled. SlowConsumer when `send` takes longer than the stalled time."""
        while True:
            await self._wanted.wait()
            while self._slots:
                await self._within(send(self._take()))
            self._busy = False
            self._wanted.clear()

    async def _within(self, sending: Awaitable[None]) -> None:
        """A full transport is waited for; one that takes nothing at all belongs to a peer that is gone or stopped."""
        try:
            async with asyncio.timeout(self._stalled_s):
                await sending
        except TimeoutError:
            raise SlowConsumer(f"the reader took nothing for {self._stalled_s:g} s") from None

    def _append(self, slot: _Slot) -> None:
        if len(self._slots) >= self.limit:
            self.overflow()
            return
        self._slots.append(slot)
        self._busy = True
        self._wanted.set()

    def _take(self) -> Frame:
        slot = self._slots.popleft()
        if slot.key is not None and self._waiting.get(slot.key) is slot:
            del self._waiting[slot.key]
        self._taken.set()
        return slot.frame
