"""The prefix of each Procfile line under a bare `honcho start`: `python -m devstack.record COMMAND…`.

It registers the process, keeps its log, and becomes the command by exec, so pid and signals are the command's own. Under
`invoke up` the prefix is empty, because the supervisor does all that itself. Standard library only: it is in every start.
"""

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from devstack import state
from devstack.errors import DevstackError
from devstack.state.identity import INSTANCE, MARK, Identity, environment

FOLDER = ".devstack/run/honcho"
MAX_MB, KEEP = 10, 3
READ = 64 * 1024
WATCH_EVERY_S = 0.5
GRACE_S = 4.0
_GATEWAY = "nginx"  # devstack.deployment.GATEWAY, whose import would cost each process 100 ms
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


@dataclass(frozen=True, slots=True)
class Record:
    """A process that a bare honcho runs. `runner` is that honcho; `started` in seconds since the epoch."""

    name: str
    identity: Identity
    runner: Identity | None
    command: str
    modules: str
    port: int | None
    started: float


def records(root: Path) -> list[Record]:
    """Those that are alive now, verified; what is left of others is ignored."""
    found = [record for path in sorted((root / FOLDER).glob("*.json")) if (record := _read(path))]
    return [record for record in found if record.identity.alive]


def main() -> NoReturn:
    """Register, tee the output, become the command."""
    command = sys.argv[1:]
    name = os.environ.get(INSTANCE, "")
    root = Path.cwd()
    if not command or not name:
        sys.exit("usage: DEVSTACK_INSTANCE=name python -m devstack.record COMMAND…")
    try:
        holder = state.holder(root)
    except DevstackError as error:
        sys.exit(str(error))
    if holder is not None:
        sys.exit(f"the stack of {root} is already running under `invoke up` (pid {holder}); `invoke down` stops it")
    _prepare_environment(root)
    record = _register(root, name, command)
    _start_tee(root, record)
    if os.environ.pop("DEVSTACK_ONCE", None):
        _run_job(command)
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the command, without a shell, is the point
    except OSError as error:
        sys.exit(_no_such(command, error))


def _run_job(command: list[str]) -> NoReturn:
    """honcho stops everything when one line ends, so a job that has ended well stays on as this process until it is stopped."""
    import subprocess  # 10 ms, spent only by a line that is a job

    try:
        code = subprocess.call(command)
    except OSError as error:
        sys.exit(_no_such(command, error))
    if code:
        sys.exit(code if code > 0 else 128 - code)
    while True:
        signal.pause()


def _no_such(command: list[str], error: OSError) -> str:
    return f"{command[0]}: {error.strerror}; is it installed, and is PYTHON in .env right?"


def _prepare_environment(root: Path) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # with it every server compiles everything at each start
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH') or os.defpath}"
    file = os.environ.get("DEVSTACK_ENV_FILE")
    if not file:
        return
    from dotenv import dotenv_values  # 20 ms, spent only by a line that has an env_file

    if not (root / file).is_file():
        sys.exit(f"env_file: {file}: No such file; make it or remove the key from deploy.yaml")
    for key, value in dotenv_values(root / file).items():
        os.environ.setdefault(key, value or "")


def _register(root: Path, name: str, command: list[str]) -> Record:
    runner = _honcho()
    run = f"{runner.pid}-{runner.ticks}" if runner else str(os.getppid())
    os.environ[MARK] = f"{state.checkout_id(root)}-honcho-{run}"
    # After exec its environment shows the name too: together with pid and start time nobody else can.
    own = Identity.of(os.getpid(), f"{INSTANCE}={name}")
    assert own is not None, "we are running"  # noqa: S101 - true of whoever asks
    record = Record(
        name, own, runner, " ".join(command), os.environ.get("ENABLED_MODULES", ""), _port(command), time.time()
    )
    path = root / FOLDER / f"{name}.json"
    with suppress(OSError):  # without a record it runs as well; `status` then does not see it
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(asdict(record)))
        temporary.replace(path)
    return record


def _honcho() -> Identity | None:
    """The honcho that runs us: the parent of our parent, which is its relay. Another runner has no relay."""
    found = Identity.of(_parent(os.getppid()))
    if found and "honcho" in " ".join(_command_line(found.pid)):
        return found
    return None


