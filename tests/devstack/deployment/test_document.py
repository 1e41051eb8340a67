"""Values that remember where they stand, and the error made of what is wrong with them."""

from devstack.deployment.document import Node, Place, Problem, dotted, one_line, quoted, refuse
from devstack.deployment.reader import read


def node(text: str) -> Node:
    found, _ = read(text.encode(), "deploy.yaml")
    assert found is not None
    return found


def test_problems_are_told_in_reading_order_and_once():
    """Files before options, upper lines before lower ones: the user mends from top to bottom."""
    here = [Problem(Place(0, "a.yaml", line, 1), ("x",), "is wrong") for line in (10, 9, 10)]
    option = Problem(Place(2, "--set x=1"), ("x",), "is wrong")
    local = Problem(Place(1, "a.local.yaml", 1, 1), ("x",), "is wrong")

    assert str(refuse([option, local, *here])).split("\n") == [
        "a.yaml:9:1: x: is wrong",
        "a.yaml:10:1: x: is wrong",
        "a.local.yaml:1:1: x: is wrong",
        "--set x=1: x: is wrong",
    ]


def test_the_place_of_a_missing_value_is_that_of_the_map_around_it():
    document = node("servers:\n  core: {port: 20001}\n")

    assert document.at(("servers", "core", "health")) is None
    assert str(document.nearest(("servers", "core", "health")).named) == "deploy.yaml:2:3"


def test_values_are_quoted_as_they_were_written():
    document = node(f"a: '1'\nb: [x]\nc: {{d: 1}}\ne: {'y' * 100}\nf: 2.50\n")

    assert [quoted(child) for _, child in document.children] == ['"1"', "a list", "a map", "y" * 60 + "…", "2.50"]


def test_nothing_a_user_wrote_can_forge_a_line():
    assert one_line("a\nb\x1b[31m\u2028c") == "a\\nb\\x1b[31m\\u2028c"
    assert dotted(("servers", "a\nb", 0)) == "servers.'a\\nb'.0"
