"""Accounts that an engine drives by the market's own time, over HTTP and the WebSocket of a running broker."""

import asyncio
from itertools import count

import httpx
import pytest
from support.asgi import served
from support.frames import connected
from support.tokens import token

from trading_api.app_factory import AppFactory
from trading_api.models.replays import NewReplay, ReplayOrder, ReplayTicks
from trading_api.modules.broker.refusals import ReplayUnknown
from trading_api.modules.broker.replays import Replays
from trading_api.modules.broker.service import BrokerService
from trading_api.settings import Settings
from trading_api.shared.store.database import Store
from trading_api.shared.store.sync.idempotency import KEPT_MS

PATH = "/api/v1/broker/ws"
OPEN, CLOSE = 1_710_423_000_000, 1_710_446_400_000
RULES = {
    "account": "PAPER",
    "cash": 10_000_000_000,
    "contracts": [{"symbol": "A", "tick": 10_000}, {"symbol": "B", "tick": 500_000}],
    "hours": {"open": OPEN, "close": CLOSE, "spans": [{"start": OPEN, "end": CLOSE}]},
    "fills": {"fees": {"perOrder": 500_000}, "slippageKind": "ticks", "slippage": 1},
}
_ids = count(1)


def tick(ts, last=1_000, volume=1_000):
    return {"ts": ts, "last": last, "bid": last - 1, "ask": last + 1, "volume": volume}


def order(order_id, at=OPEN, **more):
    return {"id": order_id, "at": at, "symbol": "A", "side": 1, "qty": 3, "quotes": {"A": tick(at)}, **more}


class Driver:
    """An engine's view of one replay."""

    def __init__(self, http, replay_id):
        self.http, self.id = http, replay_id
        self.fence = 0

    def open(self, owner="me", rules=RULES):
        answer = self.http.put(f"/replays/{self.id}", params={"owner": owner}, json=rules)
        self.fence = answer.json().get("fence", self.fence)
        return answer

    def post(self, what, body, key=None):
        headers = {"X-Fence": str(self.fence), **({"Idempotency-Key": key} if key else {})}
        return self.http.post(f"/replays/{self.id}/{what}", json=body, headers=headers)

    def ticks(self, until, **ticks):
        return self.post("ticks", {"until": until, "ticks": ticks})

    def changes(self, after=0):
        return self.http.get(f"/replays/{self.id}/changes", params={"after": after}).json()

    def state(self):
        return self.http.get(f"/replays/{self.id}").json()


@pytest.fixture
def http(broker):
    with httpx.Client(base_url=f"http://{broker}/api/v1/broker") as client:
        yield client


@pytest.fixture
def replay(http):
    """A new one, opened."""
    driver = Driver(http, f"replay-{next(_ids)}")
    assert driver.open().status_code == 200
    return driver


def test_an_order_fills_at_the_ticks_that_the_engine_brings(replay):
    """By the rules of the broker: after the order, at the ask, one tick of slippage, with the fee."""
    replay.post("orders", order("1"))
    shown = replay.ticks(OPEN + 60_000, A=[tick(OPEN, 900), tick(OPEN + 1_000, 1_010)])

    kinds = [change["kind"] for change in replay.changes()]
    fill = next(change for change in replay.changes() if change["kind"] == "execution")
    assert shown.json() == {"clock": OPEN + 60_000, "changes": len(kinds)}
    assert kinds == ["entry", "order", "execution", "order", "position", "entry", "entry"]
    assert (fill["at"], fill["body"]["ticks"], fill["body"]["fee"]) == (OPEN + 1_000, 1_012, 500_000)
    assert replay.state()["positions"] == {"A": 3}
    assert replay.state()["cash"] == 10_000_000_000 - 3 * 1_012 * 10_000 - 500_000


def test_ticks_that_were_shown_are_not_shown_again_and_are_answered_as_then(replay):
    """An engine that comes back from a checkpoint asks in other pieces than before."""
    replay.post("orders", order("1", qty=150))
    minute = [tick(OPEN + 1_000 * n) for n in range(1, 60)]
    first = replay.ticks(OPEN + 60_000, A=minute).json()

    at_first_fill = replay.ticks(OPEN + 1_001, A=minute[:1]).json()["changes"]
    again = replay.ticks(OPEN + 60_000, A=minute).json()

    assert again["changes"] == first["changes"]
    assert [c["kind"] for c in replay.changes(2)[: at_first_fill - 2]] == [
        "execution",
        "order",
        "position",
        "entry",
        "entry",
    ]
    assert replay.state()["positions"] == {"A": 150}


