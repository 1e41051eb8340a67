"""The desk of each engine by its name; the options engine's library is loaded only for it."""

from trading_api.engines import equity, fno, options
from trading_api.engines.config import Config, EngineName
from trading_api.engines.day import TradingDay
from trading_api.engines.exits import EngineError, NothingToDo
from trading_api.engines.strategy import Desk
from trading_api.settings import Settings, SettingsError
from trading_api.shared.market.history import Market
from trading_api.shared.market.source import feed_of


def market_of(config: Config) -> Market:
    """The feed of the config; EngineError."""
    market = config.market
    environment = {"FEED": market.feed, "MARKET_SEED": market.seed, "MARKET_HOURS": market.hours}
    try:
        return Market(feed_of(Settings.from_environment(environment)))
    except SettingsError as error:
        raise EngineError(f"market.feed: {error}") from None


def desk_of(name: EngineName, config: Config, market: Market, day: TradingDay) -> Desk:
    """What an engine trades, resolved for a day; EngineError says what is not there, NothingToDo that there is nothing."""
    if getattr(config.engines, name) is None:
        raise NothingToDo(f"engines.{name} is not in the config: there is nothing to trade")
    if name == "equity":
        return equity.desk(config, market)
    return fno.desk(config, market, day) if name == "fno" else options.desk(config, market, day)
