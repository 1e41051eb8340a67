"""The paper broker's tables. Orders from before rest on, each account begins with the usual money, and its journal with both.

What is written here is spelled out, not borrowed: the code may change, a step that was taken may not.
"""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OPENING_CASH = 10**12
TICK = 10_000
"""All that was tradable had ticks of a cent: this many micros."""
STATES = {1: "canceled", 2: "filled", 3: "held", 4: "new", 5: "rejected", 6: "working"}
HAPPENINGS = {"canceled": "cancel", "filled": "fill_rest", "held": "hold", "rejected": "reject", "partial": "fill_part"}
FINAL = {"canceled", "filled", "rejected"}
TERMS: dict[str, Any] = {
    "kind": "margin",
    "method": "fifo",
    "on_breach": "liquidate",
    "largest_position": None,
    "daily_loss": None,
    "halted": False,
    "leverage": [],
}
NEW_FIELDS = {
    "stopPrice": None,
    "trailingStopPips": None,
    "duration": {"type": "GTC", "datetime": None},
    "reduceOnly": False,
    "parentId": None,
    "parentType": None,
    "clientOrderId": None,
}
"""What an order in the event log did not say: a reader that resumes gets the old entries too."""
PAGE = 500


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=False)


def _body(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=null)


def _small(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=null)


def upgrade() -> None:
    """Forward only: the way back is the copy made before."""
    _create_accounts()
    _create_histories()
    op.rename_table("orders", "orders_before")
    _create_orders()
    _convert_orders()
    _convert_events()
    op.drop_table("orders_before")
    op.rename_table("orders_now", "orders")
    _create_indexes()


def _create_accounts() -> None:
    sums = ("cash", "deposits", "realised", "fees", "reserved", "entries", "day", "day_equity", "changes")
    op.create_table(
        "accounts", sa.Column("id", sa.String, primary_key=True), _body("terms"), *(_number(name) for name in sums)
    )
    op.create_table(
        "positions",
        *(_text("account"), _text("symbol"), _body("lots"), _number("updated")),
        sa.PrimaryKeyConstraint("account", "symbol"),
    )
    op.create_table("matching", sa.Column("name", sa.String, primary_key=True), _number("until"))


def _create_histories() -> None:
    op.create_table(
        "executions",
        sa.Column("id", sa.String, primary_key=True),
        *(_text("account"), _text("order_id"), _text("symbol"), _small("side")),
        *(_number(name) for name in ("qty", "ticks", "value", "fee", "realised", "ts")),
    )
    op.create_index("executions_of_account", "executions", ["account", "ts", "id"])
    op.create_table(
        "ledger",
        *(_text("account"), _number("seq"), _number("ts"), _text("kind")),
        *(_number("amount"), _number("balance"), _text("ref")),
        sa.PrimaryKeyConstraint("account", "seq"),
    )
    op.create_table(
        "equity_points",
        *(_text("account"), _number("ts"), _number("equity"), _number("cash")),
        sa.PrimaryKeyConstraint("account", "ts"),
    )
    op.create_table(
        "journal",
        *(_text("account"), _number("seq"), _number("ts"), _text("kind"), _text("ref"), _body("body")),
        sa.PrimaryKeyConstraint("account", "seq"),
    )
    op.create_index("journal_by_ref", "journal", ["account", "ref", "seq"])


def _create_orders() -> None:
    op.create_table(
        "orders_now",
        sa.Column("id", sa.String, primary_key=True),
        *(_text("account"), _text("symbol"), _small("type"), _small("side"), _number("qty")),
        *(_number(name, null=True) for name in ("limit_ticks", "stop_ticks", "trail_ticks")),
        *(_text("duration"), _number("expires", null=True), _small("reduce_only")),
        *(sa.Column("parent", sa.String), _small("parent_type", null=True), _small("place")),
        *(sa.Column("client_id", sa.String), _text("state")),
        *(_number("filled"), _number("filled_value"), _number("reserved"), _body("message"), _small("version")),
        *(_number("created"), _number("updated"), _small("open"), _small("watch"), _number("watch_ticks")),
    )


def _create_indexes() -> None:
    op.create_index("orders_of_account", "orders", ["account", "created", "id"])
    is_open: dict[str, Any] = {"sqlite_where": sa.text("open = 1"), "postgresql_where": sa.text("open = 1")}
    op.create_index("open_orders_of_account", "orders", ["account", "created"], **is_open)
    op.create_index("open_orders_by_price", "orders", ["symbol", "watch", "watch_ticks"], **is_open)
    op.create_index("open_orders_by_end", "orders", ["expires"], **is_open)
    named = sa.text("client_id IS NOT NULL")
    op.create_index(
        "orders_by_client_id",
        "orders",
        ["account", "client_id"],
        unique=True,
        sqlite_where=named,
        postgresql_where=named,
    )


