"""Live topics of the datafeed. Every second each is computed anew from the clock, so all instances send the same."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from pydantic import BaseModel

from trading_api.models.bars import BarsSubscribeRequest
from trading_api.models.datafeed import DepthSubscribeRequest, QuoteData, Quotes, QuotesSubscribeRequest
from trading_api.models.ws import Resume
from trading_api.modules.datafeed.service import DatafeedService, SymbolUnknown
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.ws.route import Opening, Publish, Topic, TopicRefused, Update

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Live:
    """A topic somebody listens to, and the last second it was published for."""

    topic: Topic
    publish: Publish
    published: int


@dataclass(slots=True)
class LiveFeed:
    """Serves `bars`, `quotes` and `depth`. An update's `seq` is the second it was computed for, equal on every instance."""

    datafeed: DatafeedService
    _topics: dict[tuple[str, str], _Live] = field(default_factory=dict)
    _ticking: asyncio.Task[None] | None = None
    _quoted: tuple[int, dict[str, QuoteData]] = field(default_factory=lambda: (0, {}))

    @property
    def epoch(self) -> str:
        """Equal wherever the same market is simulated: sequences may be compared across instances and restarts."""
        return blake2b(self.datafeed.market.world.encode(), digest_size=6).hexdigest()

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """Start publishing once a second; TopicRefused for an unknown symbol."""
        for symbol in _symbols(topic):
            try:
                self.datafeed.instrument(symbol)
            except SymbolUnknown as error:
                raise TopicRefused("symbol_unknown", str(error)) from None
        self._topics[topic.key] = _Live(topic, publish, self.datafeed.now())
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())

    async def remove_topic(self, topic: Topic) -> None:
        """Publish it no more; the last one stops the clockwork."""
        self._topics.pop(topic.key)
        if not self._topics and self._ticking:
            self._ticking.cancel()
            self._ticking = None

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """The present value, which is the whole state; a client that has it already is spared the reset, not the value."""
        now = self.datafeed.now()
        known = resume is not None and resume.epoch == self.epoch and resume.seq == now
        return Opening(self.epoch, now, not known, tuple(self._updates(topic, now)))

    async def _tick(self) -> None:
        """Publish just after every full second."""
        while True:
            await asyncio.sleep(1.0 - self.datafeed.clock() % 1.0 + 0.005)
            now = self.datafeed.now()
            for live in list(self._topics.values()):
                try:
                    self._publish(live, now)
                except Exception:  # one topic's fault must not silence the others
                    log.exception("the topic %s could not be computed", live.topic.text)

    def _publish(self, live: _Live, now: int) -> None:
        """The value at `now`; before the first value of a new bar, the old bar's last, in case that second was missed."""
        if now <= live.published or self._resting(live.topic, live.published, now):
            return
        ended = self._ended(live.topic, live.published, now)
        for second in (now,) if ended is None else (ended, now):
            for update in self._updates(live.topic, second):
                live.publish(update)
        live.published = now

    def _resting(self, topic: Topic, published: int, now: int) -> bool:
        """Whether nothing was traded since: outside of its sessions a market has nothing to say."""
        calendars = (self.datafeed.market.feed.calendar(symbol) for symbol in _symbols(topic))
        return not any(calendar.sessions((published + 1) * 1000, (now + 1) * 1000) for calendar in calendars)

    def _ended(self, topic: Topic, published: int, now: int) -> int | None:
        """The last second of the bar last published, if it is over and that second was not published."""
        request = topic.request
        if not isinstance(request, BarsSubscribeRequest):
            return None
        last = self.datafeed.market.ends(request.symbol, Resolution.named(request.resolution), published)
        return last if published < last < now else None

    def _updates(self, topic: Topic, at: int) -> Iterator[Update]:
        """One, or none before the first bar of a market's history."""
        if (value := self._value(topic, at)) is not None:
            yield Update(at, at * 1000, value)

    def _value(self, topic: Topic, at: int) -> BaseModel | None:
        request = topic.request
        if isinstance(request, BarsSubscribeRequest):
            return self.datafeed.bar(request.symbol, Resolution.named(request.resolution), at)
        if isinstance(request, DepthSubscribeRequest):
            return self.datafeed.depth(request.symbol, at)
        return Quotes(quotes=[self._quote(symbol, at) for symbol in _symbols(topic)])

    def _quote(self, symbol: str, at: int) -> QuoteData:
        """Worked out once per symbol and second, however many watchlists have it."""
        if self._quoted[0] != at:
            self._quoted = at, {}
        quotes = self._quoted[1]
        if symbol not in quotes:
            quotes[symbol] = self.datafeed.quotes([symbol], at)[0]
        return quotes[symbol]


def _symbols(topic: Topic) -> list[str]:
    request = topic.request
    if isinstance(request, BarsSubscribeRequest | DepthSubscribeRequest):
        return [request.symbol]
    assert isinstance(request, QuotesSubscribeRequest), "the routes of ws.py"  # noqa: S101 - narrows the type for mypy
    return sorted({*request.symbols, *request.fast_symbols})
