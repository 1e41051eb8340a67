"""The feed that the settings ask for. Loads numpy only with the feed itself."""

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from trading_api.settings import Settings, SettingsError
from trading_api.shared.market.fault import FeedError

if TYPE_CHECKING:
    from trading_api.shared.market.feed import Feed

REPLAY = "replay:"


@lru_cache(maxsize=4)
def feed_of(settings: Settings) -> "Feed":
    """The simulator, a replay, or what the named factory makes of the settings; SettingsError names the fault and the remedy.

    One for all who ask in a process: files are read once, and a source is connected to once.
    """
    if settings.feed == "simulator":
        from trading_api.shared.market.derived import WithDerivatives
        from trading_api.shared.market.simulator import Simulator

        return WithDerivatives(Simulator(settings.market_seed, exchange_hours=settings.market_hours == "exchange"))
    try:
        return _replay(settings.feed) if settings.feed.startswith(REPLAY) else _made(settings)
    except FeedError as error:
        raise SettingsError(f"FEED: {error}") from error


def _replay(asked: str) -> "Feed":
    from trading_api.shared.market.replay import Replay

    return Replay.of(asked.removeprefix(REPLAY))


def _made(settings: Settings) -> "Feed":
    """A feed of the user's own: `factory(settings)` in an importable module."""
    module, _, factory = settings.feed.partition(":")
    try:
        make = getattr(import_module(module), factory)
    except ImportError as error:
        raise FeedError(f"{settings.feed!r} cannot be imported: {error}; is its folder on PYTHONPATH?") from error
    except AttributeError:
        raise FeedError(f"module {module} has no {factory}; name a function that takes the settings") from None
    feed: Feed = make(settings)
    return feed
