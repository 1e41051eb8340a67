"""Whose orders a connection may see: named in the handshake or the request's header, never in a frame or a body."""

import re

from starlette.requests import HTTPConnection

ACCOUNT = r"[A-Za-z0-9_-]{1,32}"
DEFAULT_ACCOUNT = "DEMO"


def account_of(connection: HTTPConnection) -> str:
    """The account of a WebSocket handshake; ValueError when the header holds none."""
    named = connection.headers.get("x-account", DEFAULT_ACCOUNT)
    if not re.fullmatch(ACCOUNT, named):
        raise ValueError("X-Account must be 1 to 32 letters, digits, - or _")
    return named
