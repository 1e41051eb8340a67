"""Layers over deploy.yaml: maps merge, lists and single values replace, and every value keeps its place."""

import pytest

from devstack.deployment.document import Node
from devstack.deployment.layers import merge, setting
from devstack.deployment.reader import read


def node(text: str, source: str = "deploy.yaml", layer: int = 0) -> Node:
    found, problems = read(text.encode(), source, layer)
    assert found is not None
    assert problems == []
    return found


def test_maps_merge_and_lists_replace():
    """Adding up lists, as some tools do, makes a port or module impossible to take away."""
    below, above = node("a: {b: 1, c: [1, 2]}\nd: 4\n"), node("a: {c: [3], e: 5}\n")

    assert merge(below, above).plain() == {"a": {"b": 1, "c": (3,), "e": 5}, "d": 4}


def test_the_order_of_the_file_below_is_kept():
    """Servers start in file order; an overlay that touches one must not move it."""
    merged = merge(node("a: 1\nb: 2\nc: 3\n"), node("c: 4\nb: 5\nd: 6\n"))

    assert list(merged.plain().items()) == [("a", 1), ("b", 5), ("c", 4), ("d", 6)]


def test_a_value_keeps_the_place_it_was_written_at():
    merged = merge(node("a: {b: 1, c: 2}\n"), node("a:\n  c: 3\n", "deploy.local.yaml", 1))

    assert str(merged.nearest(("a", "b")).place) == "deploy.yaml:1:8"
    assert str(merged.nearest(("a", "c")).place) == "deploy.local.yaml:2:6"


def test_an_empty_section_above_changes_nothing():
    assert merge(node("a: {b: 1}\n"), node("a:\n")).plain() == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=3", 3),
        ("a.b=true", True),
        ("a.b=2.5", 2.5),
        ("a.b=[core, broker]", ("core", "broker")),
        ("a.b={c: 1}", {"c": 1}),
        ('a.b="3"', "3"),
        (
            "a.b=npm run dev -- --port {port} # not a comment: text",
            "npm run dev -- --port {port} # not a comment: text",
        ),
        ("a.b=x=y", "x=y"),
        ("a.b=", None),
    ],
)
def test_an_option_sets_one_value(text: str, value: object):
    found, problems = setting(text, 2)

    assert problems == []
    assert found is not None
    assert found.plain() == {"a": {"b": value}}


@pytest.mark.parametrize("text", ["", "a", "=1", "a.=1", ".a=1", "a..b=1", "a. b=1"])
def test_what_is_no_setting_is_refused(text: str):
    found, problems = setting(text, 2)

    assert found is None
    assert [str(p) for p in problems] == [f"--set {text}: is not a setting; write it like servers.broker.instances=3"]


@pytest.mark.parametrize(("text", "words"), [("a.b=no", "can mean false"), ("a.b=[x", "ends here too early")])
def test_a_value_that_cannot_be_read_is_told_at_the_option(text: str, words: str):
    _, problems = setting(text, 2)

    assert [str(p).startswith(f"--set {text}: a.b: ") and words in str(p) for p in problems] == [True]
