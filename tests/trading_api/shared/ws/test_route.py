"""Routes and topic texts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from support.ticker import TapeRouter, Ticker, TickRequest, TicksRouter

from trading_api.models.ws import Delivery, Resume, SubscribeRequest
from trading_api.shared.ws.route import GenericWsRoute, topic_text


class Watchlist(SubscribeRequest):
    symbols: list[str] = Field(default_factory=list)
    depth: int = 5
    note: str | None = None


def test_a_topic_text_is_the_route_and_compact_sorted_json():
    """Clients of any language must be able to compare topics as text."""
    text = topic_text("quotes", Watchlist(symbols=["B", "A"], depth=3))

    assert text == 'quotes:{"depth":3,"symbols":["A","B"]}'


@pytest.mark.parametrize("written", ["{}", '{"note":null}', '{"depth":5}', '{"depth":5,"note":null,"symbols":[]}'])
def test_null_absent_and_default_fields_make_the_same_topic(written):
    """Otherwise one client's watchlist would be two topics with two producers."""
    assert topic_text("quotes", Watchlist.model_validate_json(written)) == 'quotes:{"depth":5,"symbols":[]}'


@given(st.lists(st.text(max_size=5), max_size=6), st.randoms())
@settings(deadline=None)
def test_order_and_repetition_in_lists_do_not_matter(symbols, random):
    """A set of symbols is one topic, in whatever order it was typed."""
    shuffled = symbols * 2
    random.shuffle(shuffled)

    assert topic_text("q", Watchlist(symbols=symbols)) == topic_text("q", Watchlist(symbols=shuffled))


class Leg(BaseModel):
    strikes: list[int]
    note: str | None = None


class Legs(SubscribeRequest):
    legs: list[Leg]


def test_lists_of_anything_are_sets_too():
    """Two orders of the same legs are one topic, and a topic of no plain values must not be a fault of the server."""
    one = Legs.model_validate({"legs": [{"strikes": [10, 9]}, {"strikes": [1]}]})
    other = Legs.model_validate({"legs": [{"strikes": [1], "note": None}, {"strikes": [9, 10, 9]}, {"strikes": [1]}]})

    assert topic_text("legs", one) == topic_text("legs", other) == 'legs:{"legs":[{"strikes":[1]},{"strikes":[9,10]}]}'


def test_resuming_is_not_part_of_the_topic():
    """Where a reader stood differs for each; the stream is the same."""
    request = TickRequest(name="x", resume=Resume(epoch="k", seq=4))

    assert json.loads(TicksRouter(Ticker()).topic(request).text.partition(":")[2]) == {"name": "x"}


def test_the_same_text_in_two_scopes_is_two_topics():
    """`orders:{}` of two accounts must never meet."""
    route = TicksRouter(Ticker())

    assert route.topic(TickRequest(), "A").key != route.topic(TickRequest(), "B").key


def test_a_route_says_what_it_promises():
    """The AsyncAPI document and the outgoing queue both read it."""
    assert TicksRouter.delivery is Delivery.LATEST
    assert TapeRouter.delivery is Delivery.LOSSLESS


@pytest.mark.parametrize("name", ["Bars", "bars.x", "", "bars\n", "1bars"])
def test_a_route_name_that_would_break_frame_types_is_refused_at_definition(name):
    """A dot in the name would make `a.b.subscribe` ambiguous; better to fail at import."""
    with pytest.raises(TypeError, match=r"is no route name; use lower case"):
        type("Broken", (GenericWsRoute,), {"route": name})
