"""Save, and the new code answers; a broken edit, a dead worker and a killed reloader break nothing."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from support.served import APP, Served
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from devstack.serve.joining import LATE_S
from devstack.serve.reloader import CALM_S
from devstack.state import notes

Serve = Callable[..., Served]
NO_TABLE = 'raise LookupError("no table")'
FRAMEWORK = f"""\
from contextlib import asynccontextmanager
from fastapi import FastAPI

@asynccontextmanager
async def lifespan(app):
    {NO_TABLE}
    yield

app = FastAPI(lifespan=lifespan)
"""
"""It catches what its lifespan raises and hands the traceback over as text."""
HOLDING = APP.replace(
    "        await asyncio.Event().wait()\n",
    """\
        while scope["path"] == "/flood":
            await send({"type": "websocket.send", "text": "x" * 60000})
        await asyncio.Event().wait()
""",
).replace('"/slow":\n            await asyncio.sleep(1.5)', '"/long":\n            await asyncio.sleep(30)')


def test_an_edit_is_served_by_a_new_worker(serve: Serve) -> None:
    """The one process goes on, and with it the socket."""
    served = serve()
    served.until(1)
    before = served.ask()[1]

    served.version(2)
    served.until(2)

    assert served.ask()[1] != before
    assert served.running.process.poll() is None
    served.running.wait_for(r"Edited: shop/version\.py; loading the code again")
    served.running.wait_for(r"Loaded again in 0\.\d\d s")


def test_garbage_is_collected_once_a_worker_answers(serve: Serve) -> None:
    """Not before: what is loaded stays, and to look for garbage among it is a tenth of the time it takes."""
    collecting = APP.replace("import asyncio, os", "import asyncio, gc, os").replace(
        "{VERSION} {os.getpid()}", "{VERSION} {gc.isenabled():d}"
    )
    served = serve(files={"main": collecting, "version": "import gc\nVERSION = int(gc.isenabled())\n"})

    served.until(0)

    assert served.ask() == ("0", 1)


def test_an_edit_in_the_very_first_moments_is_served(serve: Serve) -> None:
    """uvicorn's own reloader is blind for a quarter of a second after it has started its worker."""
    served = serve()
    for version in range(2, 12):
        served.version(version)
        time.sleep(0.1)

    served.until(11)


def test_no_request_fails_while_code_is_loaded_again(serve: Serve) -> None:
    """On new connections and on those that are kept alive; and a slow one that began before is finished."""
    served = serve()
    served.until(1)
    failed: list[str] = []
    answered: list[str] = []
    over = threading.Event()

    def clients(keep: bool) -> None:
        with httpx.Client(timeout=10, limits=httpx.Limits(max_keepalive_connections=1 if keep else 0)) as client:
            while not over.is_set():
                try:
                    answered.append(client.get(served.url).text.partition(" ")[0])
                except httpx.HTTPError as error:
                    failed.append(repr(error))
                time.sleep(0.01)

    slow: list[int] = []
    threads = [threading.Thread(target=clients, args=(keep,)) for keep in (True, False)]
    threads.append(threading.Thread(target=lambda: slow.append(httpx.get(f"{served.url}slow", timeout=10).status_code)))
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 10
    while len(answered) < 4:  # both have begun
        assert time.monotonic() < deadline, failed
        time.sleep(0.01)
    for version in range(2, 12):
        served.version(version)
        served.until(version)
        time.sleep(0.05)
    while "11" not in answered:
        assert time.monotonic() < deadline + 60, failed
        time.sleep(0.01)
    over.set()
    for thread in threads:
        thread.join(15)

    print(f"requests during 10 reloads: {len(answered)} tried, {len(failed)} lost")
    assert failed == []
    assert slow == [200]
    assert {"1", "11"} <= set(answered)


def test_websockets_are_closed_with_1012_and_hold_nothing_up(serve: Serve) -> None:
    """Also one whose handler waits on something quiet for ever: uvicorn alone would never load the code again."""
    served = serve()
    served.until(1)
    codes = []
    with connect(served.url.replace("http", "ws")) as one, connect(served.url.replace("http", "ws")) as other:
        served.version(2)
        took = served.until(2)
        for socket in (one, other):
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=5)
            codes.append(closed.value.rcvd and closed.value.rcvd.code)

    assert codes == [1012, 1012]
    assert took < 3


