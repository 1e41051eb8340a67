"""A command as a fork of this process, where a relay expects a Popen."""

import gc
import os
import sys
import time
import traceback
from collections.abc import Sequence
from typing import NoReturn

from devstack.serve import __main__ as server
from devstack.serve.preloading import reseed
from devstack.supervisor import relay
from devstack.warm import title

MODULE = ("-m", "devstack.serve")
"""How the command lines begin that can be forks."""


class Forked:
    """`python -m devstack.serve …` without the interpreter's start: a session, streams and environment of its own."""

    def __init__(self, cmd: str, *, env: object, cwd: str, words: Sequence[str], environment: dict[str, str]) -> None:
        del cmd, env  # the same as text for a shell, which a fork does not need
        parent = os.getpid()
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(words, environment, cwd, writing, parent)
        os.close(writing)
        self.stdout = os.fdopen(reading, "rb", buffering=0)

    def wait(self) -> int:
        """Its exit code, below zero for a signal."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _become(words: Sequence[str], environment: dict[str, str], cwd: str, output: int, parent: int) -> NoReturn:
    """The forked side: nothing of the relay's may be unwound or run at exit here, so it never returns."""
    code = 1
    try:
        os.setsid()
        relay.before_exec(parent)
        _take_streams(output)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update({**environment, "PWD": cwd})  # as the shell of a Procfile line corrects it
        time.tzset()
        reseed()
        sys.argv, sys.orig_argv = [server.__file__, *words[len(MODULE) :]], [sys.executable, *words]
        sys.path.insert(0, cwd)
        title.write(sys.orig_argv, environment.get("DEVSTACK_INSTANCE", ""))
        gc.enable()
        code = _run()
    except BaseException:  # our bug, shown with its traceback
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _take_streams(output: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, output, output)):
        os.dup2(descriptor, number)
    relay.close_all_but({0, 1, 2})
    # Every write is out at once, as PYTHONUNBUFFERED has it in a line of the Procfile.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, closefd=False) for number in (1, 2))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(write_through=True, errors="backslashreplace" if stream is sys.stderr else None)


def _run() -> int:
    try:
        server.main()
    except SystemExit as left:
        if isinstance(left.code, int | None):
            return left.code or 0
        print(left.code, file=sys.stderr)  # noqa: T201 - as an interpreter ends
        return 1
    return 0
