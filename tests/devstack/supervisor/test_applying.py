"""What has to be done to turn one plan into another."""

from dataclasses import replace

from support.stacks import plan, program

from devstack.plan.model import Command, Kind, Probe, Process, Restart, StopOrder
from devstack.supervisor.applying import Difference, difference


def gateway(*waits: str, port: int = 8000, binary: str = "") -> Process:
    words = ("-m", "devstack.gateway", "generated/nginx.conf", "--within", "5", *waits)
    words += ("--binary", binary) if binary else ()
    made = program("nginx", port=port, kind=Kind.GATEWAY, stops=StopOrder.GATEWAY, probe=Probe(port, "/"))
    return replace(made, command=Command(words, python=True))


def test_equal_plans_need_nothing() -> None:
    """The file was saved without a change, or with another comment."""
    one = plan(program("a-0", port=9001), gateway())

    assert difference(one, one, {}) == Difference((), (), ())


def test_what_is_new_gone_or_different_is_named() -> None:
    """By name, in the order of the plans."""
    before = plan(program("a-0", port=9001), program("b-0", port=9002), program("c-0", port=9003))
    after = plan(program("d-0", port=9004), program("a-0", port=9001), program("c-0", "--helper", port=9003))

    assert difference(before, after, {}) == Difference(added=("d-0",), changed=("c-0",), removed=("b-0",))


def test_how_a_process_is_kept_needs_no_new_start() -> None:
    """Its restart policy and its deadlines are the supervisor's alone."""
    kept = program("a-0", port=9001)

    assert (
        difference(plan(kept), plan(replace(kept, restart=Restart(max=9), start_s=60.0, grace_s=9.0)), {}).changed == ()
    )


def test_another_content_of_its_env_file_does() -> None:
    """The line is the same, what the process finds in its environment is not."""
    one = plan(program("a-0", port=9001))

    assert difference(one, one, {"a-0": True}).changed == ("a-0",)


def test_a_gateway_goes_on_with_other_servers_behind_it() -> None:
    """Whom it waits for matters at its start only; its port, its address and its binary are another matter."""
    before = plan(gateway("--wait", "http://127.0.0.1:9001/"))

    assert difference(before, plan(gateway("--wait", "http://127.0.0.1:9002/")), {}).changed == ()
    assert difference(before, plan(gateway(port=8001)), {}).changed == ("nginx",)
    assert difference(before, plan(gateway(binary="/opt/nginx")), {}).changed == ("nginx",)