def test_a_websocket_that_is_just_opening_is_opened_and_then_closed(serve: Serve) -> None:
    """Its application is still thinking about it when the worker retires; refused with a 500 it would look like a fault."""
    accept = 'await send({"type": "websocket.accept"})'
    thinking = APP.replace(accept, f"await asyncio.sleep(0.5)\n        {accept}")
    served = serve(files={"main": thinking})
    served.until(1)
    opened: list[int | None] = []

    def client() -> None:
        with connect(served.url.replace("http", "ws"), open_timeout=10) as socket:
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=5)
            opened.append(closed.value.rcvd and closed.value.rcvd.code)

    opening = threading.Thread(target=client)
    opening.start()
    time.sleep(0.2)
    served.version(2)
    served.until(2)
    opening.join(10)

    assert opened == [1012]


def test_whoever_holds_on_to_the_old_worker_is_let_go_in_time(serve: Serve) -> None:
    """A WebSocket that waits on something quiet, one whose peer does not read, a request of 30 s: all at once."""
    served = serve("--ws-per-message-deflate", "false", files={"main": HOLDING})
    served.until(1)
    pid = served.ask()[1]
    address = served.url.replace("http", "ws")
    with connect(address), connect(f"{address}flood", max_queue=1), httpx.Client(timeout=10) as client:
        asked = threading.Thread(target=_quietly, args=(client, f"{served.url}long"))
        asked.start()
        time.sleep(0.5)
        served.version(2)
        served.until(2)
        began = time.monotonic()
        while Path(f"/proc/{pid}").exists():
            assert time.monotonic() - began < 5, "the old worker lives on"
            time.sleep(0.02)
        took = time.monotonic() - began
    asked.join(10)

    print(f"the old worker was gone {took:.2f} s after the new one answered, with a grace of 3 s")
    assert 2.5 < took < 3.5, served.running.text
    assert "Traceback" not in served.running.text.partition("were cut off")[0]


def _quietly(client: httpx.Client, url: str) -> None:
    with suppress(httpx.HTTPError):
        client.get(url)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"version": "VERSION = (\n"}, "SyntaxError: '(' was never closed, shop/version.py:1"),
        ({"version": "import nothing\n"}, "ModuleNotFoundError: No module named 'nothing', shop/version.py:1"),
        ({"main": APP.replace('"lifespan":\n', f'"lifespan":\n        {NO_TABLE}\n')}, "LookupError: no table, shop/main.py:6"),
        ({"main": "def broken(:\n"}, "SyntaxError: invalid syntax, shop/main.py:1"),
        ({"main": FRAMEWORK}, "LookupError: no table, shop/main.py:6"),
        ({"version": "import os\nos._exit(7)\n"}, "the new worker left with exit code 7 before it answered"),
    ],
)  # fmt: skip
def test_an_edit_that_does_not_load_leaves_the_old_code_serving(
    serve: Serve, broken: dict[str, str], reason: str
) -> None:
    """It is said in the log and in a note for `status`; the next good save clears it."""
    served = serve("--lifespan", "on")
    served.until(1)
    pid = served.ask()[1]

    for name, text in broken.items():
        served.write(name, text)
    served.running.wait_for("The code does not load, the code before it goes on: ")
    note = notes.read(served.root, "shop-0", served.pid)
    still = served.ask()
    served.write("main", APP)
    served.version(2)
    served.until(2)
    served.running.wait_for(r"Loaded again in")  # the worker answers a moment before its reloader knows

    assert still == ("1", pid)
    assert note == notes.Note(reason, serves=True)
    assert notes.read(served.root, "shop-0", served.pid) is None


def test_code_that_does_not_load_at_the_start_waits_for_an_edit(serve: Serve) -> None:
    """The note says that nothing is served, so that whoever started it can decide not to wait."""
    served = serve(files={"version": "VERSION = (\n"})
    served.running.wait_for("The code does not load, nothing is served until an edit mends it: SyntaxError")
    note = notes.read(served.root, "shop-0", served.pid)

    served.version(2)
    served.until(2)
    served.running.wait_for(r"Loaded in")

    assert note == notes.Note("SyntaxError: '(' was never closed, shop/version.py:1", serves=False)
    assert notes.read(served.root, "shop-0", served.pid) is None


def test_a_worker_that_was_killed_is_replaced(serve: Serve) -> None:
    """The socket stays, so a request that comes meanwhile waits instead of failing."""
    served = serve()
    served.until(1)
    pid = served.ask()[1]

    os.kill(pid, signal.SIGKILL)
    version, other = served.ask()

    assert version == "1"
    assert other != pid
    served.running.wait_for(rf"Worker \[{pid}\] was killed by SIGKILL")


