"""What placing an order would do, without doing it."""

from hashlib import sha256

from trading_api.models.broker import OrderPreview, PreOrder, PreviewRow, PreviewSection
from trading_api.modules.broker import asking, views
from trading_api.modules.broker.desk import Desk
from trading_api.shared.trading import margin, orders, risk
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused


def of(desk: Desk, asked: PreOrder) -> OrderPreview:
    """The preview; a refusal is one of its errors. The desk is thrown away afterwards."""
    confirm = sha256(f"{desk.account.id} {asked.model_dump_json()}".encode()).hexdigest()[:16]
    try:
        sections = _sections(desk, asked)
    except OrderRefused as error:
        return OrderPreview(confirmId=confirm, sections=[], warnings=[], errors=[str(error)])
    warnings = ["the account is halted"] if desk.account.terms.halted else []
    return OrderPreview(confirmId=confirm, sections=sections, warnings=warnings, errors=[])


def _sections(desk: Desk, asked: PreOrder) -> list[PreviewSection]:
    venue, found = desk.exchange.venue, asking.instrument(desk.exchange.listed, asked.symbol)
    quotes = desk.quotes(found.symbol)
    wanted = asking.order(found, asked, "preview", desk.account.id, risk.quote_of(quotes, found.symbol))
    marks = {symbol: tick.last for symbol, tick in quotes.items()}
    before = margin.worth(desk.account, venue.contracts, marks)
    order = orders.place(desk.journal, venue, quotes, wanted, desk.now)
    after = margin.worth(desk.account, venue.contracts, marks)
    money = {
        "Reserved": after.reserved - before.reserved,
        "Buying power before": before.available,
        "Buying power after": after.available,
    }
    rows = [PreviewRow(title=title, value=str(views.money(micros))) for title, micros in money.items()]
    return [_order(desk, order, quotes[asked.symbol]), PreviewSection(header="Account", rows=rows)]


def _order(desk: Desk, order: Order, quote: Tick) -> PreviewSection:
    venue = desk.exchange.venue
    contract, ticks = venue.contracts[order.symbol], risk.expected_ticks(order, quote)
    fee = venue.model(order.symbol).fees.of(contract, order.side, order.qty, ticks, first=True)
    rows = {
        "Price": str(views.price(desk.exchange.listed, order.symbol, ticks)),
        "Value": str(views.money(contract.value(order.qty, ticks))),
        "Commission": str(views.money(fee)),
    }
    return PreviewSection(header="Order", rows=[PreviewRow(title=k, value=v) for k, v in rows.items()])
