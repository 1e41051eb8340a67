"""The verbs as a collection for a tasks.py, and as a program of their own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from invoke.collection import Collection
from invoke.exceptions import Exit, ParseError
from invoke.program import Program

from devstack import __version__
from devstack.ending import READER_LEFT, reader_has_left
from devstack.verbs.making import check, gen, init, module
from devstack.verbs.running import down, logs, restart, run, session, start, status, stop, up

VERBS = (up, down, restart, stop, start, run, session, status, logs, gen, check, init, module)
collection = Collection(*VERBS)
"""What a tasks.py imports, to have the verbs as `invoke up` and add its own."""


class _Devstack(Program):
    """The collection as a program of its own. Where invoke exits 1 for a mistake on the command line, this exits 2."""

    def parse_core(self, argv: list[str] | None) -> None:
        """The program's own options."""
        with _mistakes():
            super().parse_core(argv)

    def parse_tasks(self) -> None:
        """The verb and its options."""
        with _mistakes():
            super().parse_tasks()


@contextmanager
def _mistakes() -> Iterator[None]:
    try:
        yield
    except ParseError as error:
        raise Exit(f"{error}\n`devstack --list` shows the verbs, `devstack VERB --help` its options", code=2) from None


def main() -> None:
    """The `devstack` command."""
    try:
        _Devstack(name="devstack", binary="devstack", namespace=collection, version=__version__).run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # `devstack --list | head`: invoke's own printing, outside of every verb
        if not reader_has_left():
            raise
        sys.exit(READER_LEFT)


if __name__ == "__main__":
    main()
