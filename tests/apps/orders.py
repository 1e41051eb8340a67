"""What an order costs beside the empty route: the same body and answer, with and without the store."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response
from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, insert
from ulid import ULID

from trading_api.models.broker import PreOrder
from trading_api.shared.store import events, idempotency
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync import events as sync_events
from trading_api.shared.store.sync import idempotency as sync_idempotency
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.sync.idempotency import Request
from trading_api.shared.store.sync.prepared import Prepared

metadata = MetaData()
NUMBERS = ("type", "side", "qty", "limit_ticks", "status", "filled_qty", "version", "created", "updated")
orders = Table(
    "bench_orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, index=True),
    Column("symbol", String),
    Column("message", String),
    *(Column(name, BigInteger) for name in NUMBERS),
)
"""As wide as the broker's own, which may change."""

STREAM = Stream("DEMO", "orders")
store = Store(os.environ["STORE_URL"])


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    await store.open()
    async with store.write() as connection:
        await connection.run_sync(metadata.create_all)
    yield
    await store.close()


app = FastAPI(lifespan=_open)


@app.post("/empty", status_code=201)
async def empty(order: PreOrder) -> Response:
    """What any POST costs."""
    return _answer(str(ULID()).encode())


@app.post("/transact", status_code=201)
async def transact(order: PreOrder) -> Response:
    """The whole order in one hop."""
    row, now = _row(order), time.time_ns() // 1_000_000

    def work(connection: Connection) -> bytes:
        def act() -> bytes:
            _QUICK.run(connection, row)
            sync_events.append(connection, STREAM, now, order.model_dump_json())
            return str(row["id"]).encode()

        return sync_idempotency.once(connection, Request("DEMO", str(row["id"]), "place"), now, act)

    return _answer(await store.transact(work))


@app.post("/write", status_code=201)
async def write(order: PreOrder) -> Response:
    """The same, statement by statement."""
    row, now = _row(order), time.time_ns() // 1_000_000
    async with store.write() as connection:

        async def act() -> bytes:
            await connection.execute(_ADD, row)
            await events.append(connection, STREAM, now, order.model_dump_json())
            return str(row["id"]).encode()

        reply = await idempotency.once(connection, Request("DEMO", str(row["id"]), "place"), now, act)
    return _answer(reply)


_ADD = insert(orders)
_QUICK = Prepared(_ADD, [column.name for column in orders.columns])


def _row(order: PreOrder) -> dict[str, object]:
    terms = {"symbol": order.symbol, "type": 1, "side": 1, "qty": 5, "limit_ticks": 10025}
    state = {"status": 6, "filled_qty": 0, "message": "", "version": 1, "created": 0, "updated": 0}
    return {"id": str(ULID()), "account": "DEMO", **terms, **state}


def _answer(body: bytes) -> Response:
    return Response(body, 201, media_type="application/json")
