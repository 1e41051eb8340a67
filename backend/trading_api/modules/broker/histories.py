"""What was, page by page: the questions of `queries` on a broker's store, each as of one moment. All raise StoreUnavailable."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from trading_api.models.accounts import EquityPoint, LedgerEntry
from trading_api.models.broker import OrderEvent, PlacedOrder
from trading_api.models.positions import ExecutionsPage, Position
from trading_api.modules.broker import queries
from trading_api.modules.broker.desk import Exchange
from trading_api.modules.broker.paging import Span
from trading_api.modules.broker.sql import Sql

T = TypeVar("T")


class Readable(Protocol):
    """A broker as far as it is read here."""

    @property
    def exchange(self) -> Exchange:
        """Where it trades."""

    async def read(self, act: Callable[[Sql], T]) -> T:
        """What `act` finds, all as of one moment."""


class Histories:
    """Orders, fills, positions and money of an account."""

    def __init__(self, broker: Readable) -> None:
        self._broker = broker

    async def orders(self, account: str, before: str, most: int) -> list[PlacedOrder]:
        """Orders that are final, the newest first, of those whose id is below `before`."""
        listed = self._broker.exchange.listed
        return await self._broker.read(lambda sql: queries.final_orders(sql, listed, account, before, most))

    async def order_events(self, account: str, order_id: str) -> list[OrderEvent]:
        """All that happened to an order, in order; OrderUnknown."""
        listed = self._broker.exchange.listed
        return await self._broker.read(lambda sql: queries.order_events(sql, listed, account, order_id))

    async def executions(
        self, account: str, symbol: str | None, span: Span, after: tuple[int, str], most: int
    ) -> ExecutionsPage:
        """A page of fills in ascending time, after a position in that order."""
        listed = self._broker.exchange.listed
        return await self._broker.read(lambda sql: queries.executions(sql, listed, account, symbol, span, after, most))

    async def positions(self, account: str) -> list[Position]:
        """The open positions."""
        exchange = self._broker.exchange
        return await self._broker.read(lambda sql: queries.positions(sql, exchange, account))

    async def ledger(self, account: str, after: int, most: int) -> list[LedgerEntry]:
        """The movements of cash that follow number `after`."""
        return await self._broker.read(lambda sql: queries.ledger(sql, account, after, most))

    async def equity_points(self, account: str, span: Span, most: int) -> list[EquityPoint]:
        """What the account was worth, in ascending time."""
        return await self._broker.read(lambda sql: queries.equity_points(sql, account, span, most))
