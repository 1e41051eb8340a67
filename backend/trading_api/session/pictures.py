"""The day as pictures: equity, drawdown, and each symbol's fills on its prices. SVG text, the same bytes for the same day.

Needs matplotlib, out of the `engines` extra; loaded by the end of the day only.
"""

import io
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure

from trading_api.session.merge import Row

Curve = Sequence[tuple[str, Decimal, Decimal]]
GREEN, RED, BLUE, GREY = "#1a7f4b", "#c0392b", "#2c5f9e", "#9aa4af"
logging.getLogger("matplotlib").setLevel(logging.WARNING)  # its font cache is no news
SETTINGS = {
    "svg.hashsalt": "trading-session",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.grid": True,
    "grid.alpha": 0.25,
}


def equity(curve: Curve, zone: ZoneInfo) -> str:
    """The equity of all engines together."""
    times, values = _times([ts for ts, _, _ in curve], zone), [float(value) for _, value, _ in curve]
    return _drawn("Equity", zone, lambda axes: axes.plot(times, values, color=BLUE, linewidth=1.2))


def drawdown(curve: Curve, zone: ZoneInfo) -> str:
    """How far below its peak the equity was, in percent."""
    values, peak, fallen = [float(value) for _, value, _ in curve], 0.0, []
    for value in values:
        peak = max(peak, value)
        fallen.append(100 * (value / peak - 1) if peak else 0.0)
    times = _times([ts for ts, _, _ in curve], zone)
    return _drawn(
        "Drawdown, %", zone, lambda axes: axes.fill_between(times, fallen, 0, color=RED, alpha=0.4, linewidth=0)
    )


def fills(symbol: str, prices: Sequence[tuple[str, float]], executions: Sequence[Row], zone: ZoneInfo) -> str:
    """What was bought and sold, on the symbol's prices where they are known."""

    def draw(axes: Axes) -> None:
        if prices:
            axes.plot(_times([ts for ts, _ in prices], zone), [price for _, price in prices], color=GREY, linewidth=1)
        for side, marker, color in (("buy", "^", GREEN), ("sell", "v", RED)):
            rows = [row for row in executions if row["side"] == side]
            times = _times([row["ts"] for row in rows], zone)
            axes.scatter(
                times, [float(row["price"]) for row in rows], marker=marker, color=color, s=26, zorder=3, label=side
            )
        axes.legend(loc="best", frameon=False)

    return _drawn(symbol, zone, draw)


def by_symbol(executions: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """Fills of each symbol, in order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in executions:
        found[row["symbol"]].append(row)
    return dict(sorted(found.items()))


def _times(moments: Sequence[str], zone: ZoneInfo) -> list[datetime]:
    return [datetime.fromisoformat(ts).astimezone(zone) for ts in moments]


def _drawn(title: str, zone: ZoneInfo, draw: Callable[[Axes], object]) -> str:
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(9, 2.6), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        axes.set_title(title, loc="left", fontsize=10)
        axes.xaxis.set_major_formatter(DateFormatter("%H:%M", tz=zone))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    drawn = text.getvalue()
    return drawn[drawn.index("<svg") :]
