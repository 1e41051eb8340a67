"""`python -m trading_api.engines.nursery FD`: one process that has loaded what engines need, and becomes them by forking.

A session begins it while it still looks at its checks, so that no engine waits for an interpreter and its imports. Requests come
as lines of JSON on standard input, reports go to the descriptor FD:

    {"start": 1, "words": ["fno", ...]}   {"started": 1, "pid": 4711}, and at its end {"ended": 4711, "code": 0}
    {"signal": 4711, "number": 15}        nothing; only a child that is not reaped yet is signalled

When standard input ends, so does this process, and with it the tethers that its engines hang on.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

from trading_api.engines import __main__ as engines
from trading_api.engines import desks, heartbeat, runner

PRELOADED = (desks, heartbeat, runner)


def main() -> int:
    """Load, then serve until nobody asks any more."""
    with suppress(ModuleNotFoundError):  # without the extra the options engine says so itself
        from trading_api.engines import pricing  # noqa: F401 - so that no engine has to
    gc.collect()
    gc.freeze()  # what was loaded is shared with every fork, and stays so
    Nursery(int(sys.argv[1])).serve()
    return 0


class Nursery:
    """Requests come on descriptor 0, `reports` is where to tell of starts and ends."""

    def __init__(self, reports: int) -> None:
        self._reports = reports
        self._tethers: dict[int, int] = {}
        """By pid the end that we hold of each engine's standard input: closed when we are gone."""
        self._wake, self._waker = os.pipe()

    def serve(self) -> None:
        """Until the end of the requests."""
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        rest = b""
        while True:
            ready, _, _ = select.select([0, self._wake], [], [])
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._reap()
            if 0 in ready:
                if not (data := os.read(0, 65536)):
                    return
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._do(json.loads(line))

    def _do(self, request: dict[str, Any]) -> None:
        if "start" in request:
            pid = self._forked(request["words"])
            self._tell(started=request["start"], pid=pid)
        elif request["signal"] in self._tethers:
            os.kill(request["signal"], request["number"])

    def _forked(self, words: list[str]) -> int:
        theirs, ours = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._become(words, theirs, ours)
        os.close(theirs)
        self._tethers[pid] = ours
        return pid

    def _become(self, words: list[str], tether: int, ours: int) -> NoReturn:
        """The forked side: an engine in a group of its own, which never comes back here."""
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(tether, 0)
            for descriptor in (tether, ours, self._reports, self._wake, self._waker, *self._tethers.values()):
                os.close(descriptor)  # who holds a neighbour's tether keeps it from ending
            code = engines.main(words)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:  # nothing of the process that forked may be run
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        while self._tethers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            os.close(self._tethers.pop(pid))
            self._tell(ended=pid, code=os.waitstatus_to_exitcode(status))

    def _tell(self, **report: object) -> None:
        with suppress(BrokenPipeError):  # then standard input ends as well
            os.write(self._reports, json.dumps(report).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