def _convert_orders() -> None:
    """Matching begins now: what an order missed before there was a market for it does not fill it after the fact."""
    bind = op.get_bind()
    accounts = list(bind.execute(sa.text("SELECT DISTINCT account FROM orders_before ORDER BY account")).scalars())
    for account in accounts:
        found = bind.execute(
            sa.text("SELECT * FROM orders_before WHERE account = :account ORDER BY created, id"), {"account": account}
        )
        _open_account(account, [_converted(row) for row in found.mappings()])
    if accounts:
        _insert("matching", {"name": "all", "until": time.time_ns() // 1_000_000})


def _converted(row: Mapping[Any, Any]) -> dict[str, Any]:
    """An order as the journal holds it, which is the columns but for the prices' names."""
    filled, limit = row["filled_qty"], row["limit_ticks"]
    state = STATES[row["status"]]
    state = "partial" if state == "working" and filled else state
    # A half of the value is the usual margin; what is more than all money must still fit the sums.
    margin = -(-(row["qty"] - filled) * (limit or 0) * TICK // 2)
    return {
        **{name: row[name] for name in ("id", "account", "symbol", "type", "side", "qty")},
        **{"limit": limit, "stop": None, "trail": None, "duration": "GTC", "expires": None, "reduce_only": False},
        **{"parent": None, "parent_type": None, "place": 0, "client_id": None, "state": state, "filled": filled},
        **{"filled_value": filled * (limit or 0), "reserved": 0 if state in FINAL else min(margin, OPENING_CASH)},
        **{name: row[name] for name in ("message", "version", "created", "updated")},
    }


def _open_account(account: str, orders: list[dict[str, Any]]) -> None:
    """The account as its first command would have made it, and its orders."""
    ts = min(order["created"] for order in orders)
    entry = {"seq": 1, "ts": ts, "kind": "deposit", "amount": OPENING_CASH, "balance": OPENING_CASH, "ref": "opening"}
    changes: list[tuple[str, str, int, dict[str, Any]]] = [
        ("terms", "", ts, {"terms": TERMS, "ts": ts, "why": "opened"}),
        ("entry", "", ts, entry),
    ]
    for order in orders:
        happening = HAPPENINGS.get(order["state"], "accept")
        changes.append(("order", order["id"], order["updated"], {"order": order, "happening": happening}))
        _insert("orders_now", _columns(order))
    for seq, (kind, ref, at, body) in enumerate(changes, 1):
        _insert("journal", {"account": account, "seq": seq, "ts": at, "kind": kind, "ref": ref, "body": _json(body)})
    _insert("ledger", {"account": account, **entry})
    _insert("equity_points", {"account": account, "ts": ts, "equity": OPENING_CASH, "cash": OPENING_CASH})
    sums = {"cash": OPENING_CASH, "deposits": OPENING_CASH, "realised": 0, "fees": 0, "day": -1, "day_equity": 0}
    counts = {"reserved": sum(order["reserved"] for order in orders), "entries": 1, "changes": len(changes)}
    _insert("accounts", {"id": account, "terms": _json(TERMS), **sums, **counts})


def _columns(order: Mapping[str, Any]) -> dict[str, Any]:
    """`watch` and `watch_ticks`: a resting limit to buy concerns prices at or below it, one to sell those at or above."""
    rests = order["state"] == "working" and order["limit"] is not None
    row = {**order, "reduce_only": 0, "open": int(order["state"] not in FINAL)}
    for name in ("limit", "stop", "trail"):
        row[f"{name}_ticks"] = row.pop(name)
    return {**row, "watch": -order["side"] if rests else 0, "watch_ticks": order["limit"] if rests else 0}


def _convert_events() -> None:
    change = sa.text("UPDATE events SET payload = :payload WHERE position = :position")
    for position, payload in _order_events():
        said = json.loads(payload)
        if isinstance(said, dict):
            values = {"payload": _json({**NEW_FIELDS, **said}), "position": position}
            op.get_bind().execute(change, values)


def _order_events() -> Iterator[tuple[int, str]]:
    position = 0
    page = sa.text(
        "SELECT position, payload FROM events WHERE topic = 'orders' AND position > :after ORDER BY position LIMIT :most"
    )
    while rows := op.get_bind().execute(page, {"after": position, "most": PAGE}).all():
        for position, payload in rows:
            yield position, payload


def _insert(table: str, values: Mapping[str, Any]) -> None:
    names = tuple(values)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 - constants
    op.get_bind().execute(sa.text(statement), dict(values))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
