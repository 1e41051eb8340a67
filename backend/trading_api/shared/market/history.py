"""Bars of any resolution at any moment, out of any feed. Pure: the moment is an argument, not a clock."""

from collections.abc import Sequence
from datetime import date

from trading_api.shared.market.calendar import Session
from trading_api.shared.market.candles import EMPTY, Candles, Columns, day_of, joined, midnight, regrouped
from trading_api.shared.market.feed import Derivatives, Feed, Tick
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.market.resolution import DAY_S, Resolution
from trading_api.shared.market.simulator import Simulator
from trading_api.shared.market.ticks import SECONDS, prices, ticks
from trading_api.shared.market.window import LARGEST_ANSWER, Window

EVERY = list(Resolution)
PERIODS = {Resolution.WEEK: 7, Resolution.MONTH: 31}
"""Days that such a bar spans at most."""


class Market:
    """What a feed's prices look like at a moment."""

    def __init__(self, feed: Feed | None = None) -> None:
        self.feed: Feed = Simulator() if feed is None else feed

    @property
    def world(self) -> str:
        """Equal wherever the same prices are given."""
        return self.feed.world

    def history(self, symbol: str, resolution: Resolution, window: Window, now: int) -> Candles:
        """The bars of a window as they stand at `now`, at most 5000 and the newest of them; none begins after `now`."""
        newest, need = min(window.end - 1, now), min(window.count or LARGEST_ANSWER, LARGEST_ANSWER)
        since = None if window.count else window.start
        days = self._days(symbol, resolution, since or 0, newest)
        span = _days_for(self, symbol, resolution, need)
        while True:
            first = _aligned(resolution, days[-span:])
            found = self._bars(symbol, resolution, first, newest, now)
            if len(found) >= need or span >= len(days):
                return found.part(found.start >= (since or 0)).part(slice(-need, None))
            span *= 2

    def current(self, symbol: str, resolution: Resolution, now: int) -> Candles:
        """The newest bar as it stands after second `now`; none before the first."""
        return self.history(symbol, resolution, Window(0, now + 1, 1), now)

    def earlier(self, symbol: str, resolution: Resolution, before: int, now: int) -> int | None:
        """When the newest bar that begins before `before` does so; None if there is none."""
        found = self.history(symbol, resolution, Window(0, before, 1), now)
        return int(found.start[0]) if len(found) else None

    def ends(self, symbol: str, resolution: Resolution, at: int) -> int:
        """The last second of trading of the bar that is the newest at `at`; `at` itself where there is none."""
        session = self.feed.calendar(symbol).latest(at * 1000)
        if session is None:
            return at
        if resolution in PERIODS:
            until = resolution.end(resolution.start(session.open_ms // 1000))
            days = self.feed.calendar(symbol).days(session.day, day_of(until - 1))
            session = self.feed.calendar(symbol).session(days[-1]) or session
            return session.close_ms // 1000 - 1
        return _end_within(session, resolution, at) - 1

    def ticks(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[Tick]:
        """The ticks of (after_ms, until_ms]; see ticks.py."""
        return ticks(self.feed.instruments[symbol], after_ms, until_ms, self.feed)

    def lasts(self, index: str, contracts: Sequence[Instrument], now: int) -> list[int]:
        """The newest prices of many contracts on one index after second `now`: of each only the last minute is worked out."""
        feed, session = self.feed, self.feed.calendar(index).latest(now * 1000)
        if session is None or not isinstance(feed, Derivatives):
            return []
        minutes = feed.candles(index, Resolution.M1, session.day, session.day)
        newest = minutes.part(minutes.start <= now).part(slice(-1, None))
        bars = (_cut(self.world, found, feed.priced(found, session.day, newest), now) for found in contracts)
        return [int(bar.columns.close[-1]) for bar in bars]

    def _days(self, symbol: str, resolution: Resolution, since: int, newest: int) -> Sequence[date]:
        """The trading days whose bars may begin from `since` to `newest`. A session's day is not always that in UTC."""
        first, last = self.feed.reach(symbol)
        since -= (1 + PERIODS.get(resolution, 0)) * DAY_S
        until = newest if resolution in {Resolution.DAY, *PERIODS} else newest + DAY_S
        return self.feed.calendar(symbol).days(max(first, day_of(since)), min(last, day_of(until)))

    def _bars(self, symbol: str, resolution: Resolution, first: date | None, newest: int, now: int) -> Candles:
        """The bars from the trading day `first` on that begin at or before `newest`."""
        if first is None:
            return EMPTY
        last = date.fromordinal(day_of(newest).toordinal() + 1)
        if resolution in PERIODS:
            days = self._at(symbol, Resolution.DAY, (first, day_of(resolution.end(resolution.start(newest)) - 1)), now)
            found = regrouped(days, resolution, self.feed.calendar(symbol))
        else:
            found = self._at(symbol, resolution, (first, last), now)
        return found.part(found.start <= newest)

    def _at(self, symbol: str, resolution: Resolution, days: tuple[date, date], now: int) -> Candles:
        """The bars of some days as they stand at `now`."""
        session = self.feed.calendar(symbol).latest(now * 1000)
        if session is None or EVERY.index(resolution) < EVERY.index(self.feed.finest(symbol)):
            return EMPTY
        first, last = days[0], min(days[1], session.day)
        if not self.feed.foresees or last < session.day or now * 1000 >= session.close_ms - 1000:
            return self.feed.candles(symbol, resolution, first, last)
        before = date.fromordinal(last.toordinal() - 1)
        whole = self.feed.candles(symbol, resolution, first, before) if first <= before else EMPTY
        return joined([part for part in (whole, self._unfinished(symbol, resolution, session, now)) if len(part)])

    def _unfinished(self, symbol: str, resolution: Resolution, session: Session, now: int) -> Candles:
        """The bars of a session that is not over. Only minutes can be cut: larger bars than that are shown when they are over."""
        finest = self.feed.finest(symbol)
        if finest is Resolution.DAY:
            return EMPTY
        found = self.feed.candles(symbol, finest, session.day, session.day)
        if finest is Resolution.M1:
            begun = _cut(self.world, self.feed.instruments[symbol], found.part(found.start <= now), now)
        else:
            begun = found.part(found.start + int(finest.value) * SECONDS <= now + 1)
        return begun if resolution is finest else regrouped(begun, resolution, self.feed.calendar(symbol))


def _cut(world: str, found: Instrument, minutes: Candles, now: int) -> Candles:
    """The last minute as far as its way has led after second `now`."""
    if not len(minutes) or (at := now - int(minutes.start[-1])) >= SECONDS - 1:
        return minutes
    seen = prices(world, found, minutes.part(slice(-1, None)))[0, : at + 1]
    cut = Columns(*(column.copy() for column in minutes.columns))
    cut.high[-1], cut.low[-1], cut.close[-1] = seen.max(), seen.min(), seen[-1]
    cut.volume[-1] = cut.volume[-1] * (at + 1) // SECONDS
    return Candles(minutes.start, cut)


def _days_for(market: Market, symbol: str, resolution: Resolution, bars: int) -> int:
    """In how many trading days there are about so many bars."""
    if resolution in PERIODS:
        return bars * PERIODS[resolution]
    if resolution is Resolution.DAY:
        return bars
    calendar = market.feed.calendar(symbol)
    minutes = sum(_length(span) for span in calendar.sheet.hours)
    days = bars * int(resolution.value) // minutes
    return days + days // 32 + 2  # some days are short


def _length(span: tuple[str, str]) -> int:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span)
    return end - start


def _aligned(resolution: Resolution, days: Sequence[date]) -> date | None:
    """The first of these days, or where the week or month that it lies in begins."""
    if not days:
        return None
    return day_of(resolution.start(midnight(days[0]))) if resolution in PERIODS else days[0]


def _end_within(session: Session, resolution: Resolution, at: int) -> int:
    """When the bar that is the newest of its session at `at` ends, at the latest with its stretch of trading."""
    if resolution is Resolution.DAY:
        return session.close_ms // 1000
    start, end = [span for span in session.spans if span[0] <= at * 1000][-1]
    step = int(resolution.value) * SECONDS
    since = min(at, end // 1000 - 1) - start // 1000
    return min(start // 1000 + (since // step + 1) * step, end // 1000)
