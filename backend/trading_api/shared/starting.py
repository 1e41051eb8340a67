"""A start that fails for a reason its user can mend says it in one sentence; anything else keeps its traceback."""

import sys

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trading_api.settings import SettingsError
from trading_api.shared.market.fault import FeedError
from trading_api.shared.store.trouble import StoreUnavailable

MENDABLE = (SettingsError, FeedError, StoreUnavailable)


class Told:
    """Around the application. Starlette tells the server of a failed start by a traceback, within the handler of the error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through but the words for a failed start."""

        async def said(message: Message) -> None:
            error = sys.exception()
            if message["type"] == "lifespan.startup.failed" and isinstance(error, MENDABLE):
                message = {**message, "message": f"trading_api: {error}"}
            await send(message)

        await self._app(scope, receive, said if scope["type"] == "lifespan" else send)
