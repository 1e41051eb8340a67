"""The worker's side: serves the socket it was given and tells its reloader over a line how far it is.

A worker that was forked has both already. One that was started afresh finds their descriptors in its environment.
"""

import asyncio
import json
import logging
import os
import sys
import traceback
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from socket import socket
from types import ModuleType
from typing import Any, NoReturn

import uvicorn

from devstack.complaint import complaint
from devstack.serve import compiled, freshness
from devstack.serve.server import Server

PLACE = "DEVSTACK_SERVE_WORKER"
"""The descriptors of the socket and of the line, in the environment of a worker that was started afresh."""
RETIRE = b"r"
SOON_S, LATE_S = 0.03, 2.0
"""A worker that answers tells what it has loaded so much later, for those who have waited for it come first; and once more what
was loaded by the first who asked. The first of a start tells late only where most of it is known: other servers
start beside it."""
_ROUTINE = (
    "Started server process",
    "Waiting for application",
    "Application startup complete",
    "Application shutdown complete",
    "Shutting down",
    "Retiring",
    "Finished server process",
)
"""uvicorn says these once in its life; a worker would with each edit, in each instance, and its reloader says it in one line."""


class Worker(Server):
    """A Server that says when it answers, and retires or leaves as it hears over the line."""

    def __init__(self, config: uvicorn.Config, line: socket, *, late: bool = False) -> None:
        super().__init__(config)
        self._line = line
        self._reloader = os.getppid()
        self._pauses_s = (LATE_S,) if late else (SOON_S, LATE_S)
        self._given = set(sys.modules)
        self._needed: set[str] = set()
        """The modules that were there when it answered."""
        self._telling: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """As every server's, then heard by the reloader."""
        await super().startup(sockets=sockets)
        if self.started:
            loop = asyncio.get_running_loop()
            loop.add_reader(self._line.fileno(), self._hear)
            self._needed = set(sys.modules)
            tell(self._line, ready=True)
            self._line.setblocking(False)  # from here on requests are served, and the reloader may be busy
            self._telling = loop.create_task(self._tell_rest())

    async def on_tick(self, counter: int) -> bool:
        """As every server's; without a reloader there is nobody to serve for.

        Its end is seen on the line as well, but not by every event loop where it had not read all.
        """
        if os.getppid() != self._reloader:
            self.leave()
        return await super().on_tick(counter)

    async def _tell_rest(self) -> None:
        """What the next fork is to find there already."""
        for pause in self._pauses_s:
            await asyncio.sleep(pause)
            if said := self._news():
                with suppress(OSError):  # it is dead; reading will tell
                    await asyncio.get_running_loop().sock_sendall(self._line, said)

    def _news(self) -> bytes:
        here = f"{Path.cwd()}/"
        modules, texts = loaded(self._given), compiled.remove()
        files = [path for path in freshness.read() if _own_file(path, here)]
        self._given.update(modules)
        needed = [name for name in modules if name in self._needed]
        later = [name for name in modules if name not in self._needed]
        return _worded(modules=needed, later=later, files=files, texts=texts) if modules or files or texts else b""

    def _hear(self) -> None:
        """One byte to retire; the end when the reloader is dead, and then there is nobody to serve for."""
        try:
            said = self._line.recv(64)
        except ConnectionError:  # it died before it had read all
            said = b""
        if said == RETIRE:
            self.retire()
        elif not said:
            asyncio.get_running_loop().remove_reader(self._line.fileno())
            self.leave()


def work(config: uvicorn.Config, sockets: list[socket], line: socket, *, late: bool = False) -> NoReturn:
    """Load the application and serve until told to leave. What goes wrong before it answers is told in words and printed."""
    freshness.install()
    compiled.install(lambda file: _own_file(file, f"{Path.cwd()}/"))
    ear = _Ear()
    logging.getLogger("uvicorn.error").addHandler(ear)
    logging.getLogger("uvicorn.error").addFilter(lambda record: not str(record.msg).startswith(_ROUTINE))
    server = Worker(config, line, late=late)
    code = 0
    try:
        server.run(sockets=sockets)
    except KeyboardInterrupt:
        pass
    except SystemExit as left:  # uvicorn has logged why
        code = left.code if isinstance(left.code, int) else 1
    except BaseException as error:  # the application's, while it is loaded: shown from where its own code begins
        code = 1
        ear.lines = _told(error).splitlines()
        print("\n".join(ear.lines), file=sys.stderr, flush=True)  # noqa: T201 - a traceback in the log
    if code and not server.started:
        tell(line, failed=complaint(ear.lines) or (ear.lines[-1] if ear.lines else f"exit code {code}"))
    sys.exit(code)


def _told(error: BaseException) -> str:
    """Its traceback without the twenty frames of uvicorn's and the import system's that stand before every one."""
    whole, here = traceback.TracebackException.from_exception(error), f"{Path.cwd()}/"
    first = next((at for at, frame in enumerate(whole.stack) if _own_file(frame.filename, here)), None)
    if first is not None:
        whole.stack = traceback.StackSummary.from_list(whole.stack[first:])
    elif isinstance(error, SyntaxError) and _own_file(error.filename or "", here):
        whole.stack = traceback.StackSummary()
    text = "".join(whole.format())
    return (
        text if text.startswith("Traceback") else f"Traceback (most recent call last):\n{text}"
    )  # nothing stood above it


class _Ear(logging.Handler):
    """Hears the last error that uvicorn reports: a lifespan that fails is told in its log and nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        if lines := [line for line in text.splitlines() if line.strip()]:
            # The traceback comes first, and then uvicorn's word that the start has failed.
            self.lines = lines if len(lines) > 1 or not self.lines else self.lines


def tell(line: socket, **message: Any) -> None:
    """A line of JSON for the reloader."""
    with suppress(OSError):  # it is dead; reading will tell
        line.sendall(_worded(**message))


def _worded(**message: Any) -> bytes:
    return json.dumps(message).encode() + b"\n"


def loaded(given: Collection[str]) -> list[str]:
    """The modules of other people that this process has loaded beside those given, in the order in which it did.

    Those given are not looked at: in a fork that would copy a page of memory for each.
    """
    here = f"{Path.cwd()}/"
    return [
        name
        for name, module in tuple(sys.modules.items())
        if name not in given and not own(module, here) and name.partition(".")[0] != "__mp_main__"
    ]


def own(module: ModuleType | None, here: str) -> bool:
    """Whether it is the project's: below the working folder, which is `here`, but not in its virtual environment."""
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and _own_file(file, here)


def _own_file(file: str, here: str) -> bool:
    if "site-packages" in file:
        return False
    return file.startswith(here) and not file.startswith((f"{sys.prefix}/", f"{sys.base_prefix}/"))


class JoinedConfig(uvicorn.Config):
    """In a worker that was started afresh: the socket is there already."""

    def bind_socket(self) -> socket:
        """The reloader's own."""
        return socket(fileno=int(os.environ[PLACE].split(",")[0]))


class Joined:
    """Stands where uvicorn would make a reloader, in a worker that was started afresh."""

    def __init__(self, config: uvicorn.Config, target: object, sockets: list[socket]) -> None:
        self._config, self._sockets = config, sockets

    def run(self) -> NoReturn:
        """Be the worker."""
        line = socket(fileno=int(os.environ.pop(PLACE).split(",")[1]))
        work(self._config, self._sockets, line)
