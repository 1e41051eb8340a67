"""What a bus does. A publisher never waits and never fails; a subscriber that is slow loses its oldest messages, counted."""

import asyncio
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from trading_api.settings import SettingsError

MOST_WAITING = 1024
"""Messages a subscription keeps for a reader that is busy."""
MOST_BYTES = 1_000_000
"""Of one message's data; NATS takes no more by default."""
TOPIC = re.compile(r"[A-Za-z0-9=_-]+(\.[A-Za-z0-9=_-]+)*")
PATTERN = re.compile(r"([A-Za-z0-9=_-]+|\*)(\.([A-Za-z0-9=_-]+|\*))*(\.>)?|>")


class BusUrlError(SettingsError):
    """BUS_URL names no bus this application can use."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody published, here or elsewhere."""

    topic: str
    data: bytes


class Subscription:
    """The messages that match a pattern, in each publisher's order: `async for message in subscription`."""

    def __init__(self, pattern: str) -> None:
        if not PATTERN.fullmatch(pattern):
            raise ValueError(
                f"{pattern!r} is no pattern: words with dots between, * for one word, > at the end for the rest"
            )
        self.pattern = pattern
        self.dropped = 0
        self._matches = _expression(pattern)
        self._waiting: deque[Message] = deque()
        self._news = asyncio.Event()

    def offer(self, message: Message) -> None:
        """Take it if it matches; in place of the oldest one when too many wait."""
        if not self._matches.fullmatch(message.topic):
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append(message)
        self._news.set()

    def __aiter__(self) -> AsyncIterator[Message]:
        return self

    async def __anext__(self) -> Message:
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()


class Bus(ABC):
    """Open it before use, and close it after everything that publishes. Everybody hears everybody, itself included."""

    def __init__(self) -> None:
        self.dropped = 0
        """Messages that somebody was not sent because it was slow, away or not yet there."""
        self._subscriptions: list[Subscription] = []

    @abstractmethod
    async def open(self) -> None:
        """Take part. A bus that cannot be reached now is tried again behind the scenes: losing is allowed."""

    @abstractmethod
    async def close(self) -> None:
        """Leave, after what was published has been sent, for a second at most."""

    @abstractmethod
    def publish(self, topic: str, data: bytes) -> None:
        """Tell whoever listens; never waits. ValueError for a topic that is none (`a.b.c`) or data beyond 1 MB."""

    @abstractmethod
    def subscribe(self, pattern: str) -> AbstractAsyncContextManager[Subscription]:
        """Listen while the context lasts: `orders.*` is one word more, `orders.>` one or more, `>` everything."""

    @property
    def trouble(self) -> str:
        """What is wrong with it now, for `/ready`; empty when nothing is."""
        return ""

    def _deliver(self, message: Message) -> None:
        for subscription in self._subscriptions:
            subscription.offer(message)


def checked(topic: str, data: bytes) -> Message:
    """A message that every kind of bus can carry; ValueError."""
    if not TOPIC.fullmatch(topic):
        raise ValueError(f"{topic!r} is no topic: words of letters, digits, = - and _ with dots between")
    if len(data) > MOST_BYTES:
        raise ValueError(f"{len(data)} bytes are too many for a message; {MOST_BYTES} fit")
    return Message(topic, data)


def word(text: str) -> str:
    """Any text as one word of a topic, different texts as different words."""
    return (
        "".join(c if re.fullmatch(r"[A-Za-z0-9_-]", c) else "".join(f"={b:02X}" for b in c.encode()) for c in text)
        or "="
    )


def _expression(pattern: str) -> re.Pattern[str]:
    if pattern == ">":
        return re.compile(r".+")
    words = [r"[^.]+" if part == "*" else r".+" if part == ">" else re.escape(part) for part in pattern.split(".")]
    return re.compile(r"\.".join(words))
