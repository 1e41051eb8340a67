"""The application as the environment asks for it: `uvicorn trading_api.main:app`."""

import gc
import logging
import sys

_collected = gc.isenabled()
gc.disable()  # what is loaded here stays: to look through it for garbage again and again is a sixth of a start

from trading_api.app_factory import AppFactory, ModularFastAPI  # noqa: E402 - see above
from trading_api.settings import SettingsError  # noqa: E402 - as above
from trading_api.shared.problems import is_news  # noqa: E402 - as above


def create_app() -> ModularFastAPI:
    """Read the environment, put the modules together; a mistake there ends the program with one message."""
    try:
        return AppFactory().create_app()
    except SettingsError as error:
        sys.exit(f"trading_api: {error}")


# uvicorn configures its own loggers only, unless it is given a --log-config: ours would write bare messages without a level.
if not logging.getLogger().hasHandlers():
    logging.basicConfig(format="%(levelname)s:  %(name)s: %(message)s")
logging.getLogger("uvicorn.error").addFilter(is_news)
app = create_app()
gc.freeze()  # nor is it looked at later
if _collected:
    gc.enable()
