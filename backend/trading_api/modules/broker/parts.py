"""What the broker is made of, each made when it is first needed: SQLAlchemy and the market take longer to load than FastAPI."""

from functools import cached_property
from typing import TYPE_CHECKING

from trading_api.models.ws import Resume
from trading_api.settings import Settings
from trading_api.shared.bus.location import bus_at
from trading_api.shared.market.source import feed_of
from trading_api.shared.store.url import kind_of
from trading_api.shared.ws.route import Opening, Publish, Topic, WsRouteService

if TYPE_CHECKING:
    from trading_api.modules.broker.accounts import Accounts
    from trading_api.modules.broker.histories import Histories
    from trading_api.modules.broker.matcher import Matcher
    from trading_api.modules.broker.replays import Replays
    from trading_api.modules.broker.service import BrokerService


class Parts:
    """The parts of one broker. A wrong setting is refused at once: SettingsError."""

    def __init__(self, settings: Settings) -> None:
        kind_of(settings.store_url)
        self._settings = settings
        self._bus = bus_at(settings.bus_url, settings.instance)
        if settings.feed != "simulator":  # which cannot be wrong, and loads numpy
            feed_of(settings)
        if settings.broker_costs is not None:
            from trading_api.shared.trading.costs import costs_of

            costs_of(settings)
        self.lossless: WsRouteService = _Later(self, "log")
        self.latest: WsRouteService = _Later(self, "values")

    @cached_property
    def service(self) -> "BrokerService":
        """Places, changes and lists orders."""
        from trading_api.modules.broker.service import BrokerService, exchange_of
        from trading_api.shared.store.database import Store

        settings = self._settings
        return BrokerService(Store(settings.store_url), exchange=lambda: exchange_of(settings), bus=self._bus)

    @cached_property
    def accounts(self) -> "Accounts":
        """Knows money and rules."""
        from trading_api.modules.broker.accounts import Accounts

        return Accounts(self.service)

    @cached_property
    def histories(self) -> "Histories":
        """Knows what was."""
        from trading_api.modules.broker.histories import Histories

        return Histories(self.service)

    @cached_property
    def replays(self) -> "Replays":
        """Knows the accounts that engines drive."""
        from trading_api.modules.broker.replays import Replays

        return Replays(self.service)

    @cached_property
    def matcher(self) -> "Matcher":
        """Shows the market to the orders."""
        from trading_api.modules.broker.matcher import Matcher

        return Matcher(self.service)

    @cached_property
    def log(self) -> WsRouteService:
        """Serves the lossless topics."""
        from trading_api.modules.broker.live import LiveLog

        return LiveLog(self.service)

    @cached_property
    def values(self) -> WsRouteService:
        """Serves the topics of which the newest value counts."""
        from trading_api.modules.broker.live_values import LiveValues

        return LiveValues(self.service)


class _Later:
    """A service of topics that is made with the first of them: routes are there before anything runs."""

    def __init__(self, parts: Parts, name: str) -> None:
        self._parts, self._name = parts, name

    @cached_property
    def _made(self) -> WsRouteService:
        made: WsRouteService = getattr(self._parts, self._name)
        return made

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        """Hand on."""
        await self._made.create_topic(topic, publish)

    async def remove_topic(self, topic: Topic) -> None:
        """Hand on."""
        await self._made.remove_topic(topic)

    async def open_topic(self, topic: Topic, resume: Resume | None) -> Opening:
        """Hand on."""
        return await self._made.open_topic(topic, resume)
