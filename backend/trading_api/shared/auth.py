"""Who calls, and for which account: a pluggable check before any route of a module, REST and WebSocket alike. Off unless AUTH
names an authenticator; then nothing but a module's health, readiness, release and documents answers strangers.
"""

import asyncio
import importlib
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Protocol, cast

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trading_api.settings import Settings, SettingsError
from trading_api.shared.problems import ProblemError, deny, problem

ACCOUNT_HEADER = "x-account"
RECHECK_S = 15.0
"""How often the caller of an open WebSocket is asked for again: a token taken away ends its connections within this."""
CLOSED_FOR_AUTH = 4001
OPEN = frozenset({"/health", "/ready", "/version", "/openapi.json", "/ws/asyncapi", "/ws/asyncapi.json"})
"""What a load balancer asks, and the documents, which the gateway hands out as files in any case."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody known: `accounts` are those it may act for, the first one where it names none; None is every account."""

    name: str
    accounts: tuple[str, ...] | None = None

    def may_act_for(self, account: str) -> bool:
        """Whether that account is one of its own."""
        return self.accounts is None or account in self.accounts


ANYBODY = Principal("anybody")
"""The caller while authentication is off."""


class AuthUnavailable(Exception):
    """It cannot be told now who calls; the caller gets a 503 and may try again."""


class Authenticator(Protocol):
    """Tells who calls from the headers of a request or a handshake, never from its body or frames."""

    scheme: str
    """What a 401 asks for in WWW-Authenticate: `Bearer`."""

    async def authenticate(self, connection: HTTPConnection) -> Principal | None:
        """The caller; None for a stranger. AuthUnavailable when that cannot be told now. Asked again while a WebSocket lives."""


def authenticator(settings: Settings) -> Authenticator | None:
    """What AUTH names (`package.module:factory`), called with the settings; None when it is off. May raise SettingsError."""
    if settings.auth is None:
        return None
    module, _, name = settings.auth.partition(":")
    try:
        factory = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise SettingsError(f"AUTH: {module} cannot be imported: {error}; name it as package.module:factory") from error
    except AttributeError:
        raise SettingsError(f"AUTH: {module} has no {name}; name a function that takes the settings") from None
    return cast("Callable[[Settings], Authenticator]", factory)(settings)


def principal_of(connection: HTTPConnection) -> Principal:
    """The caller of a request or WebSocket."""
    found: Principal = connection.scope.get("state", {}).get("principal", ANYBODY)
    return found


Caller = Annotated[Principal, Depends(principal_of)]
"""For a route that wants to know: `async def place(order: PreOrder, caller: Caller)`."""


def require_account(connection: HTTPConnection, account: str) -> None:
    """For accounts that stand elsewhere than in X-Account, which is checked already; ProblemError 403 account_forbidden."""
    if not principal_of(connection).may_act_for(account):
        raise ProblemError(403, "account_forbidden", "this caller may not act for that account")


def account_in_path(parameter: str) -> Any:
    """A router's dependency: where a path has that parameter it names an account, for which the caller must be allowed to act."""

    async def check(connection: HTTPConnection) -> None:
        account = connection.path_params.get(parameter)
        if account is not None:
            require_account(connection, account)

    return Depends(check)


class Authentication:
    """ASGI middleware of a module's app: 401 for strangers, 403 for another's account; the route finds the caller in its scope.

    A handshake gets the same answers. Without X-Account a caller acts for its first account.
    """

    def __init__(self, app: ASGIApp, authenticator: Authenticator, recheck_s: float = RECHECK_S) -> None:
        self.app = app
        self.authenticator = authenticator
        self.recheck_s = recheck_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on with the principal in `scope["state"]`."""
        if scope["type"] not in {"http", "websocket"} or _is_open(scope):
            await self.app(scope, receive, send)
            return
        try:
            known = _known(scope, await self._caller(scope))
        except ProblemError as refusal:
            answer = problem(refusal.status_code, refusal.code, refusal.detail, headers=refusal.headers)
            await deny(answer, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._attended(known, receive, _selecting(scope, send))
        else:
            await self.app(known, receive, send)

    async def _caller(self, scope: Scope) -> Principal:
        try:
            caller = await self.authenticator.authenticate(HTTPConnection(scope))
        except AuthUnavailable as error:
            raise ProblemError(503, "auth_unavailable", str(error), headers={"Retry-After": "1"}) from error
        if caller is None:
            challenge = {"WWW-Authenticate": self.authenticator.scheme}
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "unauthenticated", "this needs credentials", headers=challenge)
        return caller

    async def _attended(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a WebSocket, and end it when its caller is no longer known or no longer may act for its account."""
        attending = asyncio.create_task(self._attend(scope, send))
        try:
            await self.app(scope, receive, send)
        finally:
            attending.cancel()
            with suppress(asyncio.CancelledError):
                await attending

    async def _attend(self, scope: Scope, send: Send) -> None:
        before = scope["state"]["principal"]
        while True:
            await asyncio.sleep(self.recheck_s)
            try:
                now = await self.authenticator.authenticate(HTTPConnection(scope))
            except AuthUnavailable as error:
                log.warning("the caller of a WebSocket cannot be asked for now: %s", error)
                continue
            if now != before:
                # It may have left in this moment: then there is nothing to close.
                with suppress(RuntimeError, OSError):
                    await send(
                        {"type": "websocket.close", "code": CLOSED_FOR_AUTH, "reason": "no longer authenticated"}
                    )
                return


def _is_open(scope: Scope) -> bool:
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return scope["type"] == "http" and (path in OPEN or path == "/docs" or path.startswith("/docs/"))


def _known(scope: Scope, caller: Principal) -> Scope:
    """The scope with its caller, and with the account that it acts for; ProblemError where that is not its own."""
    headers = list(scope["headers"])
    said = [value.decode("latin-1").strip() for name, value in headers if name == ACCOUNT_HEADER.encode()]
    if len(said) > 1:
        raise ProblemError(400, "bad_request", "X-Account is said more than once")
    if said and not caller.may_act_for(said[0]):
        raise ProblemError(403, "account_forbidden", "this caller may not act for that account")
    if not said and caller.accounts is not None:
        if not caller.accounts:
            raise ProblemError(403, "account_forbidden", "this caller may act for no account")
        headers.append((ACCOUNT_HEADER.encode(), caller.accounts[0].encode("latin-1")))
    return {**scope, "headers": headers, "state": {**scope.get("state", {}), "principal": caller}}


def _selecting(scope: Scope, send: Send) -> Send:
    """A browser cannot send headers with a handshake, so it says its token as a second subprotocol after `bearer`, and gives up
    on a server that selects neither: the word is selected, never the token."""
    if "bearer" not in scope.get("subprotocols", ()):
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "websocket.accept" and not message.get("subprotocol"):
            message = {**message, "subprotocol": "bearer"}
        await send(message)

    return sending
