"""What a supervisor is told when it begins."""

from support.stacks import plan, program

from devstack.supervisor.order import Order


def test_an_order_is_one_line_and_comes_back_as_it_was() -> None:
    """The line's end tells that it is whole."""
    order = Order(plan(program("a\u2028b", port=20001), program("job", once=True)), True, {"sets": ["x=1\n"]})

    line = order.as_line()

    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert Order.from_line(line) == order
