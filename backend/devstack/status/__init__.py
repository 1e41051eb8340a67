"""What runs and how it is, and stopping it, whoever started it: a supervisor, a bare honcho, or a supervisor that died."""

from devstack.status.asking import snapshot
from devstack.status.leaving import clear, down

__all__ = ["clear", "down", "snapshot"]
