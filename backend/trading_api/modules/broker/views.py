"""What is stored, as the world sees it: ticks become prices, micros become money, states become statuses. Exact both ways."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from trading_api.models import accounts as models
from trading_api.models.broker import OrderDuration, PlacedOrder
from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.models.positions import Execution as ExecutionModel
from trading_api.models.positions import Position as PositionModel
from trading_api.shared.market.instruments import CURRENCY, Instrument, Kind
from trading_api.shared.trading.account import Account
from trading_api.shared.trading.changes import Execution
from trading_api.shared.trading.contract import MICROS, Contract
from trading_api.shared.trading.margin import BPS, Worth
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.position import Position

Instruments = Mapping[str, Instrument]

_CENT = Decimal("0.01")
_MICRO = Decimal("0.000001")


def money(micros: int) -> Decimal:
    """Micros as money: two digits, or six where two do not hold it."""
    return (Decimal(micros) / MICROS).quantize(_CENT if micros % 10_000 == 0 else _MICRO)


def _instrument(listed: Instruments, symbol: str) -> Instrument:
    """What the feed lists; what it lists no more, old orders have had in hundredths."""
    return listed.get(symbol) or Instrument(symbol, symbol, Kind.STOCK)


def price(listed: Instruments, symbol: str, ticks: int | None) -> Decimal | None:
    """Ticks as an exact price."""
    return None if ticks is None else _instrument(listed, symbol).price(ticks)


def average(listed: Instruments, symbol: str, ticks_times_qty: int, qty: int) -> Decimal:
    """A mean price, to six digits."""
    exact = Decimal(ticks_times_qty) * _instrument(listed, symbol).tick / qty
    return exact.quantize(_MICRO, ROUND_HALF_EVEN)


def placed(listed: Instruments, order: Order) -> PlacedOrder:
    """An order."""
    gtd = order.duration is DurationType.GTD
    return PlacedOrder(
        id=order.id,
        symbol=order.symbol,
        type=order.type,
        side=order.side,
        qty=Decimal(order.qty),
        limitPrice=price(listed, order.symbol, order.limit),
        stopPrice=price(listed, order.symbol, order.stop),
        trailingStopPips=order.trail,
        duration=OrderDuration(type=order.duration, datetime=order.expires if gtd else None),
        reduceOnly=order.reduce_only,
        status=order.status,
        filledQty=Decimal(order.filled),
        avgPrice=average(listed, order.symbol, order.filled_value, order.filled) if order.filled else None,
        parentId=order.parent,
        parentType=order.parent_type,
        clientOrderId=order.client_id,
        updateTime=order.updated,
        message=order.message,
        version=order.version,
    )


def execution(listed: Instruments, done: Execution) -> ExecutionModel:
    """A fill. A future is not paid for: what moves is what it gains."""
    future = _instrument(listed, done.symbol).kind is Kind.FUTURE
    moved = done.realised if future else -int(done.side) * done.value
    return ExecutionModel(
        id=done.id,
        orderId=done.order_id,
        symbol=done.symbol,
        side=done.side,
        qty=Decimal(done.qty),
        price=_instrument(listed, done.symbol).price(done.ticks),
        time=done.ts,
        commission=money(done.fee),
        netAmount=money(moved - done.fee),
        realizedPL=money(done.realised),
    )


def position(listed: Instruments, held: Position, contract: Contract, ts: int) -> PositionModel:
    """A position; a closed one has no side, and says buy."""
    qty = held.qty
    mean = average(listed, held.symbol, held.cost, qty * contract.tick) if qty else Decimal(0)
    return PositionModel(
        id=held.symbol,
        symbol=held.symbol,
        side=Side.SELL if qty < 0 else Side.BUY,
        qty=Decimal(abs(qty)),
        avgPrice=mean,
        updateTime=ts,
    )


def equity(worth: Worth, ts: int) -> models.Equity:
    """What an account is worth."""
    return models.Equity.model_validate(_equity(worth, ts))


def account_info(account: Account, worth: Worth, ts: int) -> models.AccountInfo:
    """An account with its rules."""
    terms = account.terms
    rules = {"kind": terms.kind.value, "method": terms.method.value, "halted": terms.halted}
    return models.AccountInfo.model_validate({**_equity(worth, ts), **rules, "id": account.id, "currency": CURRENCY})


def _equity(worth: Worth, ts: int) -> dict[str, object]:
    return {
        "time": ts,
        "balance": money(worth.cash),
        "equity": money(worth.equity),
        "unrealizedPL": money(worth.unrealised),
        "realizedPL": money(worth.realised),
        "fees": money(worth.fees),
        "marginUsed": money(worth.margin),
        "marginReserved": money(worth.reserved),
        "marginAvailable": money(worth.available),
    }


def instrument_info(found: Instrument, contract: Contract) -> models.InstrumentInfo:
    """What a trading dialog must know of a symbol."""
    return models.InstrumentInfo(
        symbol=found.symbol,
        description=found.description,
        currency=found.currency,
        qty=models.QtyRange(min=Decimal(1), max=Decimal(contract.largest_qty), step=Decimal(1)),
        minTick=found.tick,
        pipSize=found.tick,
        bigPointValue=Decimal(found.multiplier),
        marginRate=Decimal(contract.initial_bps) / BPS,
        tradable=contract.tradable,
        allowedOrderTypes=list(OrderType) if contract.tradable else [],
        allowedDurations=[duration.value for duration in DurationType] if contract.tradable else [],
    )