def test_workers_that_die_again_and_again_are_given_up(serve: Serve) -> None:
    """Whoever supervises decides by its own policy what comes then."""
    dying = "import os, threading\nthreading.Timer(0.1, os._exit, (7,)).start()\nVERSION = 1\n"
    served = serve(files={"version": dying})

    assert served.running.exit_code(within=20) == 7
    assert served.running.text.count("left with exit code 7") == 4


def test_a_killed_reloader_leaves_no_worker(serve: Serve) -> None:
    """Nobody else would end it."""
    served = serve()
    served.until(1)

    os.kill(served.pid, signal.SIGKILL)
    served.running.process.wait(5)

    _until_nobody_is_left(served)


def test_nor_does_one_that_is_killed_before_it_has_heard_everything(serve: Serve) -> None:
    """The end of a line on which something is unread is an error to some event loops, of which they tell nobody."""
    served = serve()
    served.until(1)

    os.kill(served.pid, signal.SIGSTOP)
    time.sleep(LATE_S + 0.5)  # until the worker has told the rest
    os.kill(served.pid, signal.SIGKILL)
    served.running.process.wait(5)

    _until_nobody_is_left(served)


def _until_nobody_is_left(served: Served) -> None:
    deadline = time.monotonic() + 6
    while left := served.family():
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def test_a_burst_of_edits_is_one_reload(serve: Serve) -> None:
    """A branch that is switched writes hundreds of files."""
    served = serve()
    served.until(1)

    began = time.monotonic()
    for number in range(200):
        served.write(f"part_{number}", "")
    served.version(2)
    pauses = int((time.monotonic() - began) / CALM_S)  # so many can have looked like its end; on a quiet machine none
    served.until(2)
    served.version(3)
    served.until(3)

    assert served.running.text.count("Loaded again") <= 3 + pauses  # the first file alone, the rest, and version 3
    served.running.wait_for(r"Edited: shop/\S+, shop/\S+, shop/\S+ and \d+ more")


def test_edits_without_end_are_loaded_all_the_same(serve: Serve) -> None:
    """A program that writes code every 50 ms leaves no moment of calm."""
    served = serve()
    served.until(1)
    over = threading.Event()

    def writer() -> None:
        while not over.wait(0.05):
            served.write("part", "")

    busy = threading.Thread(target=writer)
    busy.start()
    try:
        served.version(2)
        took = served.until(2)
    finally:
        over.set()
        busy.join(5)

    assert took < 5


def test_edits_that_come_while_code_is_loaded_end_with_the_last(serve: Serve) -> None:
    """Every 0.2 s, each of the same size: nothing is skipped for good, nothing is loaded from the bytecode of another."""
    served = serve()
    served.until(1)

    for version in range(10, 30):
        served.version(version)
        time.sleep(0.2)

    served.until(29)


def test_a_worker_that_never_gets_ready_gives_way_to_an_edit(serve: Serve) -> None:
    """While it hangs the old code serves."""
    served = serve()
    served.until(1)
    served.version("__import__('time').sleep(600)")
    served.running.wait_for("Edited")
    time.sleep(0.3)
    assert served.ask()[0] == "1"

    deadline = time.monotonic() + 25
    while time.monotonic() < deadline and "killed" not in served.running.text:
        served.version(2)
        time.sleep(0.2)

    served.until(2)
    assert "The worker before it has been loading for" in served.running.text


def test_what_no_server_loads_reloads_nothing(serve: Serve) -> None:
    """Tests, logs, caches and backups change all the time."""
    served = serve("--reload-include", "*.sql")
    served.until(1)
    pid = served.ask()[1]

    for name in ("tests/test_main", "deep/tests/helper", "__pycache__/main", "ws_generated/x_router"):
        served.write(name, "")
    (served.root / "shop/notes.txt").write_text("")
    (served.root / "shop/main.py~").write_text("")
    time.sleep(0.8)
    still = served.ask()[1]
    (served.root / "shop/schema.sql").write_text("")
    served.running.wait_for(r"Edited: shop/schema\.sql")

    assert still == pid
    served.write("ws_generator/x_router", "")  # no rule leaves this one out
    served.running.wait_for(r"Edited: shop/ws_generator/x_router\.py")


def watching(served: Served) -> int:
    """The process that watches the files."""
    (found,) = (pid for pid in served.family() if Path(f"/proc/{pid}/comm").read_text().strip() == "devstack-watch")
    return found


