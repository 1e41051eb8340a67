"""Who holds a port, asked with real sockets in other processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.ports import free_block

from devstack import ports
from devstack.deployment import Deployment, Nginx, Server
from devstack.errors import DevstackError
from devstack.plan import Plan
from devstack.plan.planner import plan

HOLDER = """
import socket, sys
family, address, port, option, listens = sys.argv[1:6]
s = socket.socket(getattr(socket, family))
if family == "AF_INET6":
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
if option:
    s.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
s.bind((address, int(port)))
if listens == "yes":
    s.listen()
print("held", flush=True)
sys.stdin.read()
"""
Hold = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Starts a process that holds a port until the test is over."""
    children: list[subprocess.Popen[str]] = []

    def start(port: int, address: str = "127.0.0.1", option: str = "", listens: str = "yes") -> subprocess.Popen[str]:
        family = "AF_INET6" if ":" in address else "AF_INET"
        command = [sys.executable, "-c", HOLDER, family, address, str(port), option, listens]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        return child

    yield start
    for child in children:
        child.communicate(timeout=10)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1", "::", "127.0.0.2"])
@pytest.mark.parametrize("option", ["", "SO_REUSEADDR", "SO_REUSEPORT"])
def test_a_listener_on_any_address_is_found_and_named(hold: Hold, address: str, option: str) -> None:
    """A check on 127.0.0.1 alone calls a port free that a browser, asking for localhost, finds taken."""
    port = free_block()
    holder = hold(port, address, option)

    [taken] = ports.holders({port: "broker-0"})

    assert (taken.port, taken.wanted_by, taken.pid, taken.address) == (port, "broker-0", holder.pid, address)
    assert str(taken).startswith(f"port {port} (broker-0) is held by pid {holder.pid} (python")
    assert taken.folder == str(Path.cwd())
    assert holder.poll() is None


@pytest.mark.parametrize("option", ["", "SO_REUSEADDR", "SO_REUSEPORT"])
def test_a_socket_that_is_bound_but_does_not_listen_yet_is_found(hold: Hold, option: str) -> None:
    """Its owner listens a moment later, and then one of our servers cannot."""
    port = free_block()
    hold(port, option=option, listens="no")

    [taken] = ports.holders({port: "core-0"})

    assert taken.pid is None
    assert "cannot be seen" in str(taken)


def test_connections_still_closing_after_a_stop_are_no_holder() -> None:
    """After `down`, the ports have connections in TIME_WAIT for a minute; the next `up` must not be refused for them."""
    port = free_block()
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        accepted.close()
        client.close()

    with pytest.raises(OSError, match="in use"), socket.socket() as plain:
        plain.bind(("127.0.0.1", port))
    assert ports.holders({port: "core-0"}) == []


def test_free_ports_are_looked_through_within_50_ms() -> None:
    """The check stands in front of each `up`."""
    first = free_block(10)

    began = time.perf_counter()
    taken = ports.holders({first + i: f"server-{i}" for i in range(10)})

    assert taken == []
    assert time.perf_counter() - began < 0.05


def test_a_holder_that_descends_from_our_stack_is_ours(hold: Hold) -> None:
    """`check` calls a port good while our own stack listens there, workers included; a neighbour's stack is a stranger."""
    first = free_block(2)
    mine, theirs = hold(first), hold(first + 1)
    wanted = {first: "core-0", first + 1: "broker-0"}

    assert [t.ours for t in ports.holders(wanted, ours={mine.pid})] == [True, False]
    assert [t.ours for t in ports.holders(wanted, ours={os.getpid()})] == [True, True]
    assert theirs.poll() is None


def test_one_process_alone_is_checked_for_its_own_port(hold: Hold) -> None:
    """`run -n core-0` beside a running stack must not trip over the other ports."""
    first = free_block(2)
    hold(first)
    core, nginx = _plan(first).processes

    ports.check_process(core)
    with pytest.raises(DevstackError, match=f"port {first} .nginx. is held by pid"):
        ports.check_process(nginx)


def test_all_held_ports_are_refused_in_one_message(hold: Hold) -> None:
    """One start, one message: nobody frees a port only to hear of the next."""
    first = free_block(3)
    one, two = hold(first), hold(first + 1, "::")

    with pytest.raises(DevstackError) as refusal:
        ports.check(_plan(first))

    message = str(refusal.value)
    assert f"port {first} (nginx) is held by pid {one.pid} (" in message
    assert f"port {first + 1} (core-0) is held by pid {two.pid} (" in message
    assert message.endswith("; stop them or run `invoke up --port-offset auto`")
    assert [one.poll(), two.poll()] == [None, None]


def test_free_ports_pass_the_check() -> None:
    """Nothing to say is said by silence."""
    assert ports.check(_plan(free_block(3))) is None  # type: ignore[func-returns-value]  # it must not raise


def test_the_automatic_offset_is_the_same_each_time_and_differs_between_checkouts(tmp_path) -> None:
    """A checkout keeps its URLs from one `up` to the next."""
    wanted = [8000, 8001, 8011, 8012, 8021, 8022]
    roots = [tmp_path / f"checkout-{i}" for i in range(4)]

    offsets = [ports.auto_offset(root, wanted) for root in roots]

    assert offsets == [ports.auto_offset(root, wanted) for root in roots]
    assert len(set(offsets)) > 1
    assert all(offset % 100 == 0 and 0 < offset <= 32767 - 8022 for offset in offsets)


def test_the_automatic_offset_moves_on_while_a_port_is_held(hold: Hold, tmp_path) -> None:
    """Two checkouts whose hashes meet still run side by side, without a shared port."""
    wanted = [8000, 8010]
    first = ports.auto_offset(tmp_path, wanted)
    hold(8010 + first)

    second = ports.auto_offset(tmp_path, wanted)

    assert abs(second - first) > wanted[-1] - wanted[0]


def test_the_automatic_offset_says_so_when_there_is_no_room(tmp_path) -> None:
    """A deployment at the end of the range cannot be moved up."""
    with pytest.raises(DevstackError, match="no room for an offset"):
        ports.auto_offset(tmp_path, [65500])


def _plan(first: int) -> Plan:
    server = Server(port=first + 1, app="shop.main:app", routes=("/",))
    return plan(Deployment(name="shop", app="shop.main:app", nginx=Nginx(port=first), servers={"core": server}))
