"""A project on disk and everything that can be done with it; whoever wants the verbs from Python has Stack."""

from devstack.stack.facade import Stack
from devstack.stack.options import Options
from devstack.stack.session import SessionOptions

__all__ = ["Options", "SessionOptions", "Stack"]
