"""Requests sent twice."""

import pytest

from trading_api.shared.store import idempotency
from trading_api.shared.store.idempotency import KEPT_MS, KeyReused, Request
from trading_api.shared.store.sync import idempotency as sync


class Counter:
    """An act that says how often it ran."""

    def __init__(self) -> None:
        self.runs = 0

    def now(self) -> bytes:
        self.runs += 1
        return f"reply {self.runs}".encode()

    async def __call__(self) -> bytes:
        return self.now()


@pytest.fixture(params=["write", "transact"])
def sent(request, store_run):
    """The replies to these requests in order, and how often something was done."""

    def replies(*requests: Request, forget_at: int | None = None):
        return store_run(lambda store: _sent(store, request.param, requests, forget_at))

    return replies


async def _sent(store, way, requests, forget_at):
    act, replies = Counter(), []
    for request in requests:
        if way == "transact":
            replies.append(await store.transact(lambda c, request=request: sync.once(c, request, 1000, act.now)))
        else:
            async with store.write() as connection:
                replies.append(await idempotency.once(connection, request, 1000, act))
        if forget_at is not None:
            async with store.write() as connection:
                await idempotency.forget(connection, forget_at)
    return replies, act.runs


def test_the_same_request_again_gets_the_first_reply(sent):
    """A client whose connection broke can ask again without ordering twice."""
    request = Request("A", "k", "buy")

    assert sent(request, request) == ([b"reply 1", b"reply 1"], 1)


def test_without_a_key_every_request_counts(sent):
    """Two equal orders may be meant."""
    request = Request("A", None, "buy")

    assert sent(request, request) == ([b"reply 1", b"reply 2"], 2)


def test_keys_belong_to_their_account(sent):
    """Another client's choice of key is none of mine."""
    assert sent(Request("A", "k", "buy"), Request("B", "k", "sell"))[1] == 2


def test_another_request_under_a_used_key_is_refused(sent):
    """Answering it with the first reply would silently drop it."""
    with pytest.raises(KeyReused, match="the idempotency key k was used for another request"):
        sent(Request("A", "k", "buy"), Request("A", "k", "sell"))


@pytest.mark.parametrize(("now", "runs"), [(1000 + KEPT_MS, 1), (1001 + KEPT_MS, 2)])
def test_replies_are_kept_for_seven_days(sent, now, runs):
    """No longer, so the table does not grow for ever; no shorter, so a weekend's retry is safe."""
    request = Request("A", "k", "buy")

    assert sent(request, request, forget_at=now)[1] == runs
