"""Follows streams of the event log: each entry once, in order, whoever wrote it, and no later for want of a message.

The bus wakes a follower at once; because the bus may lose, the log is asked once a second as well.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from trading_api.shared.bus.interface import Bus, word
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.store.sync import events
from trading_api.shared.store.sync.events import Event, Stream

POLL_S = 1.0
"""How late an entry may come when the bus has lost its message."""
BATCH = 500

Tell = Callable[[Event], None]

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Tail:
    """One stream being followed. The lock keeps whoever brings entries at the same time from telling them out of order."""

    stream: Stream
    tell: Tell
    seq: int
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    behind: bool = True
    closed: bool = False


class Follower:
    """Follows any number of streams of one store; quiet ones cost nothing. Open it after the store and the bus, close it before.

    Writers call `committed` after their transaction: their own process then hears without a question to the store.
    """

    def __init__(self, store: Store, bus: Bus) -> None:
        self._store, self._bus = store, bus
        self._tails: dict[Stream, set[Tail]] = {}
        self._topics = lru_cache(maxsize=4096)(self._topic)  # each change of an account asks for the same few
        self._position = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = asyncio.Event()

    async def open(self) -> None:
        """Note where the log ends, and listen from there on; StoreUnavailable."""
        self._closing = asyncio.Event()
        self._position = await self._store.query(events.end)
        listening = asyncio.Event()
        self._tasks = [asyncio.create_task(self._listen(listening)), asyncio.create_task(self._poll())]
        await listening.wait()

    async def close(self) -> None:
        """Tell nothing more. A question to the store that is under way is waited for: cancelled, it dies slowly."""
        self._closing.set()
        for tails in self._tails.values():
            for tail in tails:
                tail.closed = True
        if self._tasks:
            listening, polling = self._tasks
            listening.cancel()
            await asyncio.gather(listening, polling, return_exceptions=True)
            self._tasks = []

    async def follow(self, stream: Stream, tell: Tell, seq: int | None = None) -> Tail:
        """Tell the entries after number `seq`, by default those after the present end. `tell` must not wait; StoreUnavailable."""
        if seq is None:
            seq = await self._store.query(lambda connection: events.head(connection, stream))
        tail = Tail(stream, tell, seq)
        self._tails.setdefault(stream, set()).add(tail)
        await self._caught_up([tail])  # what was written since the look at the end
        return tail

    def leave(self, tail: Tail) -> None:
        """Follow it no more; nothing is told from now on."""
        tail.closed = True
        tails = self._tails.get(tail.stream, set())
        tails.discard(tail)
        if not tails:
            self._tails.pop(tail.stream, None)

    async def committed(self, stream: Stream, entries: Sequence[Event]) -> None:
        """Tell everybody of entries whose transaction is committed: those here before it returns, other processes by the bus.

        Never raises: the change is made, and who hears late hears by the poll.
        """
        self._bus.publish(self._topics(stream), json.dumps([stream.account, stream.topic]).encode())
        for tail in list(self._tails.get(stream, ())):
            async with tail.lock:
                known = [entry for entry in entries if entry.seq > tail.seq]
                if not known or known[0].seq == tail.seq + 1:
                    _tell(tail, known)
                    continue
            await self._caught_up([tail])

    async def catch_up(self, stream: Stream) -> None:
        """Tell what the log holds beyond what was told; StoreUnavailable."""
        for tail in list(self._tails.get(stream, ())):
            await self._read(tail)

    def _topic(self, stream: Stream) -> str:
        """The epoch is in it: two stores may share a bus."""
        return f"log.{self._store.epoch}.{word(stream.topic)}.{word(stream.account)}"

    async def _listen(self, listening: asyncio.Event) -> None:
        async with self._bus.subscribe(f"log.{self._store.epoch}.>") as messages:
            listening.set()
            async for message in messages:
                with suppress(ValueError, TypeError):  # not ours; the bus is open to others
                    await self._caught_up(list(self._tails.get(Stream(*json.loads(message.data)), ())))

    async def _poll(self) -> None:
        while not await _set(self._closing, within=POLL_S):
            await self._noted(self._look(), "the log cannot be asked now")
            behind = [tail for tails in self._tails.values() for tail in tails if tail.behind]
            await self._caught_up(behind)

    async def _look(self) -> None:
        """One question for all streams; asked again while there is more than one answer holds."""
        grown = True
        while grown:
            position = self._position
            self._position, streams = await self._store.query(partial(events.news, position=position))
            for tail in (tail for stream in streams for tail in self._tails.get(stream, ())):
                tail.behind = True
            grown = self._position > position

    async def _caught_up(self, tails: Sequence[Tail]) -> None:
        """One stream's trouble must not silence the others; it stays behind until the next poll."""
        for tail in tails:
            tail.behind = True
            await self._noted(self._read(tail), f"{tail.stream.topic} of {tail.stream.account} cannot be followed now")

    async def _read(self, tail: Tail) -> None:
        async with tail.lock:
            while not tail.closed:
                found = await self._store.query(partial(events.after, stream=tail.stream, seq=tail.seq, most=BATCH))
                _tell(tail, found)
                if len(found) < BATCH:
                    tail.behind = False
                    return

    async def _noted(self, work: Coroutine[Any, Any, None], what: str) -> None:
        try:
            await work
        except StoreUnavailable as error:
            log.warning("%s: %s", what, error)
        except Exception:  # a follower that died would leave its readers waiting without a word
            log.exception(what)


def _tell(tail: Tail, entries: Sequence[Event]) -> None:
    for entry in entries:
        if tail.closed:
            return
        tail.seq = entry.seq
        tail.tell(entry)


async def _set(event: asyncio.Event, *, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await event.wait()
    except TimeoutError:
        return False