def test_a_command_sent_twice_is_done_once_and_answered_twice(replay):
    first = replay.post("orders", order("1"), key="place-1")
    replay.ticks(OPEN + 60_000, A=[tick(OPEN + 1_000)])
    second = replay.post("orders", order("1"), key="place-1")

    assert second.content == first.content
    assert sum(change["kind"] == "execution" for change in replay.changes()) == 1


def test_only_the_newest_owner_drives(replay):
    before = replay.fence
    replay.open("somebody-else")
    replay.fence, mine = before, replay.fence
    refused = replay.post("orders", order("1"))
    replay.fence = mine

    assert (refused.status_code, refused.json()["code"]) == (409, "replay_fence_stale")
    assert "somebody-else drives it now" in refused.json()["detail"]
    assert replay.post("orders", order("1")).status_code == 200


def test_what_was_is_settled(replay):
    """No order is placed in the past of the market."""
    replay.ticks(OPEN + 60_000)

    late = replay.post("orders", order("1", OPEN + 59_999))

    assert (late.status_code, late.json()["code"]) == (409, "replay_clock_passed")
    assert replay.state()["changes"] == 1


def test_an_order_that_breaks_a_rule_is_written_down_as_rejected(replay):
    """As an engine does with a broker in its own process; the refusal is part of the day."""
    assert replay.post("orders", order("1", qty=10**8)).status_code == 200

    (rejected,) = replay.changes(1)
    assert rejected["body"]["happening"] == "reject"
    assert rejected["body"]["order"]["message"].startswith("buying_power: ")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (order("1"), "order_id_taken"),
        (order("2", quotes={}, symbol="B"), "price_missing"),
        (order("2", duration="GTD"), "duration_invalid"),
    ],
)
def test_what_cannot_be_carried_out_changes_nothing(replay, body, code):
    """Not even the clock."""
    replay.post("orders", order("1"))
    replay.ticks(OPEN + 2_000, A=[tick(OPEN + 1_000)])
    before = replay.state()

    refused = replay.post("orders", {**body, "at": OPEN + 2_000})

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert replay.state() == before


def test_other_rules_are_another_replay(replay):
    other = replay.open(rules={**RULES, "cash": 1})

    assert (other.status_code, other.json()["code"]) == (409, "replay_rules_changed")


def test_a_replay_nobody_opened_is_not_there(http):
    driver = Driver(http, "nobody")
    driver.fence = 1

    assert http.get("/replays/nobody").status_code == 404
    assert driver.post("orders", order("1")).json()["code"] == "replay_unknown"


def test_canceling_an_order_ends_its_legs(replay):
    replay.post("orders", order("1", stop=900, target=1_100))
    headers = {"X-Fence": str(replay.fence)}

    ended = replay.http.delete(f"/replays/{replay.id}/orders/1", params={"at": OPEN + 1_000}, headers=headers)

    assert ended.status_code == 200
    assert [(c["body"]["order"]["id"], c["body"]["order"]["state"]) for c in replay.changes(4)] == [
        ("1", "canceled"),
        ("1-1", "canceled"),
        ("1-2", "canceled"),
    ]
    assert replay.state()["openOrders"] == 0


def test_a_minute_mark_ends_what_has_expired(replay):
    replay.post("orders", order("1"))

    replay.post("marks", {"at": CLOSE, "marks": {}})

    assert replay.changes(2)[0]["body"]["order"]["state"] == "expired"


def test_its_owner_alone_trades_with_it(replay):
    """Under that name no ordinary account begins."""
    body = {"symbol": "AAPL", "type": 2, "side": 1, "qty": "5"}

    refused = replay.http.post("/orders", json=body, headers={"X-Account": replay.id})

    assert (refused.status_code, refused.json()["code"]) == (409, "account_owned")
    assert "me" in refused.json()["detail"]


