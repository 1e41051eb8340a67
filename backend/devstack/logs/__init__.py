"""What the processes said. Only the writer is imported here, because each process of a bare honcho starts with it.

Readers ask `devstack.logs.reading`.
"""

from devstack.logs.book import LogBook

__all__ = ["LogBook"]
