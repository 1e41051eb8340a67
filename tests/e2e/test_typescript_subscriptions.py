"""Subscriptions of the TypeScript client in node: replies, readers, slow ones, and how they end."""

from itertools import count
from typing import Any

import pytest
from support.node import END, ORDER, as_account, client
from support.scripted import Peer, scripted

pytestmark = pytest.mark.e2e


def test_replies_out_of_order_reach_their_callers(package):
    """Two charts opened at once must not swap their symbols; and each hears only of its own."""

    def script(peer: Peer) -> None:
        first, second = peer.next("bars.subscribe"), peer.next("bars.subscribe")
        for frame in (second, first):
            peer.reply(frame, f"bars:{frame['payload']['symbol']}")
        for symbol in ("A", "B", "A", "C", "B"):
            peer.update(f"bars:{symbol}", peer.number + next(ticks), symbol)
        peer.rest()

    ticks = count(1)
    program = """
const bars = (symbol) => client.datafeed.ws.bars({ symbol, resolution: "1" });
const [a, b] = await Promise.all([bars("A"), bars("B")]);
say([a.topic, b.topic]);
say((await take(a, 2)).map((update) => update.payload));
say((await take(b, 2)).map((update) => update.payload));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == ["bars:A", "bars:B"]
        assert running.next() == ["A", "A"]
        assert running.next() == ["B", "B"]


def test_two_readers_of_one_topic_both_get_all_and_the_last_one_unsubscribes(package):
    """One subscription at the server, however many readers; it ends with the last of them, and nothing comes after."""
    seen: list[str] = []

    def script(peer: Peer) -> None:
        frame = peer.next("bars.subscribe")
        peer.reply(frame, "bars:A")
        peer.update("bars:A", 1, "one")
        again = peer.next("bars.subscribe")
        peer.reply(again, "bars:A", seq=1)
        peer.update("bars:A", 2, "two")
        leaving = peer.next("bars.unsubscribe")
        seen.append(leaving["payload"]["topic"])
        peer.update("bars:A", 3, "too late")
        peer.confirm(leaving)
        peer.update("bars:A", 4, "never asked for")
        peer.rest()

    program = """
const ask = () => client.datafeed.ws.bars({ symbol: "A", resolution: "1" });
const a = await ask();
say((await take(a, 1)).map((update) => update.payload));
const b = await ask();
say((await take(b, 2)).map((update) => [update.payload, update.snapshot]));
say((await take(a, 1)).map((update) => update.payload));
await a.unsubscribe();
await b.unsubscribe();
say([(await a.next()).done, (await b.next()).done]);
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == ["one"]
        assert running.next() == [["one", True], ["two", False]], "who comes later begins with the last value"
        assert running.next() == ["two"]
        assert running.next() == [True, True]

    assert seen == ["bars:A"], "once, with the last reader"


def test_readers_of_a_lossless_topic_each_begin_with_the_whole_state(package, origin, account):
    """Two windows opened at once, and a third one later: none shows an empty book."""
    program = f"""
const place = () => client.broker.placeOrder({{ body: {ORDER} }});
await place();
const [a, b] = await Promise.all([client.broker.ws.orders(), client.broker.ws.orders()]);
const c = (await take(a, 1), await client.broker.ws.orders());
await place();
say((await take(a, 1)).map((update) => [update.seq, update.snapshot]));
say((await take(b, 2)).map((update) => [update.seq, update.snapshot]));
say((await take(c, 2)).map((update) => [update.seq, update.snapshot]));
"""
    with package.running(as_account(account) + program + END, origin) as running:
        assert running.next() == [[2, False]]
        assert running.next() == [[1, True], [2, False]]
        assert running.next() == [[1, True], [2, False]]


def test_leaving_the_loop_unsubscribes(package, origin, account):
    """`break` is all a user writes."""
    program = f"""
await client.broker.placeOrder({{ body: {ORDER} }});
for await (const update of await client.broker.ws.orders()) {{
  say(update.payload.status);
  break;
}}
const again = await client.broker.ws.orders();
say((await take(again, 1))[0].snapshot);
"""
    with package.running(as_account(account) + program + END, origin) as running:
        assert running.next() == 6
        assert running.next() is True, "the topic was opened anew"


def test_an_error_frame_is_an_exception_with_its_code(package, origin):
    """The connection goes on: the next subscribe works."""
    program = """
say(await failure(client.datafeed.ws.bars({ symbol: "NOPE", resolution: "1" })));
say((await client.datafeed.ws.bars({ symbol: "AAPL", resolution: "1" })).topic);
"""
    with package.running(client() + program + END, origin) as running:
        error = running.next()
        assert error["name"] == "FrameRefused"
        assert error["code"]
        assert running.next().startswith("bars:")


def test_a_slow_reader_of_the_latest_keeps_the_newest(package):
    """Its queue is bounded; what is dropped is the oldest, and counted."""

    def script(peer: Peer) -> None:
        peer.reply(peer.next("bars.subscribe"), "bars:A")
        for seq in range(1, 101):
            peer.update("bars:A", seq, seq)
        peer.reply(peer.next("bars.subscribe"), "bars:B")
        peer.rest()

    program = """
const bars = await client.datafeed.ws.bars({ symbol: "A", resolution: "1" }, { queue: 5 });
await client.datafeed.ws.bars({ symbol: "B", resolution: "1" });
say([bars.waiting, bars.dropped]);
say((await take(bars, 5)).map((update) => update.seq));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == [5, 95]
        assert running.next() == [96, 97, 98, 99, 100]


def test_a_slow_reader_of_a_lossless_topic_is_told_and_can_go_on(package):
    """Nothing is dropped in silence: the reader knows the last one it has."""
    asked: list[Any] = []

    def script(peer: Peer) -> None:
        peer.reply(peer.next("orders.subscribe"), "orders:{}")
        for seq in range(1, 11):
            peer.update("orders:{}", seq, seq)
        peer.confirm(peer.next("orders.unsubscribe"))
        again = peer.next("orders.subscribe")
        asked.append(again["payload"]["resume"])
        peer.reply(again, "orders:{}", seq=10)
        for seq in range(5, 11):
            peer.update("orders:{}", seq, seq)
        peer.rest()

    program = """
const orders = await client.broker.ws.orders({ queue: 4 });
await new Promise((go) => setTimeout(go, 300));
say((await take(orders, 4)).map((update) => update.seq));
const error = await failure(orders.next());
say([error.name, error.resumeAt, (await orders.next()).done]);
const more = await client.broker.ws.orders({ resume: error.resumeAt });
say((await take(more, 6)).map((update) => update.seq));
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == [1, 2, 3, 4]
        assert running.next() == ["SlowConsumer", {"epoch": "e1", "seq": 4}, True]
        assert running.next() == [5, 6, 7, 8, 9, 10]

    assert asked == [{"epoch": "e1", "seq": 4}]


def test_an_abort_ends_waiting_and_reading(package):
    """What a user interface does when a view goes."""

    def script(peer: Peer) -> None:
        peer.next("bars.subscribe")
        peer.reply(peer.next("bars.subscribe"), "bars:B")
        peer.rest()

    program = """
const ask = (symbol, signal) => client.datafeed.ws.bars({ symbol, resolution: "1" }, { signal });
say((await failure(ask("A", AbortSignal.timeout(100)))).name);
const controller = new AbortController();
const bars = await ask("B", controller.signal);
setTimeout(() => controller.abort(), 50);
say((await bars.next()).done);
"""
    with scripted(script) as there, package.running(client() + program + END, there.origin) as running:
        assert running.next() == "TimeoutError"
        assert running.next() is True
