"""What a supervisor is told when it begins: what to run, how, and what to tell whoever plans anew. One line of JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devstack.plan import wire
from devstack.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Order:
    """`recipe` means nothing to the supervisor: with it a client makes the next plan as this one was made."""

    plan: Plan
    fail_fast: bool = False
    recipe: Mapping[str, Any] = field(default_factory=dict)

    def as_line(self) -> bytes:
        """The line, with its end."""
        said = {"plan": wire.encode(self.plan), "fail_fast": self.fail_fast, "recipe": dict(self.recipe)}
        return json.dumps(said).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Order":
        """Read it back."""
        said = json.loads(line)
        return cls(wire.decode(said["plan"]), said["fail_fast"], said["recipe"])
