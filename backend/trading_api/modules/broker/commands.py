"""Commands that change the store: each is answered when it is on the disk, and after those here who listen have heard of it."""

import logging
from collections.abc import Callable
from typing import TypeVar

from trading_api.modules.broker.batch import together
from trading_api.modules.broker.sql import Sql, Told
from trading_api.shared.store.database import Store
from trading_api.shared.store.following import Follower

T = TypeVar("T")

log = logging.getLogger(__name__)


class Commands:
    """Runs commands on a store, those that come together in one commit, and lets its followers hear of them."""

    def __init__(self, store: Store, follower: Follower) -> None:
        self._store, self._follower = store, follower
        self._line = store.line(together)

    async def do(self, act: Callable[[Sql], T]) -> T:
        """What `act` returns, once it is on the disk, or raises: then nothing of it is kept. StoreUnavailable."""
        result, told = await self._store.submit(act, self._line)
        await self._tell(told)
        answer: T = result
        return answer

    async def _tell(self, told: Told) -> None:
        for stream, entries in told.items():
            try:
                await self._follower.committed(stream, entries)
            except Exception:  # a listener's fault; with a 500 the client would place its order again
                log.exception("listeners of %s of %s could not be told", stream.topic, stream.account)
