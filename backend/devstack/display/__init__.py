"""What a person sees while the stack runs: prefixed log lines, and a block of rows at the bottom until all are ready."""

from devstack.display.printer import Display, RowLike

__all__ = ["Display", "RowLike"]
