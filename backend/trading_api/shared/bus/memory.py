"""The bus of one process: `memory:`. What every other kind does for its own subscribers, and nothing more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trading_api.shared.bus.interface import Bus, Subscription, checked


class MemoryBus(Bus):
    """Subscribers of this object hear what is published on it."""

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    def publish(self, topic: str, data: bytes) -> None:
        """Hand it to the subscribers at once."""
        self._deliver(checked(topic, data))

    @asynccontextmanager
    async def subscribe(self, pattern: str) -> AsyncIterator[Subscription]:
        """In force when it is entered."""
        subscription = Subscription(pattern)
        self._subscriptions.append(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.remove(subscription)
