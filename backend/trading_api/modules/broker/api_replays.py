"""Replays over HTTP: accounts whose market's time and prices come from the engine that drives them."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from trading_api.models.common import Problem
from trading_api.models.replays import (
    Name,
    NewReplay,
    Replay,
    ReplayChange,
    ReplayMarks,
    ReplayOrder,
    ReplayProgress,
    ReplayTicks,
)
from trading_api.modules.broker.account import ACCOUNT
from trading_api.modules.broker.api import answer
from trading_api.modules.broker.api_positions import Limit, Ms
from trading_api.modules.broker.parts import Parts
from trading_api.modules.broker.problems import BUSY, Key, Responses, problems
from trading_api.shared.auth import Caller, account_in_path

Id = Annotated[
    str, Path(pattern=f"^{ACCOUNT}$", description="chosen by whoever drives it; no account of that name trades")
]
Fence = Annotated[
    int, Header(alias="X-Fence", ge=1, le=2**53, description="from the opening: only the newest owner may")
]

UNKNOWN: Responses = {404: {"model": Problem, "description": "No such replay"}}
TAKEN: Responses = {
    409: {"model": Problem, "description": "Another process drives it now, or its clock is past that moment"}
}
OTHER: Responses = {409: {"model": Problem, "description": "It was begun with other rules"}}


class ReplayRoutes:
    """Replays, whoever drives them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get_replays(self, caller: Caller) -> list[Replay]:
        """All replays that the caller may drive, by id. One that nobody has driven for seven days is gone with the next start."""
        return [replay for replay in await self._parts.replays.all() if caller.may_act_for(replay.id)]

    async def open_replay(
        self, replay_id: Id, owner: Annotated[Name, Query()], replay: NewReplay, key: Key = None
    ) -> Response:
        """Begin a replay, or go on with it: from now on only this owner's fence is taken."""
        with problems():
            return answer(await self._parts.replays.open(replay_id, owner, replay, key))

    async def get_replay(self, replay_id: Id) -> Replay:
        """One replay as it stands."""
        with problems():
            return await self._parts.replays.get(replay_id)

    async def get_replay_changes(
        self, replay_id: Id, after: Annotated[int, Query(ge=0, le=2**53)] = 0, limit: Limit = 1000
    ) -> list[ReplayChange]:
        """Its changes in order, after number `after`."""
        with problems():
            return await self._parts.replays.changes(replay_id, after, limit)

    async def show_replay_ticks(self, replay_id: Id, ticks: ReplayTicks, fence: Fence, key: Key = None) -> Response:
        """Show the market to the open orders, and move the clock. Orders fill by the rules of all others."""
        with problems():
            return answer(await self._parts.replays.show(replay_id, fence, ticks, key))

    async def mark_replay(self, replay_id: Id, marks: ReplayMarks, fence: Fence, key: Key = None) -> Response:
        """Move the clock, end what has expired, and call the margin of an account that has too little left."""
        with problems():
            return answer(await self._parts.replays.look(replay_id, fence, marks, key))

    async def place_replay_order(self, replay_id: Id, order: ReplayOrder, fence: Fence, key: Key = None) -> Response:
        """Take an order at a moment of the market. One that breaks a rule of trading is written down as rejected."""
        with problems():
            return answer(await self._parts.replays.place(replay_id, fence, order, key))

    async def cancel_replay_order(
        self,
        replay_id: Id,
        order_id: Annotated[Name, Path()],
        at: Annotated[Ms, Query()],
        fence: Fence,
        key: Key = None,
    ) -> Response:
        """End an open order and its legs at a moment of the market; nothing happens where it is over already."""
        with problems():
            return answer(await self._parts.replays.cancel(replay_id, fence, order_id, at, key))


def router(parts: Parts) -> APIRouter:
    """The routes of one broker."""
    api, routes = APIRouter(dependencies=[account_in_path("replay_id")]), ReplayRoutes(parts)
    commanded: Responses = {**UNKNOWN, **TAKEN, **BUSY}
    api.get("/replays", responses=BUSY)(routes.get_replays)
    api.put("/replays/{replay_id}", response_model=Replay, responses={**OTHER, **BUSY})(routes.open_replay)
    api.get("/replays/{replay_id}", responses={**UNKNOWN, **BUSY})(routes.get_replay)
    api.get("/replays/{replay_id}/changes", responses={**UNKNOWN, **BUSY})(routes.get_replay_changes)
    api.post("/replays/{replay_id}/ticks", response_model=ReplayProgress, responses=commanded)(routes.show_replay_ticks)
    api.post("/replays/{replay_id}/marks", response_model=ReplayProgress, responses=commanded)(routes.mark_replay)
    api.post("/replays/{replay_id}/orders", response_model=ReplayProgress, responses=commanded)(
        routes.place_replay_order
    )
    api.delete("/replays/{replay_id}/orders/{order_id}", response_model=ReplayProgress, responses=commanded)(
        routes.cancel_replay_order
    )
    return api
