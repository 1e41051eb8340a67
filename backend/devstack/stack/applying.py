"""`python -m devstack.stack.applying`: plan the running stack of the working folder anew and apply what is different."""

import sys
from pathlib import Path

from devstack.errors import DevstackError
from devstack.stack.facade import Stack
from devstack.stack.project import Project


def main() -> int:
    """The exit code; what was done, or what is wrong, is printed."""
    try:
        print(Stack(Project(Path.cwd() / "deploy.yaml")).apply())  # noqa: T201 - for whoever started it
    except DevstackError as error:
        print(error, file=sys.stderr)  # noqa: T201 - as above
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
