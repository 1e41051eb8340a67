"""`python -m devstack.warm FD`: loads what servers needed the last time, then makes relays on demand, their commands forks of it.

The supervisor asks over FD, a socket that keeps messages apart; its end is the end of this process. Nobody waits for an
answer: what is asked for while it still loads is made when it has, and what cannot be a fork is started afresh.
"""

import ctypes
import json
import os
import signal
import socket
import sys
from functools import partial
from typing import Any

from devstack.serve import __main__ as _server  # noqa: F401 - loaded here, so that no fork has to
from devstack.serve.preloading import Preload, remembered
from devstack.supervisor import relay
from devstack.warm import title
from devstack.warm.forking import Forked
from devstack.warm.reasons import Libraries, left_out, startup

LOAD_S = 20
"""A package that hangs when it is imported must not hold up a start for ever: the system ends this process then."""
LONGEST = 1 << 20
_PR_SET_PDEATHSIG = 1


def main(words: list[str]) -> int:
    """Exit code 0 as well when there is nothing to share: whoever waits for a fork then starts afresh."""
    line = socket.socket(fileno=int(words[0]))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # relays are reaped by the system; the supervisor hears of them by pipes
    title.write([sys.executable, "-m", "devstack.warm"])
    signal.alarm(LOAD_S)
    preload = Preload(None)
    preload.add(remembered())
    signal.alarm(0)
    if preload.spoilt:  # each server finds out by itself, and says so
        return 0
    libraries = Libraries.now()
    while True:
        said, descriptors, _, _ = socket.recv_fds(line, LONGEST, 2)
        if not said:
            return 0
        changed = libraries.changed()
        _make(json.loads(said), descriptors, shared=not changed)
        if changed:
            os.set_inheritable(line.fileno(), True)
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with what was installed meanwhile


def _make(asked: dict[str, Any], descriptors: list[int], *, shared: bool) -> None:
    """A relay, as the supervisor would have forked it: it sends to the first descriptor and lives as long as the second."""
    one = relay.Relay(asked["line"], env=asked["inherited"], cwd=asked["cwd"])
    one.grace_s = asked["grace_s"]
    environment = asked["environment"]
    if shared and startup(environment) == startup(os.environ) and not left_out(environment):
        one.command = partial(Forked, words=asked["words"], environment=environment)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, relay.SIGNALS)
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        relay.live(one, *descriptors)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