def test_a_listener_hears_every_change_in_sequence_before_the_answer(broker, replay):
    """The newest first, so that it knows how far the replay is; then each as it comes."""
    headers = {"X-Account": replay.id}
    with connected(broker, PATH, **headers) as client:
        reply = client.ask("replay.subscribe", {})["payload"]
        newest = client.next("replay.update")["payload"]
        replay.post("orders", order("1", stop=900))
        client.send("ping")
        frames = [client.next(), client.next(), client.next()]

    assert (reply["seq"], reply["snapshot"]) == (1, True)
    assert newest["payload"]["number"] == 1
    assert [frame["type"] for frame in frames] == ["replay.update", "replay.update", "pong"]
    assert [frame["payload"]["payload"]["number"] for frame in frames[:2]] == [2, 3]


def test_replays_are_listed(replay):
    assert replay.id in [found["id"] for found in replay.http.get("/replays").json()]


def test_who_may_not_act_for_an_account_neither_drives_its_replay_nor_sees_it(tmp_path):
    """Nor changes its money: a replay's id, and an account in a path, are accounts as X-Account is one."""
    tokens = tmp_path / "tokens.json"
    engines = {"Authorization": f"Bearer {token(tokens, 'engines', '--any-account')}"}
    alice = {"Authorization": f"Bearer {token(tokens, 'alice', 'ALICE')}"}
    settings = Settings(
        store_url=f"sqlite+aiosqlite:///{tmp_path}/t.db",
        bus_url="memory:",
        auth="trading_api.shared.tokens:bearer",
        auth_tokens_file=str(tokens),
        broker_admin=True,
    )
    with (
        served(AppFactory(settings).create_app(["broker"])) as address,
        httpx.Client(base_url=f"http://{address}/api/v1/broker") as http,
    ):
        for replay, headers in (("BOB", engines), ("ALICE", alice)):
            opened = http.put(f"/replays/{replay}", params={"owner": "me"}, json=RULES, headers=headers)
            assert opened.status_code == 200, opened.text
        refused = [
            http.put("/replays/BOB", params={"owner": "me"}, json=RULES, headers=alice),
            http.get("/replays/BOB", headers=alice),
            http.get("/replays/BOB/changes", headers=alice),
            http.post("/accounts/BOB/deposit", json={"amount": "1"}, headers=alice),
        ]
        seen = [[one["id"] for one in http.get("/replays", headers=who).json()] for who in (alice, engines)]
        own = http.post("/accounts/ALICE/deposit", json={"amount": "1"}, headers=alice)

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "account_forbidden")] * 4
    assert seen == [["ALICE"], ["ALICE", "BOB"]]
    assert own.status_code != 403


def test_any_store_keeps_a_replay_until_nobody_has_driven_it_for_seven_days(store_url):
    """Its account, its clock and its changes; after that its replies are gone, and it could not be gone on with."""
    rules = NewReplay.model_validate(RULES)
    placed = ReplayOrder.model_validate(order("1"))
    shown = ReplayTicks.model_validate({"until": OPEN + 60_000, "ticks": {"A": [tick(OPEN + 1_000)]}})

    async def started(now):
        broker = BrokerService(Store(store_url), lambda: now)
        await broker.start()
        return broker, Replays(broker)

    async def whole():
        broker, replays = await started(1)
        await replays.open("r", "me", rules, None)
        await replays.place("r", 1, placed, "a key")
        progress = await replays.show("r", 1, shown, None)
        await broker.stop()
        broker, replays = await started(KEPT_MS)
        kept, changes = await replays.get("r"), await replays.changes("r", 2, 1)
        assert await replays.place("r", 1, placed, "a key") != progress, "answered as then"
        await broker.stop()
        broker, replays = await started(2 * KEPT_MS + 1)
        with pytest.raises(ReplayUnknown):
            await replays.get("r")
        await broker.stop()
        return kept, changes

    kept, changes = asyncio.run(whole())

    assert (kept.positions, kept.clock, kept.changes) == ({"A": 3}, OPEN + 60_000, 7)
    assert [(change.number, change.kind) for change in changes] == [(3, "execution")]
