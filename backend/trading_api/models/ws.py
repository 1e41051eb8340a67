"""The frames of a module's WebSocket, as data. Every message is one JSON object in one text frame."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from trading_api.models.base import Model

LARGEST_SEQ = 2**63 - 1
"""Sequence numbers are stored as signed 64-bit integers."""

Seq = Annotated[int, Field(ge=0, le=LARGEST_SEQ, description="sequence number within the topic")]
FrameId = Annotated[str, Field(min_length=1, max_length=64, description="chosen by the client, echoed in the reply")]
TopicText = Annotated[
    str, Field(min_length=1, max_length=8192, description="the topic as the subscribe reply named it")
]


class Delivery(StrEnum):
    """What a topic promises a reader that is slower than its source."""

    LATEST = "latest"
    """The newest value, never an older one after it; values between may be skipped."""

    LOSSLESS = "lossless"
    """Every update, in sequence without a gap; a reader too slow for that is closed with 1013."""


class Resume(Model):
    """Where a reader stood when its connection ended: it has everything up to and including `seq`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    epoch: str = Field(min_length=1, max_length=64)
    seq: Seq


class SubscribeRequest(Model):
    """The payload of a subscribe frame. Every field but `resume` is part of the topic."""

    model_config = ConfigDict(extra="forbid")

    resume: Resume | None = None


class SubscribeResponse(Model):
    """The topic is open. Updates up to `seq` are either replayed next or, with `snapshot`, replaced by the state sent next."""

    status: Literal["ok"] = "ok"
    message: str = ""
    topic: TopicText
    epoch: str = Field(description="names the sequence; numbers of different epochs cannot be compared")
    seq: Seq
    snapshot: bool = Field(description="forget earlier state: what follows up to and with `seq` is the whole of it")


class UnsubscribeRequest(Model):
    """The payload of an unsubscribe frame."""

    model_config = ConfigDict(extra="forbid")

    topic: TopicText


class UnsubscribeResponse(Model):
    """No update of `topic` follows this frame."""

    status: Literal["ok"] = "ok"
    message: str = ""
    topic: TopicText


class WsError(Model):
    """What was wrong with one frame; the connection stays open. `code` is stable, `message` is for people."""

    code: str
    message: str


class Notice(Model):
    """Sent unasked, and needs no answer. `draining`: this server goes now; another takes a new connection after `retry_ms`."""

    kind: Literal["draining"]
    retry_ms: int = Field(ge=0)


class Connections(Model):
    """The WebSockets of one module in the process that answers; a topic lives while at least one of them listens."""

    connections: int
    topics: int
    behind: int = Field(description="connections with updates that wait because their reader is slow or stopped")