def test_a_watcher_that_was_killed_is_replaced(serve: Serve) -> None:
    """Otherwise edits would go unseen without a word."""
    served = serve()
    served.until(1)
    watcher = watching(served)

    os.kill(watcher, signal.SIGKILL)
    served.running.wait_for("watching again")
    served.version(2)

    served.until(2)


def test_an_edit_while_nobody_watches_is_seen_as_well(serve: Serve) -> None:
    """The next watcher looks at the files when it begins, and what was edited before that would look as if it had always been."""
    served = serve()
    served.until(1)
    watcher = watching(served)
    reloader = served.running.process.pid

    os.kill(reloader, signal.SIGSTOP)
    os.kill(watcher, signal.SIGKILL)
    served.version(2)
    os.kill(reloader, signal.SIGCONT)

    served.until(2)
    assert served.running.text.count("Edited: ") == 1


def test_polling_sees_edits_where_the_system_tells_of_none(serve: Serve) -> None:
    """Network drives and the like."""
    served = serve(WATCHFILES_FORCE_POLLING="true")
    served.until(1)
    time.sleep(0.6)

    served.version(2)

    served.until(2)


def test_a_package_that_starts_threads_is_named_and_workers_start_afresh(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Slower, but never wrong; leaving that package out brings the forks back."""
    libraries = tmp_path_factory.mktemp("libraries")
    (libraries / "busy").mkdir(parents=True)
    threads = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    (libraries / "busy/__init__.py").write_text(threads)
    served = serve(files={"version": "import busy\nVERSION = 1\n"}, PYTHONPATH=str(libraries))
    served.until(1)
    served.running.wait_for(r"busy starts threads when it is imported, so workers are started afresh")

    served.version("__import__('busy') and 2")
    served.until(2)
    pid = served.ask()[1]

    assert Path(f"/proc/{pid}/environ").read_bytes().count(b"DEVSTACK_SERVE_WORKER") == 1


def test_edits_right_after_an_answer_hold_up_nothing_and_what_is_loaded_is_learned_in_the_end(serve: Serve) -> None:
    """A worker answers first and tells a moment later what it has loaded; it may have been replaced by then."""
    served = serve()
    served.until(1)
    kept = served.root / ".devstack/run/serve/shop-0.json"

    for version in range(2, 12):
        served.version(f"{version}; import wave")
        served.until(version)

    _until_it_holds(kept, "wave")


def test_what_was_learned_is_kept_as_a_whole(serve: Serve) -> None:
    """A worker tells what its reloader did not have; the next start needs all of it, also where the file was removed."""
    served = serve(files={"version": "import wave\nVERSION = 1\n"})
    kept = served.root / ".devstack/run/serve/shop-0.json"
    served.until(1)
    _until_it_holds(kept, "wave")
    kept.unlink()

    served.write("version", "import wave, mailbox\nVERSION = 2\n")
    served.until(2)

    _until_it_holds(kept, "wave")
    _until_it_holds(kept, "mailbox")


def test_what_the_first_requests_load_is_learned_as_well(serve: Serve) -> None:
    """Some packages load their parts when they are asked for: the next worker has them, the next start does not wait for them."""
    asking = APP.replace("        if scope[", "        import wave\n        if scope[")
    served = serve(files={"main": asking})
    served.until(1)
    kept = served.root / ".devstack/run/serve/shop-0.json"
    _until_it_holds(kept, "modules")

    for number in range(2, 7):  # on a busy machine one may come before it is learned
        time.sleep(LATE_S + 0.5)  # one that is replaced sooner tells nothing
        served.write("version", f"import sys\nVERSION = f'{number}-{{\"wave\" in sys.modules}}'\n")
        deadline = time.monotonic() + 10
        while not (said := served.ask()[0]).startswith(f"{number}-") and time.monotonic() < deadline:
            time.sleep(0.01)
        if said == f"{number}-True":
            break

    assert said == f"{number}-True"
    assert '"wave"' not in kept.read_text()


def _until_it_holds(kept: Path, module: str) -> None:
    deadline = time.monotonic() + 10
    while not kept.exists() or f'"{module}"' not in kept.read_text():
        assert time.monotonic() < deadline, module
        time.sleep(0.02)


def test_ctrl_c_ends_it_and_its_worker(serve: Serve) -> None:
    """A request under way is finished first."""
    served = serve()
    served.until(1)
    with httpx.Client() as client, client.stream("GET", f"{served.url}slow", timeout=10) as answer:
        served.running.interrupt(signal.SIGTERM)
        answer.read()

        assert answer.status_code == 200
    assert served.running.exit_code() == 0
    assert served.family() == {}
