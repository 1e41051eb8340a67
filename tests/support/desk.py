"""An account at a small exchange of its own, driven by hand: commands, ticks, and everything that changed, in order."""

from dataclasses import dataclass, field, replace
from itertools import count

from trading_api.models.orders import OrderType, Side
from trading_api.shared.market.instruments import Right
from trading_api.shared.trading import arriving, exchange, orders, settlement
from trading_api.shared.trading.account import Account, Journal
from trading_api.shared.trading.changes import Change, EntryKind, Execution, OrderChanged, Terms, TermsChanged
from trading_api.shared.trading.contract import FUTURE, MICROS, OPTION, Contract, Ending
from trading_api.shared.trading.fills import FillModel
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.quotes import Bar, Moment, Tick
from trading_api.shared.trading.venue import Venue

CENT = 10_000
SYMBOLS = ("ONE", "TWO")
HOUR_MS = 3_600_000
TEN_UNITS = 10 * CENT
"""What a tick of ONE is worth in a contract on it."""
DERIVED = {
    "CALL": replace(
        OPTION, symbol="CALL", tick=50 * CENT, ending=Ending("ONE", 3 * HOUR_MS, TEN_UNITS, Right.CALL, 1_000)
    ),
    "PUT": replace(
        OPTION, symbol="PUT", tick=50 * CENT, ending=Ending("ONE", 7 * HOUR_MS, TEN_UNITS, Right.PUT, 1_000)
    ),
    "FUT": replace(FUTURE, symbol="FUT", tick=50 * CENT, ending=Ending("ONE", 5 * HOUR_MS, TEN_UNITS)),
}
"""Contracts on ten of ONE with ticks of 0.05; options struck at 10.00."""


def small_venue(**changes) -> Venue:
    """Two symbols with ticks of a cent, contracts on one; fills in any size unless the model says otherwise."""
    contracts = {symbol: Contract(symbol, CENT) for symbol in SYMBOLS} | DERIVED
    return Venue(**{"contracts": contracts, "fills": FillModel(participation_bps=None), **changes})


@dataclass
class Desk:
    """Starts with 10 000 of cash and both symbols at 10.00; prices are ticks (cents), times milliseconds."""

    venue: Venue = field(default_factory=small_venue)
    terms: Terms = field(default_factory=Terms)
    now: int = 1_000
    log: list[Change] = field(default_factory=list)

    def __post_init__(self):
        self.account = Account("A")
        lasts = dict.fromkeys(SYMBOLS, 1_000) | {"CALL": 20, "PUT": 20, "FUT": 200}
        self.quotes = {symbol: Tick(self.now, last, last - 1, last + 1) for symbol, last in lasts.items()}
        self.shown = self.now
        self._ids = count(1)
        journal = Journal(self.account)
        journal.note(TermsChanged(self.terms, self.now, "opened"))
        journal.money(EntryKind.DEPOSIT, 10_000 * MICROS, self.now, "opening")
        self.log += journal.changes

    @property
    def marks(self):
        return {symbol: tick.last for symbol, tick in self.quotes.items()}

    def new(self, side: Side, qty: int, **fields) -> Order:
        """An order that nobody has seen yet; a market order unless a limit or a stop says otherwise."""
        kinds = {
            (False, False): OrderType.MARKET,
            (True, False): OrderType.LIMIT,
            (False, True): OrderType.STOP,
            (True, True): OrderType.STOP_LIMIT,
        }
        kind = kinds["limit" in fields, "stop" in fields]
        symbol = fields.pop("symbol", "ONE")
        return Order(
            f"o{next(self._ids):05}", "A", symbol, kind, side, qty, created=self.now, updated=self.now, **fields
        )

    def place(self, order: Order, *, stop: int | None = None, target: int | None = None) -> Order:
        """Take it, with a bracket if it has one."""
        legs = orders.legs(order, stop, target, None, [f"{order.id}s", f"{order.id}t"])
        return self._do(lambda journal: orders.place(journal, self.venue, self.quotes, [order, *legs], self.now))

    def buy(self, qty: int, **fields) -> Order:
        return self.place(self.new(Side.BUY, qty, **fields))

    def sell(self, qty: int, **fields) -> Order:
        return self.place(self.new(Side.SELL, qty, **fields))

    def modify(self, order: Order, **changes) -> Order:
        wanted = replace(order, **changes)
        return self._do(lambda journal: orders.modify(journal, self.venue, self.quotes, order, wanted, self.now))

    def cancel(self, order: Order) -> Order:
        latency = self.venue.latency_ms
        return self._do(lambda journal: orders.cancel(journal, order, self.now, latency_ms=latency))

    def tick(
        self, last: int, *, symbol: str = "ONE", volume: int | None = None, spread: int = 1, after_ms: int = 1_000
    ) -> list[Change]:
        """A second later the market says this; what that changed."""
        self.now += after_ms
        return self.moment(Tick(self.now, last, max(1, last - spread), last + spread, volume), symbol)

    def bar(self, open_: int, high: int, low: int, close: int, volume: int | None = None) -> list[Change]:
        self.now += 60_000
        return self.moment(Bar(self.now, open_, high, low, close, volume), "ONE")

    def moment(self, moment: Moment, symbol: str) -> list[Change]:
        if isinstance(moment, Tick):
            self.quotes[symbol] = moment
        marks = self.marks | {symbol: moment.last}

        def act(journal: Journal) -> list[Change]:
            self._close(journal)
            exchange.pass_moments(journal, self.venue, {symbol: moment}, marks)
            exchange.look(journal, self.venue, marks, self.now)
            return journal.changes

        return self._do(act)

    def last(self, symbol: str, at_ms: int) -> Tick:
        """Prices as the settlement asks for them."""
        return self.quotes[symbol]

    def close(self, ts: int) -> list[Change]:
        """Let sessions end up to and with `ts`; what that changed."""
        self.now = max(self.now, ts)

        def act(journal: Journal) -> list[Change]:
            self._close(journal)
            return journal.changes

        return self._do(act)

    def _close(self, journal: Journal) -> None:
        """The ends of sessions since the market was last looked at, before what it says now."""
        asked = [(symbol, self.shown) for symbol in DERIVED if symbol in self.account.positions]
        for closing in settlement.due(asked, self.venue.contracts, self.venue.hours, self, self.now):
            arriving.arrive(journal, closing.ts)
            exchange.expire(journal, closing.ts)
            settlement.settle(journal, self.venue, closing)
        arriving.arrive(journal, self.now)
        exchange.expire(journal, self.now)
        self.shown = self.now

    def _do(self, act):
        """A refused command leaves no trace, as a transaction that is undone."""
        journal = Journal(self.account)
        result = act(journal)
        self.log += journal.changes
        return result

    def order(self, order_id: str) -> Order:
        """Its last state."""
        return [c.order for c in self.log if isinstance(c, OrderChanged) and c.order.id == order_id][-1]

    def fills(self) -> list[tuple[str, int, int]]:
        """Order, quantity and price of each fill."""
        return [(c.order_id, c.qty, c.ticks) for c in self.log if isinstance(c, Execution)]

    def happenings(self, order_id: str) -> list[Happening]:
        return [c.happening for c in self.log if isinstance(c, OrderChanged) and c.order.id == order_id]
