"""What stands in the terminal's place under `up --detach`: it tells the shell that waits how far the start is."""

import json
import os
from collections.abc import Sequence
from typing import IO, Any

from honcho.printer import Message, Printer

from devstack.display.printer import RowLike
from devstack.reaper import ANNOUNCE


class Announcer(Printer):  # type: ignore[misc]  # honcho carries no types
    """Takes the place of the terminal: progress goes to whoever waits, log lines only to the files."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(output=None)
        os.set_inheritable(descriptor, False)
        self._pipe: IO[str] | None = os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)
        self._rows: list[dict[str, Any]] = []

    def write(self, message: Message) -> None:
        """Lines of the processes: nobody looks at a terminal here."""

    def progress(self, rows: Sequence[RowLike]) -> None:
        """How far the start is, told when it changes: were it told all the time, a reader that is suspended would stop us."""
        rows_now = [{"name": row.name, "port": row.port, "state": str(row.state)} for row in rows]
        if rows_now != self._rows:
            self._rows = rows_now
            self._say({"rows": rows_now})

    def settle(self, text: str = "") -> None:
        """The ready line; whoever waited leaves with it. Without one the start has failed, which our end will tell."""
        if not text:
            return
        self._say({"ready": text})
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def close(self) -> None:
        """Nothing is held beyond the pipe."""

    def _say(self, what: dict[str, Any]) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.write(json.dumps(what) + "\n")
        except OSError:  # whoever waited has gone; the stack does not depend on it
            self._pipe = None


def announcer() -> Announcer | None:
    """What a detached `up` reports to; None in the foreground."""
    descriptor = os.environ.pop(ANNOUNCE, None)
    return Announcer(int(descriptor)) if descriptor else None
