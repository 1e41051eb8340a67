"""Frames as text: what a client's frame asks for, and how each answer is written. Pure, and strict about what it reads."""

import json
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trading_api.models.ws import FrameId, Notice, WsError
from trading_api.shared import strict_json
from trading_api.shared.ws.route import Update
from trading_api.shared.ws.wire import Frame

LARGEST_FRAME = 65_536
"""Bytes. uvicorn closes with 1009 beyond its `--ws-max-size`; this holds where the server was started without it."""

TPayload = TypeVar("TPayload", bound=BaseModel)


class FrameRefused(Exception):
    """A frame that cannot be followed; it becomes an error frame and the connection stays open."""

    def __init__(self, code: str, message: str, frame_id: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.frame_id = frame_id


class Incoming(BaseModel):
    """A frame from the client: `kind` is its type, such as `bars.subscribe`, `id` its own mark for the reply."""

    model_config = ConfigDict(strict=True)

    kind: str = Field(alias="type")
    id: FrameId | None = None
    ts: int | float | None = None
    payload: dict[str, object] = {}

    def payload_as(self, model: type[TPayload]) -> TPayload:
        """The payload as `model`; FrameRefused names the fields at fault. A frame that wants a reply must carry an id."""
        if self.id is None:
            raise FrameRefused("bad_request", f"{self.kind} needs an id, a string that the reply will echo")
        try:
            return model.model_validate(self.payload)
        except ValidationError as error:
            raise FrameRefused("bad_request", _faults(error), self.id) from None


def read(text: str) -> Incoming:
    """One frame; FrameRefused when it is not JSON, not an object, or not of a frame's shape."""
    try:
        parsed = strict_json.parse(text)
    except (ValueError, RecursionError) as error:
        said = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise FrameRefused("bad_request", f"the frame is not valid JSON: {said[:200]}") from None
    try:
        return Incoming.model_validate(parsed)
    except ValidationError as error:
        raise FrameRefused("bad_request", _faults(error), _id_of(parsed)) from None


def reply(kind: str, frame_id: str | None, payload: BaseModel) -> Frame:
    """An answer that echoes the client's id."""
    return _text({"type": kind, "id": frame_id, "payload": payload.model_dump(mode="json", by_alias=True)})


def error(frame_id: str | None, code: str, message: str) -> Frame:
    """What was wrong with one frame."""
    return reply("error", frame_id, WsError(code=code, message=message))


def pong(ts: float | None) -> Frame:
    """The answer to a client's ping, with the client's own time."""
    return _text({"type": "pong"} if ts is None else {"type": "pong", "ts": ts})


def update(route: str, topic: str, sent: Update) -> Frame:
    """One message of a topic. Written once, whoever many read it."""
    head = f'{{"type":"{route}.update","payload":{{"topic":{json.dumps(topic, ensure_ascii=False)}'
    return Frame(f'{head},"seq":{sent.seq},"ts":{sent.ts},"payload":{sent.data.model_dump_json(by_alias=True)}}}}}')


def notice(sent: Notice) -> Frame:
    """What a client should know that asked for nothing."""
    return _text({"type": "system.notice", "payload": sent.model_dump(mode="json")})


def _text(frame: dict[str, object]) -> Frame:
    return Frame(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def _id_of(parsed: object) -> str | None:
    """The id of a misshapen frame, if at least that is in order: the client can then tell which one failed."""
    found = parsed.get("id") if isinstance(parsed, dict) else None
    return found if isinstance(found, str) and 0 < len(found) <= 64 else None


def _faults(error: ValidationError) -> str:
    """What is wrong, without an echo of the input: it may be huge."""
    issues = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    named = ((".".join(str(part)[:40] for part in issue["loc"]) or "frame", issue["msg"][:200]) for issue in issues)
    return "; ".join(f"{where}: {message}" for where, message in named)
