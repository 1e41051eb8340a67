"""The stack that a session was started beside, as `invoke session` tells of it in the environment. Without it there is none."""

import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trading_api.session.crew import Children, Crew
from trading_api.session.nursery import Nursery
from trading_api.session.stack import StackCrew

GONE_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`control` is the path of the running stack's socket, `line` the open descriptor that keeps it up where it is ours."""

    control: str | None = None
    engines: Sequence[Mapping[str, Any]] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    line: int | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Surroundings":
        """As the tool has told."""
        line = environment.get("DEVSTACK_LINE")
        return cls(
            environment.get("DEVSTACK_CONTROL"),
            json.loads(environment.get("DEVSTACK_ENGINES", "[]")),
            json.loads(environment.get("DEVSTACK_PORTS", "{}")),
            int(line) if line else None,
        )

    def crew(self, nursery: Nursery | None) -> Crew:
        """In the running stack, or children of our own: of the nursery that was begun for them, or of a new one."""
        return StackCrew(self.control, self.engines) if self.control else Children(nursery or Nursery())

    def let_go(self) -> None:
        """Close the line, and return when the stack that was started for this session is gone: the next may want its ports."""
        if self.line is None:
            return
        os.environ.pop("DEVSTACK_LINE", None)
        with socket.socket(fileno=self.line) as line:
            try:
                line.settimeout(GONE_WITHIN_S)
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass
            except OSError:
                pass  # it went without a word, or takes its time: it goes all the same, for nobody holds it
