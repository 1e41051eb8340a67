"""`python relay_once.py COMMAND [LIFE]`: fork a relay of the command and write all it said, pickled, to stdout."""

import os
import pickle
import sys
from typing import Any

from devstack.supervisor.frames import Receiver
from devstack.supervisor.relay import Relay, fork


def main() -> None:
    """LIFE is a descriptor that ends when the manager dies; without it the manager lives on."""
    command, life = sys.argv[1:]
    alive, _held = os.pipe()
    pid, descriptor = fork(Relay(command, name="a-0", env=dict(os.environ)), int(life) if life else alive)
    os.set_blocking(descriptor, True)
    receiver, messages = Receiver("a-0", None), list[Any]()
    while data := os.read(descriptor, 65536):
        messages += receiver.feed(data)
    os.waitpid(pid, 0)
    sys.stdout.buffer.write(pickle.dumps(messages))


if __name__ == "__main__":
    main()
