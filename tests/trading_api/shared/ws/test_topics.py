"""Counting who listens to which topic."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from support.ticker import Ticker, TickRequest, TicksRouter, tick

from trading_api.shared.ws.route import Publish, Topic
from trading_api.shared.ws.topics import Topics
from trading_api.shared.ws.wire import Frame


class Ear:
    """A listener that writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def deliver(self, seq: int, frame: Frame) -> None:
        self.heard.append(seq)


class Moody:
    """A service that takes its time and fails when told; it checks that its own lives alternate."""

    def __init__(self) -> None:
        self.alive: set[str] = set()
        self.fails: dict[str, bool] = {"create": False, "remove": False}
        self.faults: list[str] = []

    async def create_topic(self, topic: Topic, publish: Publish) -> None:
        await self._take_time("create")
        if topic.text in self.alive:
            self.faults.append(f"{topic.text} created twice")
        self.alive.add(topic.text)

    async def remove_topic(self, topic: Topic) -> None:
        if topic.text not in self.alive:
            self.faults.append(f"{topic.text} removed without a life")
        self.alive.discard(topic.text)
        await self._take_time("remove")

    async def open_topic(self, topic: Topic, resume: Any) -> Any:
        raise NotImplementedError

    async def _take_time(self, what: str) -> None:
        for _ in range(12):  # steps of the loop: longer than any call needs to get this far, so calls overlap
            await asyncio.sleep(0)
        if self.fails[what]:
            raise RuntimeError(f"{what} fails")


def topic(name: str, service: Any = None) -> Topic:
    return TicksRouter(service or Ticker()).topic(TickRequest(name=name))


def test_the_first_listener_creates_and_the_last_one_removes():
    """What the reference counts are for."""

    async def run():
        service, topics, ears = Ticker(), Topics(), [Ear(), Ear()]
        for ear in ears:
            await topics.join(service, topic("a"), ear)
        service.published[topic("a").text](tick(1))
        await topics.leave(service, topic("a"), ears[0])
        service.published[topic("a").text](tick(2))
        await topics.leave(service, topic("a"), ears[1])
        return service.lives, [ear.heard for ear in ears], len(topics)

    text = topic("a").text
    assert asyncio.run(run()) == ([f"create {text}", f"remove {text}"], [[1], [1, 2]], 0)


def test_a_failed_creation_leaves_nothing_and_the_next_listener_tries_again():
    """A service that is down for a moment must not poison the topic for ever."""

    async def run():
        service, topics = Moody(), Topics()
        service.fails["create"] = True
        with pytest.raises(RuntimeError, match="create fails"):
            await topics.join(service, topic("a"), Ear())
        service.fails["create"] = False
        left = len(topics)
        await topics.join(service, topic("a"), Ear())
        return left, service.alive, service.faults

    assert asyncio.run(run()) == (0, {topic("a").text}, [])


def test_a_failed_removal_is_logged_and_counts_as_removed(caplog):
    """The connection is going; its other topics must be released all the same."""

    async def run():
        service, topics, ear = Moody(), Topics(), Ear()
        await topics.join(service, topic("a"), ear)
        service.fails["remove"] = True
        await topics.leave(service, topic("a"), ear)
        return len(topics)

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(run()) == 0
    assert "it counts as removed" in caplog.text


def test_a_listener_cancelled_while_the_topic_is_created_is_released():
    """A client that drops its connection in mid-subscribe must not leave a topic behind."""

    async def run():
        service, topics, ear = Moody(), Topics(), Ear()
        joining = asyncio.create_task(topics.join(service, topic("a"), ear))
        await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        await topics.leave(service, topic("a"), ear)
        return service.alive, service.faults, len(topics)

    assert asyncio.run(run()) == (set(), [], 0)


def test_a_creation_that_never_ends_is_given_up():
    """One stuck topic must not hold its connection for ever."""

    class Stuck(Moody):
        async def create_topic(self, topic: Topic, publish: Publish) -> None:
            await asyncio.Event().wait()

    async def run():
        topics = Topics(deadline_s=0.02)
        with pytest.raises(TimeoutError):
            await topics.join(Stuck(), topic("a"), Ear())
        return len(topics)

    assert asyncio.run(run()) == 0


class TopicCounting(RuleBasedStateMachine):
    """Joins, leaves, failures and cancelled calls in any order and any interleaving."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.service, self.topics = Moody(), Topics()
        self.ears = [Ear() for _ in range(4)]
        self.running: list[asyncio.Task[None]] = []
        self.busy: set[tuple[str, int]] = set()
        self.expected: dict[str, set[int]] = {name: set() for name in "ab"}

    @rule(name=st.sampled_from("ab"), ear=st.integers(0, 3), cancelled=st.booleans(), steps=st.integers(0, 16))
    def join(self, name: str, ear: int, cancelled: bool, steps: int) -> None:
        """A call that ends by itself, or is given up after some steps of the loop; then its listener leaves, as _release does."""
        self._start(name, ear, lambda: self._join_or_leave(name, ear, cancelled, steps))

    @rule(name=st.sampled_from("ab"), ear=st.integers(0, 3), steps=st.none() | st.integers(0, 16))
    def leave(self, name: str, ear: int, steps: int | None) -> None:
        """A call that the server may give up at its own stop: the listener is taken out all the same."""
        self._start(name, ear, lambda: self._leave(name, ear, steps))

    @rule(what=st.sampled_from(["create", "remove"]), fails=st.booleans())
    def mood(self, what: str, fails: bool) -> None:
        self.service.fails[what] = fails

    @rule()
    def settle(self) -> None:
        """Let everything that runs end."""
        self.loop.run_until_complete(self._ended())
        self.running.clear()
        self.busy.clear()

    @precondition(lambda self: not self.running)
    @invariant()
    def topics_live_exactly_while_somebody_listens(self) -> None:
        listened = {topic(name).text for name, ears in self.expected.items() if ears}
        assert self.service.alive == listened
        assert len(self.topics) == len(listened)

    @invariant()
    def lives_alternate(self) -> None:
        assert self.service.faults == []

    def teardown(self) -> None:
        self.settle()
        self.topics_live_exactly_while_somebody_listens()
        self.loop.close()

    def _start(self, name: str, ear: int, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """One call per listener and topic at a time, as on a connection: its reader is one task."""
        if (name, ear) not in self.busy:
            self.busy.add((name, ear))
            self.running.append(self.loop.create_task(work()))
            self.loop.run_until_complete(asyncio.sleep(0))

    async def _ended(self) -> None:
        await asyncio.gather(*self.running)
        for _ in range(200):  # what was given up is still being finished
            await asyncio.sleep(0)

    async def _join_or_leave(self, name: str, ear: int, cancelled: bool, steps: int) -> None:
        joining = asyncio.ensure_future(self.topics.join(self.service, topic(name), self.ears[ear]))
        if cancelled:
            for _ in range(steps):
                await asyncio.sleep(0)
            joining.cancel()
        outcome = (await asyncio.gather(joining, return_exceptions=True))[0]
        if outcome is None:
            self.expected[name].add(ear)
        else:
            await self._leave(name, ear)

    async def _leave(self, name: str, ear: int, steps: int | None = None) -> None:
        leaving = asyncio.ensure_future(self.topics.leave(self.service, topic(name), self.ears[ear]))
        if steps is not None:
            for _ in range(steps):
                await asyncio.sleep(0)
            leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        self.expected[name].discard(ear)


TestTopicCounting = TopicCounting.TestCase
TestTopicCounting.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