def _parent(pid: int) -> int:
    if sys.platform != "linux":
        import psutil  # 20 ms that Linux need not spend

        return int(psutil.Process(pid).ppid())
    return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])


def _command_line(pid: int) -> list[str]:
    if sys.platform != "linux":
        import psutil  # as above

        return psutil.Process(pid).cmdline()
    return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")


def _port(command: list[str]) -> int | None:
    """The port of its line, as uvicorn and most dev servers are told: --port N."""
    said = dict(pairwise(command)).get("--port", "")
    return int(said) if said.isdecimal() else None


def _start_tee(root: Path, record: Record) -> None:
    """From here on our output goes through a process of its own: two forks, so that the command gets no strange child."""
    relay = Identity.of(os.getppid()) if record.runner else None
    read, write = os.pipe()
    middle = os.fork()
    if middle == 0:
        os.close(write)
        os.setsid()  # honcho kills groups; the tee outlives the command and ends when its output does
        if os.fork() == 0:
            _tee(root, record, read, relay)
        os._exit(0)
    os.waitpid(middle, 0)
    os.close(read)
    os.dup2(write, 1)
    os.dup2(write, 2)
    os.close(write)


def _tee(root: Path, record: Record, source: int, relay: Identity | None) -> NoReturn:
    try:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _Tee(root, record, source).run()
        if relay and record.runner and not record.runner.alive:
            relay.send_alone(signal.SIGKILL)  # honcho's own; it would wait for ever to hand its last lines over
        _forget(root, record)
    finally:
        os._exit(0)


class _Tee:
    """Copies output to where honcho reads it and into the log files; ends the command when its honcho is dead."""

    def __init__(self, root: Path, record: Record, source: int) -> None:
        from devstack.logs import LogBook  # here, beside the command's start instead of before it

        self._book = LogBook(state.logs(root), MAX_MB, KEEP)
        self._record = record
        self._source = source
        self._rest = b""
        self._heard = True
        self._kill_at: float | None = None
        self._watch_at = time.monotonic() + WATCH_EVERY_S

    def run(self) -> None:
        """Until the last writer has closed the pipe."""
        while True:
            ready = select.select([self._source], [], [], WATCH_EVERY_S)[0]
            if time.monotonic() >= self._watch_at:  # by the clock: who talks without end must be watched as well
                self._watch_at = time.monotonic() + WATCH_EVERY_S
                self._watch()
            if not ready:
                continue
            data = os.read(self._source, READ)
            if not data:
                break
            self._pass_on(data)
        if self._rest:
            self._keep(self._rest)

    def _pass_on(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest and self._heard:
                rest = rest[os.write(1, rest) :]
        except OSError:  # honcho is gone; the log file is kept all the same
            self._heard = False
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if newline:
            self._keep(whole)
        if len(self._rest) > READ:
            self._keep(self._rest)
            self._rest = b""

    def _keep(self, lines: bytes) -> None:
        self._book.write(self._record.name, lines + b"\n", time.time())

    def _watch(self) -> None:
        """honcho cannot take its children along when it is killed; so this does. And nginx's own log has no other keeper."""
        if self._record.name == _GATEWAY:
            self._book.tend()
        runner = self._record.runner
        if runner is None or runner.alive:
            return
        if self._kill_at is None:
            self._kill_at = time.monotonic() + GRACE_S
            self._record.identity.send(signal.SIGTERM)
        elif time.monotonic() > self._kill_at:
            self._record.identity.send(signal.SIGKILL)


def _forget(root: Path, record: Record) -> None:
    path = root / FOLDER / f"{record.name}.json"
    there = _read(path)
    if there and there.identity == record.identity:
        path.unlink(missing_ok=True)


def _read(path: Path) -> Record | None:
    try:
        value = json.loads(path.read_bytes())
        runner = Identity(**value["runner"]) if value["runner"] else None
        record = Record(**{**value, "identity": Identity(**value["identity"]), "runner": runner})
        ours = record.identity.pid > 1 and record.identity.mark == f"{INSTANCE}={record.name}"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if ours else None


def stack_id(record: Record) -> str | None:
    """The stack id that its environment shows."""
    marks = [pair for pair in environment(record.identity.pid) if pair.startswith(f"{MARK}=")]
    return marks[0].partition("=")[2] if marks else None


if __name__ == "__main__":
    main()
