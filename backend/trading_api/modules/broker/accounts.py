"""What the broker does with accounts: their money, their rules, and what those who run it may do to them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from trading_api.models import accounts as models
from trading_api.models.positions import PositionPl, ProfitAndLoss
from trading_api.modules.broker import asking, records, views
from trading_api.modules.broker.desk import OPENING_CASH, Desk, open_account
from trading_api.modules.broker.service import BrokerService
from trading_api.shared.store.sync.idempotency import Request
from trading_api.shared.trading import margin, orders
from trading_api.shared.trading.changes import (
    AccountKind,
    EntryKind,
    OnBreach,
    PositionChanged,
    Terms,
    TermsChanged,
    WasReset,
)
from trading_api.shared.trading.contract import Contract
from trading_api.shared.trading.position import Method, Position
from trading_api.shared.trading.refusals import OrderRefused

T = TypeVar("T")


class Accounts:
    """The accounts of a broker. An account exists from its first command; until then it shows what it would begin with."""

    def __init__(self, broker: BrokerService) -> None:
        self._broker = broker

    async def info(self, account: str) -> models.AccountInfo:
        """Sums and rules; StoreUnavailable."""
        return await self._look(account, lambda desk: views.account_info(desk.account, _worth(desk), desk.now))

    async def equity(self, account: str) -> models.Equity:
        """What it is worth now; StoreUnavailable."""
        return await self._look(account, lambda desk: views.equity(_worth(desk), desk.now))

    async def profit_and_loss(self, account: str) -> ProfitAndLoss:
        """What its positions would earn now; StoreUnavailable."""
        return await self._look(account, _profit_and_loss)

    def instrument(self, symbol: str) -> models.InstrumentInfo | None:
        """What a trading dialog must know of a symbol; None for one that is not listed."""
        exchange = self._broker.exchange
        contract = exchange.venue.contracts.get(symbol)
        return None if contract is None else views.instrument_info(exchange.listed[symbol], contract)

    async def leverage(self, account: str, symbol: str) -> models.LeverageInfo:
        """Which leverage a symbol has; OrderRefused."""
        contract = self._contract(symbol)
        return await self._look(account, lambda desk: _leverage(desk, contract))

    async def set_leverage(self, account: str, asked: models.LeverageRequest, key: str | None) -> bytes:
        """Set the leverage of a symbol; LeverageSet as JSON. OrderRefused when positions could not be kept with it."""
        contract = self._contract(asked.symbol)

        def act(desk: Desk) -> bytes:
            _set_leverage(desk, contract, asked.leverage)
            return models.LeverageSet(leverage=asked.leverage).model_dump_json().encode()

        return await self._broker.command(Request(account, key, f"leverage {asked.model_dump_json()}"), act)

    async def preview_leverage(self, account: str, asked: models.LeverageRequest) -> models.LeveragePreview:
        """What that leverage would mean; nothing is changed."""
        contract = self._contract(asked.symbol)

        def act(desk: Desk) -> models.LeveragePreview:
            try:
                _set_leverage(desk, contract, asked.leverage)
            except OrderRefused as error:
                return models.LeveragePreview(infos=[], warnings=[], errors=[str(error)])
            rate = Decimal(margin.initial_bps(desk.account, contract)) / margin.BPS
            info = f"opening a position takes {rate:.2%} of its value"
            return models.LeveragePreview(infos=[info], warnings=[], errors=[])

        return await self._look(account, act)

    async def deposit(self, account: str, asked: models.Deposit, key: str | None) -> bytes:
        """Add cash; AccountInfo as JSON. OrderRefused."""
        amount = asking.micros(asked.amount)

        def act(desk: Desk) -> None:
            desk.journal.money(EntryKind.DEPOSIT, amount, desk.now, "deposit")

        return await self._administer(Request(account, key, f"deposit {asked.model_dump_json()}"), act)

    async def halt(self, account: str, asked: models.Halt, key: str | None) -> bytes:
        """Halt an account, or let it go on; AccountInfo as JSON."""

        def act(desk: Desk) -> None:
            terms = replace(desk.account.terms, halted=asked.halted)
            desk.journal.note(TermsChanged(terms, desk.now, asked.reason or "by an administrator"))

        return await self._administer(Request(account, key, f"halt {asked.model_dump_json()}"), act)

    async def reset(self, account: str, asked: models.Reset, key: str | None) -> bytes:
        """Cancel all orders, drop all positions, and begin anew; AccountInfo as JSON. OrderRefused."""
        cash = OPENING_CASH if asked.cash is None else asking.micros(asked.cash)
        terms = Terms(
            kind=AccountKind(asked.kind),
            method=Method(asked.method),
            on_breach=OnBreach(asked.onBreach),
            largest_position=None if asked.largestPosition is None else asking.steps(asked.largestPosition),
            daily_loss=None if asked.dailyLoss is None else asking.micros(asked.dailyLoss),
        )

        def act(desk: Desk) -> None:
            records.put_orders(desk.account, records.open_orders(desk.sql, account))
            for order in list(desk.account.orders.values()):
                if order.id in desk.account.orders:
                    orders.cancel(desk.journal, order, desk.now, "canceled: the account was reset")
            for symbol in list(desk.account.positions):
                desk.journal.note(PositionChanged(Position(symbol), desk.now))
            desk.journal.note(WasReset(desk.now, terms))
            open_account(desk.journal, desk.now, terms, cash)

        return await self._administer(Request(account, key, f"reset {asked.model_dump_json()}"), act)

    async def _administer(self, request: Request, act: Callable[[Desk], None]) -> bytes:
        def done(desk: Desk) -> bytes:
            act(desk)
            return views.account_info(desk.account, _worth(desk), desk.now).model_dump_json().encode()

        return await self._broker.command(request, done)

    async def _look(self, account: str, act: Callable[[Desk], T]) -> T:
        """A desk that is thrown away: what it changes is never written."""
        now, exchange = self._broker.clock_ms(), self._broker.exchange
        return await self._broker.read(lambda sql: act(Desk(sql, exchange, account, now)))

    def _contract(self, symbol: str) -> Contract:
        return self._broker.exchange.venue.contracts[asking.instrument(self._broker.exchange.listed, symbol).symbol]


def _worth(desk: Desk) -> margin.Worth:
    return margin.worth(desk.account, desk.exchange.venue.contracts, desk.marks())


def _profit_and_loss(desk: Desk) -> ProfitAndLoss:
    marks, contracts = desk.marks(), desk.exchange.venue.contracts
    each = {s: contracts[s].value(p.qty, marks[s]) - p.cost for s, p in sorted(desk.account.positions.items())}
    positions = [PositionPl(id=symbol, pl=views.money(micros)) for symbol, micros in each.items()]
    return ProfitAndLoss(pl=views.money(sum(each.values())), positions=positions)


def _leverage(desk: Desk, contract: Contract) -> models.LeverageInfo:
    return models.LeverageInfo(
        title=f"{contract.symbol} leverage",
        leverage=Decimal(margin.BPS // margin.initial_bps(desk.account, contract)),
        min=Decimal(1),
        max=Decimal(margin.largest_leverage(contract)),
        step=Decimal(1),
    )


def _set_leverage(desk: Desk, contract: Contract, asked: Decimal) -> None:
    most, terms = margin.largest_leverage(contract), desk.account.terms
    if terms.kind is AccountKind.CASH:
        raise OrderRefused("leverage_invalid", "a cash account has no leverage")
    if asked != asked.to_integral_value() or not 1 <= asked <= most:
        raise OrderRefused("leverage_invalid", f"leverage must be a whole number between 1 and {most}")
    leverage = tuple(sorted({**dict(terms.leverage), contract.symbol: int(asked)}.items()))
    desk.journal.note(TermsChanged(replace(terms, leverage=leverage), desk.now, "leverage"))
    if _worth(desk).available < 0:
        raise OrderRefused("buying_power", "with that leverage the margin of the open positions would not suffice")
