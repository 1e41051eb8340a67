"""Reading and writing frames."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.ticker import Tick, TickRequest

from trading_api.shared.ws import frames
from trading_api.shared.ws.frames import FrameRefused
from trading_api.shared.ws.route import Update

NOT_FRAMES = {
    "nothing": "",
    "half a frame": '{"type":"ping"',
    "a list": "[]",
    "null": "null",
    "NaN": '{"type":"ping","ts":NaN}',
    "infinity": '{"type":"ping","ts":1e400}',
    "half a surrogate pair": '{"type":"\\ud800"}',
    "a key twice": '{"type":"ping","type":"pong"}',
    "deep nesting": "[" * 60_000,
    "5000 digits": '{"type":"ping","ts":' + "9" * 5000 + "}",
    "no type": '{"id":"1"}',
    "a number as type": '{"type":1}',
    "a number as id": '{"type":"ping","id":7}',
    "a long id": json.dumps({"type": "ping", "id": "x" * 65}),
    "a list as payload": '{"type":"ping","payload":[]}',
}


@pytest.mark.parametrize("text", NOT_FRAMES.values(), ids=NOT_FRAMES)
def test_what_is_not_a_frame_is_refused_with_a_short_reason(text):
    """It becomes an error frame; an echo of hostile input could not even be sent."""
    with pytest.raises(FrameRefused) as refused:
        frames.read(text)

    assert refused.value.code == "bad_request"
    assert 0 < len(str(refused.value)) < 500
    str(refused.value).encode()


@given(st.text(max_size=200))
@settings(deadline=None)
def test_no_text_whatever_raises_anything_else(text):
    """A parser that can raise something unforeseen is a remote way to end connections."""
    with suppress(FrameRefused):
        frames.read(text)


def test_the_id_of_a_misshapen_frame_is_still_echoed():
    """So the client can tell which of its calls failed."""
    with pytest.raises(FrameRefused) as refused:
        frames.read('{"type":5,"id":"q7"}')

    assert refused.value.frame_id == "q7"


def test_a_frame_that_wants_a_reply_needs_an_id():
    """Without one the reply could not be told from another."""
    with pytest.raises(FrameRefused, match=r"ticks.subscribe needs an id"):
        frames.read('{"type":"ticks.subscribe"}').payload_as(TickRequest)


def test_an_unknown_field_in_a_payload_is_named():
    """A typo must not silently subscribe to something else."""
    with pytest.raises(FrameRefused, match=r"symbl: Extra inputs"):
        frames.read('{"type":"t.subscribe","id":"1","payload":{"symbl":"A"}}').payload_as(TickRequest)


def test_an_update_is_the_frame_of_the_protocol():
    """The text is put together from pieces for speed; it must be what the protocol says all the same."""
    text = frames.update("ticks", 'ticks:{"name":"ü\\""}', Update(4, 1700000000000, Tick(value=9, pad='"\n'))).text

    assert json.loads(text) == {
        "type": "ticks.update",
        "payload": {
            "topic": 'ticks:{"name":"ü\\""}',
            "seq": 4,
            "ts": 1700000000000,
            "payload": {"value": 9, "pad": '"\n'},
        },
    }


def test_an_error_frame_echoes_the_id_and_a_pong_the_time():
    """Both to the letter of the protocol."""
    assert json.loads(frames.error("7", "bad_request", "why").text) == {
        "type": "error",
        "id": "7",
        "payload": {"code": "bad_request", "message": "why"},
    }
    assert frames.pong(5).text == '{"type":"pong","ts":5}'
    assert frames.pong(None).text == '{"type":"pong"}'
