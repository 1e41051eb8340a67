"""Orders on the simulated market. Made by `gen`; do not edit."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter

from . import models
from ._http import AsyncSession, Call, Session, headed, new_key, queried, quoted
from ._topic import Route, Subscription
from ._ws import Stream

_ACCOUNT_INFO_TYPE: TypeAdapter[models.AccountInfo] = TypeAdapter(models.AccountInfo)
_BRACKETS_TYPE: TypeAdapter[models.Brackets] = TypeAdapter(models.Brackets)
_BROKER_CONNECTION_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.BrokerConnectionSubscribeRequest] = TypeAdapter(
    models.BrokerConnectionSubscribeRequest
)
_BROKER_CONNECTION_TYPE: TypeAdapter[models.BrokerConnection] = TypeAdapter(models.BrokerConnection)
_CANCELED_ORDERS_TYPE: TypeAdapter[models.CanceledOrders] = TypeAdapter(models.CanceledOrders)
_CONNECTIONS_TYPE: TypeAdapter[models.Connections] = TypeAdapter(models.Connections)
_DEPOSIT_TYPE: TypeAdapter[models.Deposit] = TypeAdapter(models.Deposit)
_EQUITY_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.EquitySubscribeRequest] = TypeAdapter(models.EquitySubscribeRequest)
_EQUITY_TYPE: TypeAdapter[models.Equity] = TypeAdapter(models.Equity)
_EXECUTIONS_PAGE_TYPE: TypeAdapter[models.ExecutionsPage] = TypeAdapter(models.ExecutionsPage)
_EXECUTIONS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.ExecutionsSubscribeRequest] = TypeAdapter(
    models.ExecutionsSubscribeRequest
)
_EXECUTION_TYPE: TypeAdapter[models.Execution] = TypeAdapter(models.Execution)
_HALT_TYPE: TypeAdapter[models.Halt] = TypeAdapter(models.Halt)
_HEALTH_TYPE: TypeAdapter[models.Health] = TypeAdapter(models.Health)
_INSTANCE_TYPE: TypeAdapter[models.Instance] = TypeAdapter(models.Instance)
_INSTRUMENT_INFO_TYPE: TypeAdapter[models.InstrumentInfo] = TypeAdapter(models.InstrumentInfo)
_LEVERAGE_INFO_TYPE: TypeAdapter[models.LeverageInfo] = TypeAdapter(models.LeverageInfo)
_LEVERAGE_PREVIEW_TYPE: TypeAdapter[models.LeveragePreview] = TypeAdapter(models.LeveragePreview)
_LEVERAGE_REQUEST_TYPE: TypeAdapter[models.LeverageRequest] = TypeAdapter(models.LeverageRequest)
_LEVERAGE_SET_TYPE: TypeAdapter[models.LeverageSet] = TypeAdapter(models.LeverageSet)
_LIST_ACCOUNT_META_TYPE: TypeAdapter[list[models.AccountMeta]] = TypeAdapter(list[models.AccountMeta])
_LIST_EQUITY_POINT_TYPE: TypeAdapter[list[models.EquityPoint]] = TypeAdapter(list[models.EquityPoint])
_LIST_EXECUTION_TYPE: TypeAdapter[list[models.Execution]] = TypeAdapter(list[models.Execution])
_LIST_LEDGER_ENTRY_TYPE: TypeAdapter[list[models.LedgerEntry]] = TypeAdapter(list[models.LedgerEntry])
_LIST_ORDER_EVENT_TYPE: TypeAdapter[list[models.OrderEvent]] = TypeAdapter(list[models.OrderEvent])
_LIST_PLACED_ORDER_TYPE: TypeAdapter[list[models.PlacedOrder]] = TypeAdapter(list[models.PlacedOrder])
_LIST_POSITION_TYPE: TypeAdapter[list[models.Position]] = TypeAdapter(list[models.Position])
_LIST_REPLAY_CHANGE_TYPE: TypeAdapter[list[models.ReplayChange]] = TypeAdapter(list[models.ReplayChange])
_LIST_REPLAY_TYPE: TypeAdapter[list[models.Replay]] = TypeAdapter(list[models.Replay])
_NEW_REPLAY_TYPE: TypeAdapter[models.NewReplay] = TypeAdapter(models.NewReplay)
_ORDERS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.OrdersSubscribeRequest] = TypeAdapter(models.OrdersSubscribeRequest)
_ORDER_PREVIEW_TYPE: TypeAdapter[models.OrderPreview] = TypeAdapter(models.OrderPreview)
_ORDER_PRICES_TYPE: TypeAdapter[models.OrderPrices] = TypeAdapter(models.OrderPrices)
_PLACED_ORDER_TYPE: TypeAdapter[models.PlacedOrder] = TypeAdapter(models.PlacedOrder)
_PLACE_ORDER_RESULT_TYPE: TypeAdapter[models.PlaceOrderResult] = TypeAdapter(models.PlaceOrderResult)
_PL_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.PlSubscribeRequest] = TypeAdapter(models.PlSubscribeRequest)
_POSITIONS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.PositionsSubscribeRequest] = TypeAdapter(
    models.PositionsSubscribeRequest
)
_POSITION_CHANGE_TYPE: TypeAdapter[models.PositionChange] = TypeAdapter(models.PositionChange)
_POSITION_TYPE: TypeAdapter[models.Position] = TypeAdapter(models.Position)
_PRE_ORDER_TYPE: TypeAdapter[models.PreOrder] = TypeAdapter(models.PreOrder)
_PROBLEM_TYPE: TypeAdapter[models.Problem] = TypeAdapter(models.Problem)
_PROFIT_AND_LOSS_TYPE: TypeAdapter[models.ProfitAndLoss] = TypeAdapter(models.ProfitAndLoss)
_READINESS_TYPE: TypeAdapter[models.Readiness] = TypeAdapter(models.Readiness)
_REPLAY_CHANGE_TYPE: TypeAdapter[models.ReplayChange] = TypeAdapter(models.ReplayChange)
_REPLAY_MARKS_TYPE: TypeAdapter[models.ReplayMarks] = TypeAdapter(models.ReplayMarks)
_REPLAY_ORDER_TYPE: TypeAdapter[models.ReplayOrder] = TypeAdapter(models.ReplayOrder)
_REPLAY_PROGRESS_TYPE: TypeAdapter[models.ReplayProgress] = TypeAdapter(models.ReplayProgress)
_REPLAY_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.ReplaySubscribeRequest] = TypeAdapter(models.ReplaySubscribeRequest)
_REPLAY_TICKS_TYPE: TypeAdapter[models.ReplayTicks] = TypeAdapter(models.ReplayTicks)
_REPLAY_TYPE: TypeAdapter[models.Replay] = TypeAdapter(models.Replay)
_RESET_TYPE: TypeAdapter[models.Reset] = TypeAdapter(models.Reset)
_SUBSCRIBE_RESPONSE_TYPE: TypeAdapter[models.SubscribeResponse] = TypeAdapter(models.SubscribeResponse)
_VERSION_TYPE: TypeAdapter[models.Version] = TypeAdapter(models.Version)
_ERRORS: dict[str, TypeAdapter[Any]] = {"4XX": _PROBLEM_TYPE, "5XX": _PROBLEM_TYPE}


class BrokerClient:
    """broker, over HTTP. `server` is an address like http://localhost:8000, or a Session to share."""

    def __init__(self, server: str | Session) -> None:
        self.session = Session.of(server)

    def close(self) -> None:
        """Close the session's connections."""
        self.session.close()

    def get_account_info(self, *, x_account: str | None = None, timeout: float | None = None) -> models.AccountInfo:
        """Its rules, and what it is worth now.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_account_info(x_account=x_account), timeout)

    def get_accounts(self, *, x_account: str | None = None, timeout: float | None = None) -> list[models.AccountMeta]:
        """The accounts one can trade with: the one that the request names.

        x_account: whose orders.
        422: Validation Error.
        """
        return self.session.send(_get_accounts(x_account=x_account), timeout)

    def deposit_cash(
        self, account_id: str, body: models.Deposit, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Add cash to an account.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_deposit_cash(account_id, body, idempotency_key=idempotency_key), timeout)

    def set_halt(
        self, account_id: str, body: models.Halt, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Halt an account, or let it go on. A halted account takes only orders that reduce a position.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_set_halt(account_id, body, idempotency_key=idempotency_key), timeout)

    def reset_account(
        self, account_id: str, body: models.Reset, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Cancel its orders, drop its positions, and begin anew under these rules. Its history stays.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_reset_account(account_id, body, idempotency_key=idempotency_key), timeout)

    def get_connection(self, *, timeout: float | None = None) -> models.BrokerConnection:
        """Whether the broker can be traded with."""
        return self.session.send(_get_connection(), timeout)

    def get_connections(self, *, timeout: float | None = None) -> models.Connections:
        """The WebSockets of this module in the process that answers, and the topics they keep alive."""
        return self.session.send(_get_connections(), timeout)

    def get_equity(self, *, x_account: str | None = None, timeout: float | None = None) -> models.Equity:
        """What it is worth now.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_equity(x_account=x_account), timeout)

    def get_equity_history(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.EquityPoint]:
        """What it was worth: after each fill, and once a minute while it held something.

        from_: ms since epoch UTC.
        to: ms since epoch UTC.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_equity_history(from_=from_, to=to, limit=limit, x_account=x_account), timeout)

    def get_executions(
        self,
        *,
        symbol: str | None = None,
        from_: int | None = None,
        to: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> models.ExecutionsPage:
        """Fills in ascending time, from `from` until before `to`, in pages.

        from_: ms since epoch UTC.
        to: ms since epoch UTC.
        cursor: from the page before.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _get_executions(symbol=symbol, from_=from_, to=to, cursor=cursor, limit=limit, x_account=x_account)
        return self.session.send(call, timeout)

    def get_executions_all(
        self,
        *,
        symbol: str | None = None,
        from_: int | None = None,
        to: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> Iterator[models.Execution]:
        """Every item of `get_executions`, page after page."""
        cursor: str | None = None
        while True:
            page = self.get_executions(
                symbol=symbol, from_=from_, to=to, cursor=cursor, limit=limit, x_account=x_account, timeout=timeout
            )
            yield from page.executions
            cursor = page.cursor
            if not cursor:
                return

    def get_executions_of_symbol(
        self, symbol: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.Execution]:
        """The first thousand fills of a symbol; `/executions` has the others in pages.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_executions_of_symbol(symbol, x_account=x_account), timeout)

    def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return self.session.send(_get_health(), timeout)

    def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return self.session.send(_get_instance(), timeout)

    def get_instrument(self, symbol: str, *, timeout: float | None = None) -> models.InstrumentInfo:
        """What a trading dialog must know of a symbol.

        404: No such order in this account.
        422: Validation Error.
        """
        return self.session.send(_get_instrument(symbol), timeout)

    def get_ledger(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.LedgerEntry]:
        """Every movement of cash, in order, that follows number `after`.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_ledger(after=after, limit=limit, x_account=x_account), timeout)

    def leverage_info(
        self, *, symbol: str, x_account: str | None = None, timeout: float | None = None
    ) -> models.LeverageInfo:
        """Which leverage a symbol has, and which it can have.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_leverage_info(symbol=symbol, x_account=x_account), timeout)

    def preview_leverage(
        self, body: models.LeverageRequest, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.LeveragePreview:
        """What a leverage would mean. Nothing is set.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_preview_leverage(body, x_account=x_account), timeout)

    def set_leverage(
        self,
        body: models.LeverageRequest,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.LeverageSet:
        """Set the leverage of a symbol.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_set_leverage(body, x_account=x_account, idempotency_key=idempotency_key), timeout)

    def get_orders(self, *, x_account: str | None = None, timeout: float | None = None) -> list[models.PlacedOrder]:
        """The orders that are not final, oldest first.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_orders(x_account=x_account), timeout)

    def place_order(
        self,
        body: models.PreOrder,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlaceOrderResult:
        """Take an order. It fills with prices that come after it; the answer does not wait for that.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_place_order(body, x_account=x_account, idempotency_key=idempotency_key), timeout)

    def cancel_orders(
        self,
        *,
        symbol: str | None = None,
        side: Literal[1, -1] | None = None,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.CanceledOrders:
        """Cancel all open orders, or those of a symbol, or of a side.

        side: 1 buy, -1 sell.
        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_orders(symbol=symbol, side=side, x_account=x_account, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def get_orders_history(
        self,
        *,
        before: str | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.PlacedOrder]:
        """The orders that are final, newest first. For the next page give the last one's id as `before`.

        before: only orders with ids below this one.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_orders_history(before=before, limit=limit, x_account=x_account), timeout)

    def preview_order(
        self, body: models.PreOrder, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.OrderPreview:
        """What placing the order would do now. Nothing is placed.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_preview_order(body, x_account=x_account), timeout)

    def get_order(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.PlacedOrder:
        """One order, final or not.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_order(order_id, x_account=x_account), timeout)

    def modify_order(
        self,
        order_id: str,
        body: models.OrderPrices,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Change quantity, prices or duration of an open order; the answer is its new state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        if_match: do it only if the order still has this version.
        404: No such order in this account.
        409: The order is final.
        412: The order has another version now.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _modify_order(order_id, body, x_account=x_account, idempotency_key=idempotency_key, if_match=if_match)
        return self.session.send(call, timeout)

    def cancel_order(
        self,
        order_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Cancel an order; the answer is its last state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        if_match: do it only if the order still has this version.
        404: No such order in this account.
        409: The order is final.
        412: The order has another version now.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_order(order_id, x_account=x_account, idempotency_key=idempotency_key, if_match=if_match)
        return self.session.send(call, timeout)

    def get_order_events(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.OrderEvent]:
        """Its audit trail: all that happened to it, in order.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_order_events(order_id, x_account=x_account), timeout)

    def get_positions(self, *, x_account: str | None = None, timeout: float | None = None) -> list[models.Position]:
        """The open positions; a position's id is its symbol.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_positions(x_account=x_account), timeout)

    def close_position(
        self,
        position_id: str,
        *,
        amount: Decimal | None = None,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PositionChange:
        """Close a position, or a part of it, at the next price.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _close_position(position_id, amount=amount, x_account=x_account, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def edit_position_brackets(
        self,
        position_id: str,
        body: models.Brackets,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Position:
        """Put a stop and a target behind a position, in place of those it has.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _edit_position_brackets(position_id, body, x_account=x_account, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def reverse_position(
        self,
        position_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PositionChange:
        """Turn a position into its opposite at the next price.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _reverse_position(position_id, x_account=x_account, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return self.session.send(_get_ready(), timeout)

    def get_replays(self, *, timeout: float | None = None) -> list[models.Replay]:
        """All replays that the caller may drive, by id. One that nobody has driven for seven days is gone with the next
        start.

        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_replays(), timeout)

    def get_replay(self, replay_id: str, *, timeout: float | None = None) -> models.Replay:
        """One replay as it stands.

        replay_id: chosen by whoever drives it; no account of that name trades.
        404: No such replay.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_replay(replay_id), timeout)

    def open_replay(
        self,
        replay_id: str,
        body: models.NewReplay,
        *,
        owner: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Replay:
        """Begin a replay, or go on with it: from now on only this owner's fence is taken.

        replay_id: chosen by whoever drives it; no account of that name trades.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        409: It was begun with other rules.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_open_replay(replay_id, body, owner=owner, idempotency_key=idempotency_key), timeout)

    def get_replay_changes(
        self, replay_id: str, *, after: int | None = None, limit: int | None = None, timeout: float | None = None
    ) -> list[models.ReplayChange]:
        """Its changes in order, after number `after`.

        replay_id: chosen by whoever drives it; no account of that name trades.
        404: No such replay.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_replay_changes(replay_id, after=after, limit=limit), timeout)

    def mark_replay(
        self,
        replay_id: str,
        body: models.ReplayMarks,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Move the clock, end what has expired, and call the margin of an account that has too little left.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _mark_replay(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def place_replay_order(
        self,
        replay_id: str,
        body: models.ReplayOrder,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Take an order at a moment of the market. One that breaks a rule of trading is written down as rejected.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _place_replay_order(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def cancel_replay_order(
        self,
        replay_id: str,
        order_id: str,
        *,
        at: int,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """End an open order and its legs at a moment of the market; nothing happens where it is over already.

        replay_id: chosen by whoever drives it; no account of that name trades.
        at: ms since epoch UTC.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_replay_order(replay_id, order_id, at=at, x_fence=x_fence, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def show_replay_ticks(
        self,
        replay_id: str,
        body: models.ReplayTicks,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Show the market to the open orders, and move the clock. Orders fill by the rules of all others.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _show_replay_ticks(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return self.session.send(call, timeout)

    def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return self.session.send(_get_version(), timeout)


class AsyncBrokerClient:
    """broker, over HTTP, for asyncio. `server` is an address, or an AsyncSession to share."""

    def __init__(self, server: str | AsyncSession) -> None:
        self.session = AsyncSession.of(server)

    async def aclose(self) -> None:
        """Close the session's connections."""
        await self.session.aclose()

    async def get_account_info(
        self, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Its rules, and what it is worth now.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_account_info(x_account=x_account), timeout)

    async def get_accounts(
        self, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.AccountMeta]:
        """The accounts one can trade with: the one that the request names.

        x_account: whose orders.
        422: Validation Error.
        """
        return await self.session.send(_get_accounts(x_account=x_account), timeout)

    async def deposit_cash(
        self, account_id: str, body: models.Deposit, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Add cash to an account.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_deposit_cash(account_id, body, idempotency_key=idempotency_key), timeout)

    async def set_halt(
        self, account_id: str, body: models.Halt, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Halt an account, or let it go on. A halted account takes only orders that reduce a position.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_set_halt(account_id, body, idempotency_key=idempotency_key), timeout)

    async def reset_account(
        self, account_id: str, body: models.Reset, *, idempotency_key: str | None = None, timeout: float | None = None
    ) -> models.AccountInfo:
        """Cancel its orders, drop its positions, and begin anew under these rules. Its history stays.

        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        403: Only where BROKER_ADMIN is on.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_reset_account(account_id, body, idempotency_key=idempotency_key), timeout)

    async def get_connection(self, *, timeout: float | None = None) -> models.BrokerConnection:
        """Whether the broker can be traded with."""
        return await self.session.send(_get_connection(), timeout)

    async def get_connections(self, *, timeout: float | None = None) -> models.Connections:
        """The WebSockets of this module in the process that answers, and the topics they keep alive."""
        return await self.session.send(_get_connections(), timeout)

    async def get_equity(self, *, x_account: str | None = None, timeout: float | None = None) -> models.Equity:
        """What it is worth now.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_equity(x_account=x_account), timeout)

    async def get_equity_history(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.EquityPoint]:
        """What it was worth: after each fill, and once a minute while it held something.

        from_: ms since epoch UTC.
        to: ms since epoch UTC.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _get_equity_history(from_=from_, to=to, limit=limit, x_account=x_account)
        return await self.session.send(call, timeout)

    async def get_executions(
        self,
        *,
        symbol: str | None = None,
        from_: int | None = None,
        to: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> models.ExecutionsPage:
        """Fills in ascending time, from `from` until before `to`, in pages.

        from_: ms since epoch UTC.
        to: ms since epoch UTC.
        cursor: from the page before.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _get_executions(symbol=symbol, from_=from_, to=to, cursor=cursor, limit=limit, x_account=x_account)
        return await self.session.send(call, timeout)

    async def get_executions_all(
        self,
        *,
        symbol: str | None = None,
        from_: int | None = None,
        to: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> AsyncIterator[models.Execution]:
        """Every item of `get_executions`, page after page."""
        cursor: str | None = None
        while True:
            page = await self.get_executions(
                symbol=symbol, from_=from_, to=to, cursor=cursor, limit=limit, x_account=x_account, timeout=timeout
            )
            for item in page.executions:
                yield item
            cursor = page.cursor
            if not cursor:
                return

    async def get_executions_of_symbol(
        self, symbol: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.Execution]:
        """The first thousand fills of a symbol; `/executions` has the others in pages.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_executions_of_symbol(symbol, x_account=x_account), timeout)

    async def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return await self.session.send(_get_health(), timeout)

    async def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return await self.session.send(_get_instance(), timeout)

    async def get_instrument(self, symbol: str, *, timeout: float | None = None) -> models.InstrumentInfo:
        """What a trading dialog must know of a symbol.

        404: No such order in this account.
        422: Validation Error.
        """
        return await self.session.send(_get_instrument(symbol), timeout)

    async def get_ledger(
        self,
        *,
        after: int | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.LedgerEntry]:
        """Every movement of cash, in order, that follows number `after`.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_ledger(after=after, limit=limit, x_account=x_account), timeout)

    async def leverage_info(
        self, *, symbol: str, x_account: str | None = None, timeout: float | None = None
    ) -> models.LeverageInfo:
        """Which leverage a symbol has, and which it can have.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_leverage_info(symbol=symbol, x_account=x_account), timeout)

    async def preview_leverage(
        self, body: models.LeverageRequest, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.LeveragePreview:
        """What a leverage would mean. Nothing is set.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_preview_leverage(body, x_account=x_account), timeout)

    async def set_leverage(
        self,
        body: models.LeverageRequest,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.LeverageSet:
        """Set the leverage of a symbol.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _set_leverage(body, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_orders(
        self, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.PlacedOrder]:
        """The orders that are not final, oldest first.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_orders(x_account=x_account), timeout)

    async def place_order(
        self,
        body: models.PreOrder,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlaceOrderResult:
        """Take an order. It fills with prices that come after it; the answer does not wait for that.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _place_order(body, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def cancel_orders(
        self,
        *,
        symbol: str | None = None,
        side: Literal[1, -1] | None = None,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.CanceledOrders:
        """Cancel all open orders, or those of a symbol, or of a side.

        side: 1 buy, -1 sell.
        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_orders(symbol=symbol, side=side, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_orders_history(
        self,
        *,
        before: str | None = None,
        limit: int | None = None,
        x_account: str | None = None,
        timeout: float | None = None,
    ) -> list[models.PlacedOrder]:
        """The orders that are final, newest first. For the next page give the last one's id as `before`.

        before: only orders with ids below this one.
        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_orders_history(before=before, limit=limit, x_account=x_account), timeout)

    async def preview_order(
        self, body: models.PreOrder, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.OrderPreview:
        """What placing the order would do now. Nothing is placed.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_preview_order(body, x_account=x_account), timeout)

    async def get_order(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.PlacedOrder:
        """One order, final or not.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_order(order_id, x_account=x_account), timeout)

    async def modify_order(
        self,
        order_id: str,
        body: models.OrderPrices,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Change quantity, prices or duration of an open order; the answer is its new state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        if_match: do it only if the order still has this version.
        404: No such order in this account.
        409: The order is final.
        412: The order has another version now.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _modify_order(order_id, body, x_account=x_account, idempotency_key=idempotency_key, if_match=if_match)
        return await self.session.send(call, timeout)

    async def cancel_order(
        self,
        order_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Cancel an order; the answer is its last state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        if_match: do it only if the order still has this version.
        404: No such order in this account.
        409: The order is final.
        412: The order has another version now.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_order(order_id, x_account=x_account, idempotency_key=idempotency_key, if_match=if_match)
        return await self.session.send(call, timeout)

    async def get_order_events(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.OrderEvent]:
        """Its audit trail: all that happened to it, in order.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_order_events(order_id, x_account=x_account), timeout)

    async def get_positions(
        self, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.Position]:
        """The open positions; a position's id is its symbol.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_positions(x_account=x_account), timeout)

    async def close_position(
        self,
        position_id: str,
        *,
        amount: Decimal | None = None,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PositionChange:
        """Close a position, or a part of it, at the next price.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _close_position(position_id, amount=amount, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def edit_position_brackets(
        self,
        position_id: str,
        body: models.Brackets,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Position:
        """Put a stop and a target behind a position, in place of those it has.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _edit_position_brackets(position_id, body, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def reverse_position(
        self,
        position_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PositionChange:
        """Turn a position into its opposite at the next price.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _reverse_position(position_id, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return await self.session.send(_get_ready(), timeout)

    async def get_replays(self, *, timeout: float | None = None) -> list[models.Replay]:
        """All replays that the caller may drive, by id. One that nobody has driven for seven days is gone with the next
        start.

        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_replays(), timeout)

    async def get_replay(self, replay_id: str, *, timeout: float | None = None) -> models.Replay:
        """One replay as it stands.

        replay_id: chosen by whoever drives it; no account of that name trades.
        404: No such replay.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_replay(replay_id), timeout)

    async def open_replay(
        self,
        replay_id: str,
        body: models.NewReplay,
        *,
        owner: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.Replay:
        """Begin a replay, or go on with it: from now on only this owner's fence is taken.

        replay_id: chosen by whoever drives it; no account of that name trades.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        409: It was begun with other rules.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _open_replay(replay_id, body, owner=owner, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_replay_changes(
        self, replay_id: str, *, after: int | None = None, limit: int | None = None, timeout: float | None = None
    ) -> list[models.ReplayChange]:
        """Its changes in order, after number `after`.

        replay_id: chosen by whoever drives it; no account of that name trades.
        404: No such replay.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_replay_changes(replay_id, after=after, limit=limit), timeout)

    async def mark_replay(
        self,
        replay_id: str,
        body: models.ReplayMarks,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Move the clock, end what has expired, and call the margin of an account that has too little left.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _mark_replay(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def place_replay_order(
        self,
        replay_id: str,
        body: models.ReplayOrder,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Take an order at a moment of the market. One that breaks a rule of trading is written down as rejected.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _place_replay_order(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def cancel_replay_order(
        self,
        replay_id: str,
        order_id: str,
        *,
        at: int,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """End an open order and its legs at a moment of the market; nothing happens where it is over already.

        replay_id: chosen by whoever drives it; no account of that name trades.
        at: ms since epoch UTC.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_replay_order(replay_id, order_id, at=at, x_fence=x_fence, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def show_replay_ticks(
        self,
        replay_id: str,
        body: models.ReplayTicks,
        *,
        x_fence: int,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.ReplayProgress:
        """Show the market to the open orders, and move the clock. Orders fill by the rules of all others.

        replay_id: chosen by whoever drives it; no account of that name trades.
        x_fence: from the opening: only the newest owner may.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such replay.
        409: Another process drives it now, or its clock is past that moment.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _show_replay_ticks(replay_id, body, x_fence=x_fence, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return await self.session.send(_get_version(), timeout)


class BrokerStream(Stream):
    """broker, over its WebSocket."""

    path = "/api/v1/broker/ws"

    async def broker_connection(
        self, request: models.BrokerConnectionSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.BrokerConnection]:
        """Whether the broker can be traded with.

        The latest value; older ones may be skipped.
        """
        return await self._subscribe(_BROKER_CONNECTION_ROUTE, request or models.BrokerConnectionSubscribeRequest())

    async def equity(
        self, request: models.EquitySubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.Equity]:
        """The connection's account after everything that moved its cash.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_EQUITY_ROUTE, request or models.EquitySubscribeRequest())

    async def executions(
        self, request: models.ExecutionsSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.Execution]:
        """Every fill of the connection's account.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_EXECUTIONS_ROUTE, request or models.ExecutionsSubscribeRequest())

    async def orders(
        self, request: models.OrdersSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.PlacedOrder]:
        """Every change of the connection's account's orders. The account comes from the handshake, never from a frame.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_ORDERS_ROUTE, request or models.OrdersSubscribeRequest())

    async def pl(
        self, request: models.PlSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.ProfitAndLoss]:
        """The unrealised profit and loss, once a second. `accountId` may only repeat the connection's account.

        The latest value; older ones may be skipped.
        """
        return await self._subscribe(_PL_ROUTE, request or models.PlSubscribeRequest())

    async def positions(
        self, request: models.PositionsSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.Position]:
        """Every change of the connection's account's positions.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_POSITIONS_ROUTE, request or models.PositionsSubscribeRequest())

    async def replay(
        self, request: models.ReplaySubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.ReplayChange]:
        """Every change of the replay that the handshake names in X-Account. A new reader gets the newest one first.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_REPLAY_ROUTE, request or models.ReplaySubscribeRequest())


_BROKER_CONNECTION_ROUTE = Route(
    "broker-connection",
    request=_BROKER_CONNECTION_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_BROKER_CONNECTION_TYPE,
    lossless=False,
)
_EQUITY_ROUTE = Route(
    "equity",
    request=_EQUITY_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_EQUITY_TYPE,
    lossless=True,
)
_EXECUTIONS_ROUTE = Route(
    "executions",
    request=_EXECUTIONS_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_EXECUTION_TYPE,
    lossless=True,
)
_ORDERS_ROUTE = Route(
    "orders",
    request=_ORDERS_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_PLACED_ORDER_TYPE,
    lossless=True,
)
_PL_ROUTE = Route(
    "pl",
    request=_PL_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_PROFIT_AND_LOSS_TYPE,
    lossless=False,
)
_POSITIONS_ROUTE = Route(
    "positions",
    request=_POSITIONS_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_POSITION_TYPE,
    lossless=True,
)
_REPLAY_ROUTE = Route(
    "replay",
    request=_REPLAY_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_REPLAY_CHANGE_TYPE,
    lossless=True,
)


def _get_account_info(*, x_account: str | None = None) -> Call[models.AccountInfo]:
    return Call(
        "GET",
        "/api/v1/broker/account",
        _ACCOUNT_INFO_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_accounts(*, x_account: str | None = None) -> Call[list[models.AccountMeta]]:
    return Call(
        "GET",
        "/api/v1/broker/accounts",
        _LIST_ACCOUNT_META_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _deposit_cash(
    account_id: str, body: models.Deposit, *, idempotency_key: str | None = None
) -> Call[models.AccountInfo]:
    return Call(
        "POST",
        f"/api/v1/broker/accounts/{quoted(account_id)}/deposit",
        _ACCOUNT_INFO_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json", "Idempotency-Key": idempotency_key or new_key()}),
        content=_DEPOSIT_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _set_halt(account_id: str, body: models.Halt, *, idempotency_key: str | None = None) -> Call[models.AccountInfo]:
    return Call(
        "POST",
        f"/api/v1/broker/accounts/{quoted(account_id)}/halt",
        _ACCOUNT_INFO_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json", "Idempotency-Key": idempotency_key or new_key()}),
        content=_HALT_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _reset_account(
    account_id: str, body: models.Reset, *, idempotency_key: str | None = None
) -> Call[models.AccountInfo]:
    return Call(
        "POST",
        f"/api/v1/broker/accounts/{quoted(account_id)}/reset",
        _ACCOUNT_INFO_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json", "Idempotency-Key": idempotency_key or new_key()}),
        content=_RESET_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _get_connection() -> Call[models.BrokerConnection]:
    return Call(
        "GET",
        "/api/v1/broker/connection",
        _BROKER_CONNECTION_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_connections() -> Call[models.Connections]:
    return Call(
        "GET",
        "/api/v1/broker/connections",
        _CONNECTIONS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_equity(*, x_account: str | None = None) -> Call[models.Equity]:
    return Call(
        "GET",
        "/api/v1/broker/equity",
        _EQUITY_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_equity_history(
    *, from_: int | None = None, to: int | None = None, limit: int | None = None, x_account: str | None = None
) -> Call[list[models.EquityPoint]]:
    return Call(
        "GET",
        "/api/v1/broker/equity/history",
        _LIST_EQUITY_POINT_TYPE,
        _ERRORS,
        query=queried({"from": from_, "to": to, "limit": limit}),
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_executions(
    *,
    symbol: str | None = None,
    from_: int | None = None,
    to: int | None = None,
    cursor: str | None = None,
    limit: int | None = None,
    x_account: str | None = None,
) -> Call[models.ExecutionsPage]:
    return Call(
        "GET",
        "/api/v1/broker/executions",
        _EXECUTIONS_PAGE_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "from": from_, "to": to, "cursor": cursor, "limit": limit}),
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_executions_of_symbol(symbol: str, *, x_account: str | None = None) -> Call[list[models.Execution]]:
    return Call(
        "GET",
        f"/api/v1/broker/executions/{quoted(symbol)}",
        _LIST_EXECUTION_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_health() -> Call[models.Health]:
    return Call(
        "GET",
        "/api/v1/broker/health",
        _HEALTH_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_instance() -> Call[models.Instance]:
    return Call(
        "GET",
        "/api/v1/broker/instance",
        _INSTANCE_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_instrument(symbol: str) -> Call[models.InstrumentInfo]:
    return Call(
        "GET",
        f"/api/v1/broker/instruments/{quoted(symbol)}",
        _INSTRUMENT_INFO_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_ledger(
    *, after: int | None = None, limit: int | None = None, x_account: str | None = None
) -> Call[list[models.LedgerEntry]]:
    return Call(
        "GET",
        "/api/v1/broker/ledger",
        _LIST_LEDGER_ENTRY_TYPE,
        _ERRORS,
        query=queried({"after": after, "limit": limit}),
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _leverage_info(*, symbol: str, x_account: str | None = None) -> Call[models.LeverageInfo]:
    return Call(
        "GET",
        "/api/v1/broker/leverage/info",
        _LEVERAGE_INFO_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol}),
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _preview_leverage(body: models.LeverageRequest, *, x_account: str | None = None) -> Call[models.LeveragePreview]:
    return Call(
        "POST",
        "/api/v1/broker/leverage/preview",
        _LEVERAGE_PREVIEW_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json", "X-Account": x_account}),
        content=_LEVERAGE_REQUEST_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
    )


def _set_leverage(
    body: models.LeverageRequest, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.LeverageSet]:
    return Call(
        "PUT",
        "/api/v1/broker/leverage/set",
        _LEVERAGE_SET_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Account": x_account,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_LEVERAGE_REQUEST_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _get_orders(*, x_account: str | None = None) -> Call[list[models.PlacedOrder]]:
    return Call(
        "GET",
        "/api/v1/broker/orders",
        _LIST_PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _place_order(
    body: models.PreOrder, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.PlaceOrderResult]:
    return Call(
        "POST",
        "/api/v1/broker/orders",
        _PLACE_ORDER_RESULT_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Account": x_account,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_PRE_ORDER_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _cancel_orders(
    *,
    symbol: str | None = None,
    side: Literal[1, -1] | None = None,
    x_account: str | None = None,
    idempotency_key: str | None = None,
) -> Call[models.CanceledOrders]:
    return Call(
        "DELETE",
        "/api/v1/broker/orders",
        _CANCELED_ORDERS_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "side": side}),
        headers=headed({"X-Account": x_account, "Idempotency-Key": idempotency_key or new_key()}),
        repeatable=True,
    )


def _get_orders_history(
    *, before: str | None = None, limit: int | None = None, x_account: str | None = None
) -> Call[list[models.PlacedOrder]]:
    return Call(
        "GET",
        "/api/v1/broker/orders/history",
        _LIST_PLACED_ORDER_TYPE,
        _ERRORS,
        query=queried({"before": before, "limit": limit}),
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _preview_order(body: models.PreOrder, *, x_account: str | None = None) -> Call[models.OrderPreview]:
    return Call(
        "POST",
        "/api/v1/broker/orders/preview",
        _ORDER_PREVIEW_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json", "X-Account": x_account}),
        content=_PRE_ORDER_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
    )


def _get_order(order_id: str, *, x_account: str | None = None) -> Call[models.PlacedOrder]:
    return Call(
        "GET",
        f"/api/v1/broker/orders/{quoted(order_id)}",
        _PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _modify_order(
    order_id: str,
    body: models.OrderPrices,
    *,
    x_account: str | None = None,
    idempotency_key: str | None = None,
    if_match: str | None = None,
) -> Call[models.PlacedOrder]:
    return Call(
        "PUT",
        f"/api/v1/broker/orders/{quoted(order_id)}",
        _PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Account": x_account,
                "Idempotency-Key": idempotency_key or new_key(),
                "If-Match": if_match,
            }
        ),
        content=_ORDER_PRICES_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _cancel_order(
    order_id: str, *, x_account: str | None = None, idempotency_key: str | None = None, if_match: str | None = None
) -> Call[models.PlacedOrder]:
    return Call(
        "DELETE",
        f"/api/v1/broker/orders/{quoted(order_id)}",
        _PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account, "Idempotency-Key": idempotency_key or new_key(), "If-Match": if_match}),
        repeatable=True,
    )


def _get_order_events(order_id: str, *, x_account: str | None = None) -> Call[list[models.OrderEvent]]:
    return Call(
        "GET",
        f"/api/v1/broker/orders/{quoted(order_id)}/events",
        _LIST_ORDER_EVENT_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _get_positions(*, x_account: str | None = None) -> Call[list[models.Position]]:
    return Call(
        "GET",
        "/api/v1/broker/positions",
        _LIST_POSITION_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _close_position(
    position_id: str, *, amount: Decimal | None = None, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.PositionChange]:
    return Call(
        "DELETE",
        f"/api/v1/broker/positions/{quoted(position_id)}",
        _POSITION_CHANGE_TYPE,
        _ERRORS,
        query=queried({"amount": amount}),
        headers=headed({"X-Account": x_account, "Idempotency-Key": idempotency_key or new_key()}),
        repeatable=True,
    )


def _edit_position_brackets(
    position_id: str, body: models.Brackets, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.Position]:
    return Call(
        "PUT",
        f"/api/v1/broker/positions/{quoted(position_id)}/brackets",
        _POSITION_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Account": x_account,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_BRACKETS_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _reverse_position(
    position_id: str, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.PositionChange]:
    return Call(
        "POST",
        f"/api/v1/broker/positions/{quoted(position_id)}/reverse",
        _POSITION_CHANGE_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account, "Idempotency-Key": idempotency_key or new_key()}),
        repeatable=True,
    )


def _get_ready() -> Call[models.Readiness]:
    return Call(
        "GET",
        "/api/v1/broker/ready",
        _READINESS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_replays() -> Call[list[models.Replay]]:
    return Call(
        "GET",
        "/api/v1/broker/replays",
        _LIST_REPLAY_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_replay(replay_id: str) -> Call[models.Replay]:
    return Call(
        "GET",
        f"/api/v1/broker/replays/{quoted(replay_id)}",
        _REPLAY_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _open_replay(
    replay_id: str, body: models.NewReplay, *, owner: str, idempotency_key: str | None = None
) -> Call[models.Replay]:
    return Call(
        "PUT",
        f"/api/v1/broker/replays/{quoted(replay_id)}",
        _REPLAY_TYPE,
        _ERRORS,
        query=queried({"owner": owner}),
        headers=headed({"Content-Type": "application/json", "Idempotency-Key": idempotency_key or new_key()}),
        content=_NEW_REPLAY_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _get_replay_changes(
    replay_id: str, *, after: int | None = None, limit: int | None = None
) -> Call[list[models.ReplayChange]]:
    return Call(
        "GET",
        f"/api/v1/broker/replays/{quoted(replay_id)}/changes",
        _LIST_REPLAY_CHANGE_TYPE,
        _ERRORS,
        query=queried({"after": after, "limit": limit}),
        repeatable=True,
    )


def _mark_replay(
    replay_id: str, body: models.ReplayMarks, *, x_fence: int, idempotency_key: str | None = None
) -> Call[models.ReplayProgress]:
    return Call(
        "POST",
        f"/api/v1/broker/replays/{quoted(replay_id)}/marks",
        _REPLAY_PROGRESS_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Fence": x_fence,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_REPLAY_MARKS_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _place_replay_order(
    replay_id: str, body: models.ReplayOrder, *, x_fence: int, idempotency_key: str | None = None
) -> Call[models.ReplayProgress]:
    return Call(
        "POST",
        f"/api/v1/broker/replays/{quoted(replay_id)}/orders",
        _REPLAY_PROGRESS_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Fence": x_fence,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_REPLAY_ORDER_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _cancel_replay_order(
    replay_id: str, order_id: str, *, at: int, x_fence: int, idempotency_key: str | None = None
) -> Call[models.ReplayProgress]:
    return Call(
        "DELETE",
        f"/api/v1/broker/replays/{quoted(replay_id)}/orders/{quoted(order_id)}",
        _REPLAY_PROGRESS_TYPE,
        _ERRORS,
        query=queried({"at": at}),
        headers=headed({"X-Fence": x_fence, "Idempotency-Key": idempotency_key or new_key()}),
        repeatable=True,
    )


def _show_replay_ticks(
    replay_id: str, body: models.ReplayTicks, *, x_fence: int, idempotency_key: str | None = None
) -> Call[models.ReplayProgress]:
    return Call(
        "POST",
        f"/api/v1/broker/replays/{quoted(replay_id)}/ticks",
        _REPLAY_PROGRESS_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Fence": x_fence,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_REPLAY_TICKS_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _get_version() -> Call[models.Version]:
    return Call(
        "GET",
        "/api/v1/broker/version",
        _VERSION_TYPE,
        _ERRORS,
        repeatable=True,
    )
