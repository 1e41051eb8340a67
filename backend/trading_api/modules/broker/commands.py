"""Commands that change the store: each is answered when it is on the disk, and after those here who listen have heard of it."""

import logging
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from trading_api.modules.broker.sql import Sql, Told
from trading_api.shared.store.database import Store
from trading_api.shared.store.following import Follower

T = TypeVar("T")

log = logging.getLogger(__name__)


class Commands:
    """Runs commands on a store, those that come together in one commit, and lets its followers hear of them."""

    def __init__(self, store: Store, follower: Follower) -> None:
        self._store, self._follower = store, follower
        self._sql: Sql | None = None

    async def do(self, act: Callable[[Sql], T]) -> T:
        """What `act` returns, once it is on the disk, or raises: then nothing of it is kept. StoreUnavailable."""

        def work(connection: Connection) -> tuple[T, Told]:
            sql = self._on(connection)
            self._sql = None  # where `act` raises, what it wrote is undone, and nothing is gone on from
            result = act(sql)
            self._sql = sql
            return result, sql.told

        result, told = await self._store.transact(work)
        await self._tell(told)
        return result

    def _on(self, connection: Connection) -> Sql:
        """The same for all commands of one transaction, which has a connection of its own."""
        if self._sql is None or self._sql.connection is not connection:
            return Sql(connection)
        self._sql.told = {}
        return self._sql

    async def _tell(self, told: Told) -> None:
        for stream, entries in told.items():
            try:
                await self._follower.committed(stream, entries)
            except Exception:  # a listener's fault; with a 500 the client would place its order again
                log.exception("listeners of %s of %s could not be told", stream.topic, stream.account)
