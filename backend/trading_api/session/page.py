"""The report as one HTML page that needs nothing else: figures, and pictures where matplotlib is installed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from trading_api.engines.day import TradingDay
from trading_api.session import analytics
from trading_api.session.merge import Row, rows_of
from trading_api.session.report import Report, verdict
from trading_api.shared.places import Places

EXTRA = "pip install 'devstack[engines]'"
Prices = Mapping[str, Sequence[tuple[str, float]]]


def as_html(report: Report, day: TradingDay, places: Places, prices: Prices) -> str:
    """The page; `prices` are the day's, by symbol, for those charts that have them."""
    folder = Path(__file__).with_name("pages")
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    pictures, missing = _pictures(report, day, places, prices)
    return environment.get_template("report.html.j2").render(
        report=report,
        verdict=verdict(report),
        pictures=[Markup(each) for each in pictures],  # noqa: S704 - SVG drawn by us, with its texts escaped
        missing=missing,
    )


def _pictures(report: Report, day: TradingDay, places: Places, prices: Prices) -> tuple[Sequence[str], str]:
    """The SVGs, or a sentence that says why there are none."""
    try:
        from trading_api.session import pictures
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        return (
            (),
            f"There are no pictures: matplotlib is not installed. {EXTRA}, then run the end of the day again.",
        )
    zone = ZoneInfo(day.timezone)
    equity = {engine: [*rows_of(places.segments(engine), "equity")] for engine in report["header"]["engines"]}
    curve = analytics.curve(equity)
    executions: list[Row] = [*rows_of(places.artifacts, "executions")]
    drawn = [pictures.equity(curve, zone), pictures.drawdown(curve, zone)] if curve else []
    by_symbol = pictures.by_symbol(executions)
    drawn += [pictures.fills(symbol, prices.get(symbol, ()), rows, zone) for symbol, rows in by_symbol.items()]
    return drawn, ""
