"""One topic on one connection: holds live updates back until the reply is out, then passes each on once and in order."""

from trading_api.models.ws import Delivery
from trading_api.shared.ws import frames
from trading_api.shared.ws.outbox import Outbox
from trading_api.shared.ws.route import AnyWsRoute, Topic, Update
from trading_api.shared.ws.wire import Frame


class Subscription:
    """A listener of one topic. Updates at or below the position already sent are dropped: a source may repeat itself."""

    def __init__(self, route: AnyWsRoute, topic: Topic, outbox: Outbox) -> None:
        self.route = route
        self.topic = topic
        self.epoch = ""
        self.seq = -1
        self._outbox = outbox
        self._held: list[tuple[int, Frame]] | None = []

    def deliver(self, seq: int, frame: Frame) -> None:
        """A live update, written as a frame."""
        if self._held is not None:
            self._hold(seq, frame)
        elif seq > self.seq:
            self._send(seq, frame)

    def open_at(self, epoch: str, seq: int) -> None:
        """The reply and everything up to `seq` are queued: live updates after it follow from here."""
        self.epoch, self.seq = epoch, seq
        held, self._held = self._held or [], None
        for update in held:
            self.deliver(*update)

    def frame(self, update: Update) -> Frame:
        """An update of this topic as a frame."""
        return frames.update(self.topic.route, self.topic.text, update)

    def close(self) -> None:
        """No update is taken from here on; those queued keep their place before the reply that follows."""
        self._held = None
        self.seq = 2**63
        self._outbox.settle(self.topic.key)

    def _hold(self, seq: int, frame: Frame) -> None:
        """Within the queue's own bound: a reader may take its replay slowly, for as long as it likes."""
        assert self._held is not None, "called while held"  # noqa: S101 - narrows the type for mypy
        if self.route.delivery is Delivery.LATEST:
            self._held.clear()
        if len(self._held) >= self._outbox.limit:
            self._outbox.overflow()
        else:
            self._held.append((seq, frame))

    def _send(self, seq: int, frame: Frame) -> None:
        self.seq = seq
        if self.route.delivery is Delivery.LATEST:
            self._outbox.put_latest(self.topic.key, frame)
        else:
            self._outbox.put(frame)
