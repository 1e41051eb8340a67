"""The control socket: where it stands, who may use it, and what a silent other side leads to."""

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from devstack import control
from devstack.errors import InputError, NotRunning

Handler = control.Handler


@contextmanager
def served(root: Path, handler: Handler, leases: Mapping[str, control.Lease] | None = None) -> Iterator[None]:
    """A real server in a thread's event loop."""
    started, loop = threading.Event(), asyncio.new_event_loop()
    server = control.Server(control.address(root), handler, leases=leases)
    stop = asyncio.Event()

    async def main() -> None:
        await server.open()
        started.set()
        await stop.wait()
        await server.close()

    thread = threading.Thread(target=lambda: (loop.run_until_complete(main()), loop.close()))
    thread.start()
    assert started.wait(5)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)


async def echo(verb: str, arguments: dict[str, Any], progress: Callable[[str], None]) -> dict[str, Any]:
    """Says two things on the way and then what it was asked."""
    progress("one")
    progress("two")
    return {"verb": verb, **arguments}


def test_an_answer_comes_with_its_progress(tmp_path: Path) -> None:
    """Line by line, in order, before the result."""
    said: list[str] = []
    with served(tmp_path, echo):
        answer = control.call(tmp_path, "restart", progress=said.append, names=["a-0"])

    assert answer == {"verb": "restart", "names": ["a-0"]}
    assert said == ["one", "two"]


def test_an_error_keeps_its_words_and_exit_code(tmp_path: Path) -> None:
    """The user mends it in the shell that asked."""

    async def refuse(*_: Any) -> dict[str, Any]:
        raise InputError("no process is called brocker")

    with served(tmp_path, refuse), pytest.raises(Exception, match="brocker") as refused:
        control.call(tmp_path, "stop", names=["brocker"])

    assert getattr(refused.value, "exit_code", None) == 2


def test_the_socket_is_its_owners_alone(tmp_path: Path) -> None:
    """Whoever can connect can stop the stack."""
    with served(tmp_path, echo):
        path = control.address(tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    assert not path.exists()


def test_a_socket_left_by_a_dead_supervisor_is_replaced(tmp_path: Path) -> None:
    """It is a file that nobody listens on."""
    path = control.address(tmp_path)
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with pytest.raises(NotRunning):
        control.call(tmp_path, "status")

    with served(tmp_path, echo):
        assert control.call(tmp_path, "status") == {"verb": "status"}


@pytest.mark.parametrize("runtime", ["private", "open", None])
def test_a_long_path_moves_to_a_private_folder(
    tmp_path: Path, runtime: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel takes 107 bytes; a folder that others can enter is not used."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    short = Path("/tmp") / f"run-{tmp_path.name}"[:40]
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    if runtime:
        short.mkdir(mode=0o700 if runtime == "private" else 0o755)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    try:
        path = control.address(deep)
        with served(deep, echo):
            answer = control.call(deep, "status")
    finally:
        if runtime:
            short.rmdir()

    assert answer == {"verb": "status"}
    assert len(str(path).encode()) <= control.LONGEST_PATH
    assert (path.parent == short) is (runtime == "private")


def test_a_silent_supervisor_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    """Every wait has a deadline, also while progress keeps coming."""

    async def chatter(_verb: str, _arguments: dict[str, Any], progress: Callable[[str], None]) -> dict[str, Any]:
        for _ in range(40):
            progress("still at it")
            await asyncio.sleep(0.02)
        return {}

    with served(tmp_path, chatter), pytest.raises(control.NoAnswer, match=r"`restart` within 0\.2 s"):
        control.call(tmp_path, "restart", within=0.2)


def test_a_supervisor_that_dies_while_answering_is_not_running(tmp_path: Path) -> None:
    """The connection ends without a result."""

    async def die(*_: Any) -> dict[str, Any]:
        raise ConnectionResetError

    with served(tmp_path, die), pytest.raises(NotRunning, match="left before it answered"):
        control.call(tmp_path, "down")


@pytest.mark.parametrize("said", [b"", b'{"verb": "sta', b"[" * 100_000 + b"\n"])
def test_a_client_that_asks_nothing_whole_is_no_fault_of_ours(tmp_path: Path, said: bytes) -> None:
    """What the event loop hears of as an error stops the stack; a mute client must not be able to do that."""
    faults: list[dict[str, Any]] = []

    async def meet() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context))
        server = control.Server(control.address(tmp_path), echo, patience_s=0.1)
        await server.open()
        reader, writer = await asyncio.open_unix_connection(server.path)
        writer.write(said)
        await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await server.close()

    asyncio.run(meet())

    assert faults == []


