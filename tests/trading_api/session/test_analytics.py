"""Sums and trades by hand."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from trading_api.session import analytics

Row = dict[str, str]


def fill(
    side: str, qty: int, price: str, profit: str = "0", fee: str = "0", at: str = "14:00", order: str = "o"
) -> Row:
    value = str(qty * Decimal(price))
    return {
        **{
            "ts": f"2024-03-14T{at}:00.000Z",
            "engine": "e",
            "symbol": "X",
            "side": side,
            "qty": str(qty),
            "price": price,
        },
        **{"multiplier": "1", "value": value, "fee": fee, "realized_pl": profit, "order_id": order},
    }


# Published with its results: bought 100 at 10 and 50 at 11, sold 120 at 12 and 80 at 9.50, bought 50 at 9.
FIFO = [
    fill("buy", 100, "10", at="14:00"),
    fill("buy", 50, "11", at="14:10"),
    fill("sell", 120, "12", "220", at="14:20"),
    fill("sell", 80, "9.5", "-45", at="15:30"),
    fill("buy", 50, "9", "25", at="15:40"),
]


def test_a_turn_ends_one_trade_and_begins_the_next() -> None:
    """Long until the sale of 80 turned it, then short for ten minutes."""
    found = analytics.trades(FIFO)

    assert [(trade.result, trade.begun[11:16], trade.ended[11:16]) for trade in found] == [
        (Decimal(175), "14:00", "15:30"),
        (Decimal(25), "15:30", "15:40"),
    ]


def test_figures_of_trades() -> None:
    figures = analytics.trade_figures(analytics.trades([*FIFO, fill("buy", 1, "9"), fill("sell", 1, "4", "-50")]))

    assert figures["count"] == 3
    assert figures["win_rate"] == "0.6667"
    assert figures["profit_factor"] == "4.0000"
    assert figures["expectancy"] == "50.00"
    assert (figures["best"], figures["worst"]) == ("175.00", "-50.00")
    assert figures["average_hold_s"] == (90 * 60 + 10 * 60) // 3


def test_without_trades_there_are_no_figures() -> None:
    figures = analytics.trade_figures([])

    assert (figures["count"], figures["win_rate"], figures["best"]) == (0, None, None)


def test_sums_are_by_hour_of_the_exchange() -> None:
    """14:00 in UTC was ten o'clock in New York that day."""
    found = analytics.sums(FIFO, {"o": "s"}, ZoneInfo("America/New_York"))

    assert {hour: total.gross for hour, total in found.hour.items()} == {"10:00": 220, "11:00": -20}
    assert found.total.told() == {"gross": "200.00", "fees": "0.00", "net": "200.00", "turnover": "4200.00", "fills": 5}


def test_slippage_is_what_was_paid_beyond_the_price_that_was_seen() -> None:
    """A buyer who pays more and a seller who gets less both lose."""
    signals = [{"order_id": "a", "price": "10"}, {"order_id": "b", "price": "10"}]
    fills = [fill("buy", 5, "10.2", order="a"), fill("sell", 5, "9.9", order="b"), fill("sell", 5, "1", order="leg")]

    assert analytics.slippage(fills, signals) == Decimal("1.5")


def test_what_is_still_open_is_carried() -> None:
    assert analytics.carried(FIFO) == {}
    assert analytics.carried(FIFO[:-1]) == {"e X": -50}


def test_refused_orders_are_counted_by_code() -> None:
    rows = [{"status": "rejected", "reason": "buying_power: too much"}, {"status": "filled", "reason": "fill_rest"}]

    assert analytics.rejects([*rows, rows[0]]) == {"buying_power": 2}


def test_an_engine_that_falls_silent_keeps_its_last_equity() -> None:
    rows = {
        "a": [{"ts": t, "equity": v, "exposure": "0"} for t, v in (("1", "10"), ("2", "11"), ("3", "12"))],
        "b": [{"ts": t, "equity": v, "exposure": "1"} for t, v in (("1", "20"), ("2", "19"))],
    }

    assert [value for _, value, _ in analytics.curve(rows)] == [30, 30, 31]
