"""What the supervisor has asked for: made at once where its server's modules are loaded, else as soon as they are."""

import gc
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from typing import Any

from devstack.serve.remembering import server
from devstack.serve.server import INSTANCE
from devstack.supervisor import relay
from devstack.warm.forking import Forked
from devstack.warm.reasons import Libraries, left_out, startup

LONGEST = 1 << 20
Request = tuple[dict[str, Any], list[int]]
"""What is asked for, and the descriptors that came with it: where its relay sends to, and as long as what it lives."""


class Asked:
    """The line to the supervisor, and whoever waits. One thread: `look` may be called wherever forking is safe."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._line.setblocking(False)
        self._loaded: set[str] = set()
        self._waiting: list[Request] = []
        self._startup = startup(os.environ)  # as it is now: it is changed while modules are loaded

    def loaded(self, name: str) -> None:
        """From now on servers of this name are forks of what is here."""
        self._loaded.add(name)
        self.look()

    def look(self) -> None:
        """Take what was said meanwhile, and make of it what can be made by now."""
        with suppress(BlockingIOError):
            while request := self._hear():
                self._waiting.append(request)
        for request in [
            one for one in self._waiting if server(one[0]["environment"].get(INSTANCE, "")) in self._loaded
        ]:
            self._waiting.remove(request)
            self._make(*request, shared=True)

    def serve(self) -> None:
        """Everything is loaded: make whatever is asked for, until nobody is there to ask."""
        for waits in self._waiting:
            self._make(*waits, shared=True)
        libraries = Libraries.now()
        self._line.setblocking(True)
        while request := self._hear():
            changed = libraries.changed()
            self._make(*request, shared=not changed)
            if changed:
                os.set_inheritable(self._line.fileno(), True)
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - ourselves, with what was installed meanwhile

    def _hear(self) -> Request | None:
        said, descriptors, _, _ = socket.recv_fds(self._line, LONGEST, 2)  # its flags do nothing
        return (json.loads(said), descriptors) if said else None

    def _make(self, asked: dict[str, Any], descriptors: list[int], *, shared: bool) -> None:
        """A relay, as the supervisor would have forked it."""
        one = relay.Relay(asked["line"], env=asked["inherited"], cwd=asked["cwd"])
        one.grace_s = asked["grace_s"]
        environment = asked["environment"]
        if shared and startup(environment) == self._startup and not left_out(environment):
            one.command = partial(Forked, words=asked["words"], environment=environment)
        gc.freeze()  # whatever a fork looks through for garbage is copied
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, relay.SIGNALS)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            gc.enable()  # it is off while modules are loaded
            relay.live(one, *descriptors)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for descriptor in descriptors:
            os.close(descriptor)
