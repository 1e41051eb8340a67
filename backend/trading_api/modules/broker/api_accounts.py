"""Accounts, instruments and leverage over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from trading_api.models import accounts as models
from trading_api.models.bars import Symbol
from trading_api.modules.broker.account import ACCOUNT, DEFAULT_ACCOUNT
from trading_api.modules.broker.api import answer
from trading_api.modules.broker.api_positions import Limit, Ms
from trading_api.modules.broker.paging import Span
from trading_api.modules.broker.parts import Parts
from trading_api.modules.broker.problems import BUSY, FORBIDDEN, UNKNOWN, Account, Key, problems
from trading_api.shared.auth import account_in_path
from trading_api.shared.market.instruments import CURRENCY
from trading_api.shared.problems import ProblemError

AnyAccount = Annotated[str, Path(pattern=f"^{ACCOUNT}$")]


class AccountRoutes:
    """Accounts, instruments and leverage."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get_accounts(self, account: Account = DEFAULT_ACCOUNT) -> list[models.AccountMeta]:
        """The accounts one can trade with: the one that the request names."""
        return [models.AccountMeta(id=account, name=account, currency=CURRENCY)]

    async def get_account_info(self, account: Account = DEFAULT_ACCOUNT) -> models.AccountInfo:
        """Its rules, and what it is worth now."""
        return await self._parts.accounts.info(account)

    async def get_equity(self, account: Account = DEFAULT_ACCOUNT) -> models.Equity:
        """What it is worth now."""
        return await self._parts.accounts.equity(account)

    async def get_equity_history(
        self,
        since: Annotated[Ms, Query(alias="from")] = 0,
        until: Annotated[Ms, Query(alias="to")] = 2**53,
        limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
        account: Account = DEFAULT_ACCOUNT,
    ) -> list[models.EquityPoint]:
        """What it was worth: after each fill, and once a minute while it held something."""
        return await self._parts.histories.equity_points(account, Span(since, until), limit)

    async def get_ledger(
        self, after: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Limit = 500, account: Account = DEFAULT_ACCOUNT
    ) -> list[models.LedgerEntry]:
        """Every movement of cash, in order, that follows number `after`."""
        return await self._parts.histories.ledger(account, after, limit)

    async def get_instrument(self, symbol: str) -> models.InstrumentInfo:
        """What a trading dialog must know of a symbol."""
        found = self._parts.accounts.instrument(symbol)
        if found is None:
            raise ProblemError(404, "symbol_unknown", f"there is no symbol {symbol[:40]}")
        return found

    async def leverage_info(self, symbol: Symbol, account: Account = DEFAULT_ACCOUNT) -> models.LeverageInfo:
        """Which leverage a symbol has, and which it can have."""
        with problems():
            return await self._parts.accounts.leverage(account, symbol)

    async def set_leverage(
        self, leverage: models.LeverageRequest, account: Account = DEFAULT_ACCOUNT, key: Key = None
    ) -> Response:
        """Set the leverage of a symbol."""
        with problems():
            return answer(await self._parts.accounts.set_leverage(account, leverage, key))

    async def preview_leverage(
        self, leverage: models.LeverageRequest, account: Account = DEFAULT_ACCOUNT
    ) -> models.LeveragePreview:
        """What a leverage would mean. Nothing is set."""
        with problems():
            return await self._parts.accounts.preview_leverage(account, leverage)

    async def get_connection(self) -> models.BrokerConnection:
        """Whether the broker can be traded with."""
        return models.BrokerConnection(status=models.ConnectionStatus.CONNECTED)


class AdminRoutes:
    """What only those who run the broker may do."""

    def __init__(self, parts: Parts, *, admin: bool) -> None:
        self._parts, self._admin = parts, admin

    def _check(self) -> None:
        if not self._admin:
            raise ProblemError(403, "admin_only", "only where the broker runs with BROKER_ADMIN=true")

    async def deposit_cash(self, account_id: AnyAccount, deposit: models.Deposit, key: Key = None) -> Response:
        """Add cash to an account."""
        self._check()
        with problems():
            return answer(await self._parts.accounts.deposit(account_id, deposit, key))

    async def reset_account(self, account_id: AnyAccount, reset: models.Reset, key: Key = None) -> Response:
        """Cancel its orders, drop its positions, and begin anew under these rules. Its history stays."""
        self._check()
        with problems():
            return answer(await self._parts.accounts.reset(account_id, reset, key))

    async def set_halt(self, account_id: AnyAccount, halt: models.Halt, key: Key = None) -> Response:
        """Halt an account, or let it go on. A halted account takes only orders that reduce a position."""
        self._check()
        with problems():
            return answer(await self._parts.accounts.halt(account_id, halt, key))


def router(parts: Parts, *, admin: bool) -> APIRouter:
    """The routes of one broker; those that change other people's money answer only with `admin`."""
    api, routes = APIRouter(dependencies=[account_in_path("account_id")]), AccountRoutes(parts)
    api.get("/accounts")(routes.get_accounts)
    api.get("/account", responses=BUSY)(routes.get_account_info)
    api.get("/equity", responses=BUSY)(routes.get_equity)
    api.get("/equity/history", responses=BUSY)(routes.get_equity_history)
    api.get("/ledger", responses=BUSY)(routes.get_ledger)
    api.get("/instruments/{symbol}", responses=UNKNOWN)(routes.get_instrument)
    api.get("/leverage/info", responses=BUSY)(routes.leverage_info)
    api.put("/leverage/set", response_model=models.LeverageSet, responses=BUSY)(routes.set_leverage)
    api.post("/leverage/preview", responses=BUSY)(routes.preview_leverage)
    api.get("/connection")(routes.get_connection)
    _add_admin(api, AdminRoutes(parts, admin=admin))
    return api


def _add_admin(api: APIRouter, routes: AdminRoutes) -> None:
    api.post("/accounts/{account_id}/deposit", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})(
        routes.deposit_cash
    )
    api.post("/accounts/{account_id}/reset", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})(
        routes.reset_account
    )
    api.post("/accounts/{account_id}/halt", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})(
        routes.set_halt
    )
