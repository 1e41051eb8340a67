"""What an order must satisfy before it is taken. Pure; each refusal has a code that never changes and a sentence that may."""

from collections.abc import Mapping

from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.shared.trading import margin
from trading_api.shared.trading.account import Account, Journal
from trading_api.shared.trading.changes import AccountKind
from trading_api.shared.trading.contract import LARGEST_NOTIONAL, Contract
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused
from trading_api.shared.trading.venue import Venue

Quotes = Mapping[str, Tick]
LARGEST_TICKS = 10**11


def contract_of(venue: Venue, symbol: str) -> Contract:
    """The contract of a symbol that takes orders; OrderRefused."""
    contract = venue.contracts.get(symbol)
    if contract is None:
        raise OrderRefused("symbol_unknown", f"there is no symbol {symbol}")
    if not contract.tradable:
        raise OrderRefused("not_tradable", f"{symbol} takes no orders here")
    return contract


def check_alive(contract: Contract, now: int) -> None:
    """What has expired is traded no more; OrderRefused."""
    if contract.ending and contract.ending.at_ms <= now:
        raise OrderRefused("contract_expired", f"{contract.symbol} has expired")


def quote_of(quotes: Quotes, symbol: str) -> Tick:
    """The newest tick; OrderRefused where there was none yet."""
    found = quotes.get(symbol)
    if found is None:
        raise OrderRefused("no_price", f"{symbol} has no price yet")
    return found


def check_form(order: Order, contract: Contract) -> None:
    """What does not depend on the account or the market; OrderRefused."""
    if not 0 < order.qty <= contract.largest_qty:
        raise OrderRefused("qty_out_of_range", f"qty must be between 1 and {contract.largest_qty}")
    wanted = {
        "limit": order.type in {OrderType.LIMIT, OrderType.STOP_LIMIT},
        "stop": order.type in {OrderType.STOP, OrderType.STOP_LIMIT},
    }
    for name, needed in wanted.items():
        _check_price(name, getattr(order, name), needed, order.type)
    if order.trail is not None and (order.type is not OrderType.STOP or not 0 < order.trail <= LARGEST_TICKS):
        raise OrderRefused("trail_invalid", "a trailing stop is a stop order with a distance of at least one tick")
    if order.type is OrderType.MARKET and order.duration is DurationType.GTD:
        raise OrderRefused("duration_invalid", "a market order takes DAY, GTC, IOC or FOK")


def _check_price(name: str, ticks: int | None, needed: bool, kind: OrderType) -> None:
    words = kind.name.lower().replace("_", "-")
    if needed and ticks is None:
        raise OrderRefused(f"{name}_price_required", f"a {words} order needs a {name}Price")
    if not needed and ticks is not None:
        raise OrderRefused("price_unexpected", f"a {words} order takes no {name}Price")
    if ticks is not None and not 0 < ticks <= LARGEST_TICKS:
        raise OrderRefused("price_out_of_range", f"{name}Price must be above 0 and at most {LARGEST_TICKS} ticks")


def check_time(order: Order, venue: Venue, now: int) -> None:
    """Immediate orders need an open market; every order needs time left; OrderRefused."""
    if order.expires is not None and order.expires <= now:
        raise OrderRefused("duration_invalid", "the order would be expired before it is placed")
    immediate = order.duration in {DurationType.IOC, DurationType.FOK}
    if immediate and venue.hours.session(order.symbol, now) is None:
        raise OrderRefused(
            "session_closed", f"{order.symbol} is closed; {order.duration} orders are taken when it is open"
        )


def check_collar(order: Order, contract: Contract, quote: Tick) -> None:
    """A limit that would pay far more than the market asks is a slip of the finger; OrderRefused."""
    if order.limit is None:
        return
    reference = order.stop if order.stop is not None else quote.last
    reach = max(reference * contract.collar_bps // margin.BPS, contract.collar_ticks)
    worst = reference + int(order.side) * reach
    if (order.limit - worst) * int(order.side) > 0:
        percent = contract.collar_bps / 100
        raise OrderRefused("price_collar", f"limitPrice is more than {percent:g} % through the market")


def check_account(order: Order, journal: Journal, venue: Venue, quotes: Quotes, now: int) -> int:
    """What the order must reserve, in micros; OrderRefused when the account cannot take it."""
    account, signed = journal.account, int(order.side) * order.rest
    contract, held = venue.contracts[order.symbol], account.position(order.symbol).qty
    opening = _opening(held, signed)
    if order.reduce_only:
        if opening or not held:
            raise OrderRefused("reduce_only", f"the order would not only reduce the position of {held}")
        return 0
    if opening:
        _check_opening(account, contract, held + signed, opening, signed)
    needed = reserve(order, account, venue, quotes) if opening else 0
    worth = margin.worth(account, venue.contracts, {symbol: tick.last for symbol, tick in quotes.items()})
    margin.begin_day(journal, worth, now)
    loss = account.terms.daily_loss
    if opening and loss is not None and worth.equity < account.day_equity - loss:
        raise OrderRefused("daily_loss", "today's loss limit is reached; only orders that reduce a position are taken")
    before = account.orders.get(order.id)
    if needed > worth.available + (before.reserved if before else 0):
        raise OrderRefused("buying_power", "the account has not enough buying power for this order")
    return needed


def _check_opening(account: Account, contract: Contract, after: int, opening: int, signed: int) -> None:
    terms = account.terms
    if terms.halted:
        raise OrderRefused("halted", "the account is halted; only orders that reduce a position are taken")
    if terms.kind is AccountKind.CASH and signed < 0:
        raise OrderRefused("short_sale", "a cash account sells only what it has")
    if terms.largest_position is not None and abs(after) > terms.largest_position:
        raise OrderRefused("position_limit", f"the position would be above {terms.largest_position}")


def reserve(order: Order, account: Account, venue: Venue, quotes: Quotes) -> int:
    """The margin and the fee of what the order opens, at the price it may have to pay; OrderRefused when beyond all sums."""
    contract = venue.contracts[order.symbol]
    opening = _opening(account.position(order.symbol).qty, int(order.side) * order.rest)
    ticks = expected_ticks(order, quotes[order.symbol])
    value = contract.value(opening, ticks)
    if value > LARGEST_NOTIONAL:
        raise OrderRefused("notional_out_of_range", "the order is worth more than any account can hold")
    fee = venue.model(order.symbol).fees.of(contract, order.side, opening, ticks, first=True)
    marks = {symbol: tick.last for symbol, tick in quotes.items()} | {order.symbol: ticks}
    return margin.initial(account, contract, int(order.side) * opening, marks) + fee


def expected_ticks(order: Order, quote: Tick) -> int:
    """The price an order reckons with: its limit or stop, the quote for a market order; for a sale never less than the last."""
    asked = order.limit if order.limit is not None else order.stop
    if asked is None:
        return quote.ask if order.side is Side.BUY else max(quote.bid, 1)
    return asked if order.side is Side.BUY else max(asked, quote.last)


def _opening(held: int, signed: int) -> int:
    """How much of a signed quantity would not close what is held."""
    return abs(signed) if held * signed >= 0 else max(0, abs(signed) - abs(held))
