"""What in a ws.py is a route, and what only looks like one."""

import sys

import pytest

from devstack.errors import InputError
from devstack.routers import read_aliases

HEAD = """\
from typing import TypeAlias
from shop.models import Bar, BarsRequest, Reply
from shop import models
from shop.ws import GenericWsRoute
"""


def refused(text: str) -> str:
    with pytest.raises(InputError) as error:
        read_aliases(HEAD + text, "shop/modules/a/ws.py")
    return str(error.value)


def test_an_alias_says_its_route_and_models() -> None:
    """The name of the class gives the first word of its frames."""
    (alias,) = read_aliases(
        HEAD + "BarsSubscribeRouter: TypeAlias = GenericWsRoute[BarsRequest, Reply, Bar]\n", "ws.py"
    )

    assert (alias.route, alias.base) == ("bars", "GenericWsRoute")
    assert (alias.request, alias.response, alias.update) == ("BarsRequest", "Reply", "Bar")


def test_words_of_a_route_are_joined_by_hyphens() -> None:
    """As frames have them: broker-connection.subscribe."""
    (alias,) = read_aliases(
        HEAD + "BrokerConnectionRouter: TypeAlias = GenericWsRoute[models.X, Reply, Bar]\n", "ws.py"
    )

    assert (alias.route, alias.request) == ("broker-connection", "models.X")


def test_other_aliases_are_left_alone() -> None:
    """A ws.py may name other types too."""
    assert read_aliases(HEAD + "Many: TypeAlias = list[Bar]\nLIMIT = 3\n", "ws.py") == ()


@pytest.mark.parametrize(
    ("name", "route"),
    [("Level2", "level2"), ("V2", "v2"), ("L2Feed", "l2-feed"), ("OHLCBars", "ohlc-bars"), ("OHLC2Bars", "ohlc2-bars")],
)
def test_a_digit_belongs_to_the_word_before_it(name: str, route: str) -> None:
    text = f"{HEAD}{name}Router: TypeAlias = GenericWsRoute[BarsRequest, Reply, Bar]\n"

    assert [alias.route for alias in read_aliases(text, "ws.py")] == [route]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('XRouter: TypeAlias = "GenericWsRoute[BarsRequest, Reply, Bar]"\n', "quoted"),
        ("if True:\n    XRouter: TypeAlias = GenericWsRoute[BarsRequest, Reply, Bar]\n", "indented"),
        ("XRouter = GenericWsRoute[BarsRequest, Reply, Bar]\n", "plain assignment"),
        ("XRouter: TypeAlias = GenericWsRoute[BarsRequest, Bar]\n", "2 models"),
        ("XRouter: TypeAlias = GenericWsRoute\n", "three models"),
        ("XRouter: TypeAlias = GenericWsRoute[BarsRequest, Reply, list[Bar]]\n", "list[Bar] is not the name"),
        ("XRouter: TypeAlias = GenericWsRoute[BarsRequest, Reply, Unknown]\n", "Unknown is not imported"),
        ("Bars: TypeAlias = GenericWsRoute[BarsRequest, Reply, Bar]\n", "Bars names no route"),
    ],
)
def test_what_looks_like_a_route_and_is_none_is_refused_where_it_stands(text: str, said: str) -> None:
    """Skipped, it would be missing from the wire without a word."""
    line = 6 if text.startswith("if") else 5

    message = refused(text)

    assert message.startswith(f"shop/modules/a/ws.py:{line}: ")
    assert said in message


def test_two_aliases_of_one_route_are_refused() -> None:
    """On the wire they could not be told apart."""
    one = "TypeAlias = GenericWsRoute[BarsRequest, Reply, Bar]\n"

    assert "BarsRouter and BarsSubscribeRouter (line 5) are both route bars" in refused(
        f"BarsSubscribeRouter: {one}BarsRouter: {one}"
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Mending one by one is a waste of runs."""
    message = refused("ARouter = GenericWsRoute[Bar, Reply, Bar]\nBRouter = GenericWsRoute[Bar, Reply, Bar]\n")

    assert [line.split(":")[1] for line in message.splitlines()] == ["5", "6"]


def test_a_syntax_error_is_told_with_its_line() -> None:
    """It is the user's to mend."""
    assert refused("XRouter: TypeAlias = [\n").startswith("shop/modules/a/ws.py:5: ")


def test_a_type_statement_is_understood_or_refused_with_its_line() -> None:
    """By the Python that runs; 3.11 does not know it."""
    text = "type XRouter = GenericWsRoute[BarsRequest, Reply, Bar]\n"
    if sys.version_info >= (3, 12):
        assert [alias.route for alias in read_aliases(HEAD + text, "ws.py")] == ["x"]
    else:
        message = refused(text)
        assert message.startswith("shop/modules/a/ws.py:5: a `type` statement needs Python 3.12; write ")
