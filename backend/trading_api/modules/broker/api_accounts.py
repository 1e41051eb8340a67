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
from trading_api.shared.market.instruments import CURRENCY
from trading_api.shared.problems import ProblemError

AnyAccount = Annotated[str, Path(pattern=f"^{ACCOUNT}$")]


def router(parts: Parts, *, admin: bool) -> APIRouter:
    """The routes of one broker; those that change other people's money answer only with `admin`."""
    api = APIRouter()

    @api.get("/accounts")
    async def get_accounts(account: Account = DEFAULT_ACCOUNT) -> list[models.AccountMeta]:
        """The accounts one can trade with: the one that the request names."""
        return [models.AccountMeta(id=account, name=account, currency=CURRENCY)]

    @api.get("/account", responses=BUSY)
    async def get_account_info(account: Account = DEFAULT_ACCOUNT) -> models.AccountInfo:
        """Its rules, and what it is worth now."""
        return await parts.accounts.info(account)

    @api.get("/equity", responses=BUSY)
    async def get_equity(account: Account = DEFAULT_ACCOUNT) -> models.Equity:
        """What it is worth now."""
        return await parts.accounts.equity(account)

    @api.get("/equity/history", responses=BUSY)
    async def get_equity_history(
        since: Annotated[Ms, Query(alias="from")] = 0,
        until: Annotated[Ms, Query(alias="to")] = 2**53,
        limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
        account: Account = DEFAULT_ACCOUNT,
    ) -> list[models.EquityPoint]:
        """What it was worth: after each fill, and once a minute while it held something."""
        return await parts.histories.equity_points(account, Span(since, until), limit)

    @api.get("/ledger", responses=BUSY)
    async def get_ledger(
        after: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Limit = 500, account: Account = DEFAULT_ACCOUNT
    ) -> list[models.LedgerEntry]:
        """Every movement of cash, in order, that follows number `after`."""
        return await parts.histories.ledger(account, after, limit)

    @api.get("/instruments/{symbol}", responses=UNKNOWN)
    async def get_instrument(symbol: str) -> models.InstrumentInfo:
        """What a trading dialog must know of a symbol."""
        found = parts.accounts.instrument(symbol)
        if found is None:
            raise ProblemError(404, "symbol_unknown", f"there is no symbol {symbol[:40]}")
        return found

    @api.get("/leverage/info", responses=BUSY)
    async def leverage_info(symbol: Symbol, account: Account = DEFAULT_ACCOUNT) -> models.LeverageInfo:
        """Which leverage a symbol has, and which it can have."""
        with problems():
            return await parts.accounts.leverage(account, symbol)

    @api.put("/leverage/set", response_model=models.LeverageSet, responses=BUSY)
    async def set_leverage(
        leverage: models.LeverageRequest, account: Account = DEFAULT_ACCOUNT, key: Key = None
    ) -> Response:
        """Set the leverage of a symbol."""
        with problems():
            return answer(await parts.accounts.set_leverage(account, leverage, key))

    @api.post("/leverage/preview", responses=BUSY)
    async def preview_leverage(
        leverage: models.LeverageRequest, account: Account = DEFAULT_ACCOUNT
    ) -> models.LeveragePreview:
        """What a leverage would mean. Nothing is set."""
        with problems():
            return await parts.accounts.preview_leverage(account, leverage)

    @api.get("/connection")
    async def get_connection() -> models.BrokerConnection:
        """Whether the broker can be traded with."""
        return models.BrokerConnection(status=models.ConnectionStatus.CONNECTED)

    _add_admin(api, parts, admin=admin)
    return api


def _add_admin(api: APIRouter, parts: Parts, *, admin: bool) -> None:
    """What only those who run the broker may do."""

    def check() -> None:
        if not admin:
            raise ProblemError(403, "admin_only", "only where the broker runs with BROKER_ADMIN=true")

    @api.post("/accounts/{account_id}/deposit", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})
    async def deposit_cash(account_id: AnyAccount, deposit: models.Deposit, key: Key = None) -> Response:
        """Add cash to an account."""
        check()
        with problems():
            return answer(await parts.accounts.deposit(account_id, deposit, key))

    @api.post("/accounts/{account_id}/reset", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})
    async def reset_account(account_id: AnyAccount, reset: models.Reset, key: Key = None) -> Response:
        """Cancel its orders, drop its positions, and begin anew under these rules. Its history stays."""
        check()
        with problems():
            return answer(await parts.accounts.reset(account_id, reset, key))

    @api.post("/accounts/{account_id}/halt", response_model=models.AccountInfo, responses={**FORBIDDEN, **BUSY})
    async def set_halt(account_id: AnyAccount, halt: models.Halt, key: Key = None) -> Response:
        """Halt an account, or let it go on. A halted account takes only orders that reduce a position."""
        check()
        with problems():
            return answer(await parts.accounts.halt(account_id, halt, key))