def test_nothing_else_happens_under_the_sockets_umask(tmp_path: Path) -> None:
    """A process started in that moment would make folders that it cannot enter."""
    seen: list[int] = []

    async def look() -> None:
        for _ in range(20):
            seen.append(os.umask(0o022))
            os.umask(seen[-1])
            await asyncio.sleep(0)

    async def meet() -> None:
        server = control.Server(control.address(tmp_path), echo)
        await asyncio.gather(server.open(), look())
        await server.close()

    asyncio.run(meet())

    assert len(set(seen)) == 1


def test_a_verb_under_way_outlives_the_loss_of_the_socket(tmp_path: Path) -> None:
    """Somebody deletes `.devstack/` during a restart: the next caller finds a new socket, and this one still its answer."""

    async def meet() -> list[dict[str, Any]]:
        finish = asyncio.Event()

        async def slow(verb: str, _arguments: dict[str, Any], _progress: control.Progress) -> dict[str, Any]:
            await finish.wait()
            return {"verb": verb}

        server = control.Server(control.address(tmp_path), slow)
        await server.open()
        first = asyncio.ensure_future(asyncio.to_thread(control.call, tmp_path, "restart"))
        await asyncio.sleep(0.1)
        server.path.unlink()
        await asyncio.wait_for(server.guard(), 0.5)
        second = asyncio.ensure_future(asyncio.to_thread(control.call, tmp_path, "status"))
        finish.set()
        answers = await asyncio.gather(first, second)
        await server.close()
        return answers

    assert asyncio.run(meet()) == [{"verb": "restart"}, {"verb": "status"}]


def leased(root: Path, end: Callable[[socket.socket], None]) -> tuple[list[str], bytes]:
    """Hold a lease until `end` lets go of it; what its verb saw, and what was answered."""
    seen: list[str] = []
    over = threading.Event()

    async def lease(arguments: dict[str, Any], progress: Callable[[str], None], gone: asyncio.Event) -> dict[str, Any]:
        progress("begun")
        try:
            await asyncio.wait_for(gone.wait(), 5)
            seen.append("gone")
            progress("ending")
            return dict(arguments)
        finally:
            over.set()

    with served(root, echo, {"hold": lease}), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(control.address(root)))
        client.sendall(b'{"verb": "hold", "args": {"a": 1}}\n')
        answer = client.recv(4096)
        end(client)
        assert over.wait(5), "the verb was not told"
        while client.fileno() >= 0 and (more := client.recv(4096)):
            answer += more
    return seen, answer


def test_a_lease_lasts_until_its_client_closes_its_side_and_is_answered_then(tmp_path: Path) -> None:
    """The other side stays open for what is said about the end."""
    seen, answer = leased(tmp_path, lambda client: client.shutdown(socket.SHUT_WR))

    assert seen == ["gone"]
    assert answer.splitlines() == [b'{"progress": "begun"}', b'{"progress": "ending"}', b'{"result": {"a": 1}}']


def test_a_line_that_is_held_keeps_the_stack_until_it_is_closed(tmp_path: Path) -> None:
    """By whichever process has it then: it can be inherited."""
    gone = threading.Event()

    async def keep(arguments: dict[str, Any], progress: Callable[[str], None], left: asyncio.Event) -> dict[str, Any]:
        await left.wait()
        gone.set()
        return {}

    with served(tmp_path, echo, {"keep": keep}):
        line = control.hold(tmp_path)
        second = os.dup(line.fileno())
        line.close()
        assert not gone.wait(0.2)
        os.close(second)
        assert gone.wait(5)


def test_there_is_no_line_to_hold_where_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(NotRunning):
        control.hold(tmp_path)


def test_a_lease_ends_with_its_client(tmp_path: Path) -> None:
    """Killed, it closes everything at once."""
    assert leased(tmp_path, lambda client: client.close())[0] == ["gone"]
