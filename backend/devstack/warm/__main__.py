"""`python -m devstack.warm FD`: loads what servers needed the last time, and makes relays on demand, their commands forks of it.

Of the project it has the code, compiled and never run.

The supervisor asks over FD, a socket that keeps messages apart; its end is the end of this process. Nobody waits for an
answer: a server is made as soon as what it needs is loaded, and what cannot be a fork is started afresh.
"""

import ctypes
import signal
import socket
import sys

from devstack.serve import __main__ as _server  # noqa: F401 - loaded here, so that no fork has to
from devstack.serve import compiled, freshness
from devstack.serve.preloading import Preload
from devstack.serve.remembering import remembered
from devstack.warm import title
from devstack.warm.asked import Asked

LOAD_S = 20
"""A package that hangs when it is imported must not hold up a start for ever: the system ends this process then."""
_PR_SET_PDEATHSIG = 1


def main(words: list[str]) -> int:
    """Exit code 0 as well when there is nothing to share: whoever waits for a fork then starts afresh."""
    line = socket.socket(fileno=int(words[0]))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # relays are reaped by the system; the supervisor hears of them by pipes
    title.write([sys.executable, "-m", "devstack.warm"])
    asked = Asked(line)
    signal.alarm(LOAD_S)
    preload = Preload(None)
    for name, memory in remembered().items():
        preload.add(memory.modules, between=asked.look)
        if preload.spoilt:  # each server finds out by itself, and says so
            return 0
        freshness.keep(memory.files)
        compiled.add(memory.texts)
        asked.loaded(name)
    signal.alarm(0)
    asked.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
