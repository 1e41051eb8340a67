"""`python -m devstack.stack.generating deploy.yaml`: makes generated files whenever its standard input says a line.

Each time it answers with a line of JSON: its exit code and what it has to say. Between two it makes ready what the next will
need: it loads the generators, and a process that will load the application. It ends with its input, or when nobody asks for long.
"""

import argparse
import json
import os
import select
import sys
from collections.abc import Iterator
from typing import Any

from devstack import codegen
from devstack.codegen import fingerprints
from devstack.errors import DevstackError
from devstack.follow.generator import AHEAD
from devstack.stack.facade import Stack

IDLE_S = 600.0
"""Nobody has edited anything for so long: what is kept ready takes more memory than the stack."""
AT_ONCE = "--at-once"


def main() -> None:
    """Until its input ends."""
    asked = _options()
    tool, changed, stack = fingerprints.of_tool(), False, Stack.at(asked.config)
    with codegen.Ahead(stack.project.source("").plan, stack.root) as ahead:
        if asked.ahead:
            ahead.begin_all()
        for _ in _orders(at_once=asked.at_once):
            if changed := fingerprints.of_tool() != tool:
                break
            print(json.dumps(_made(asked, ahead)), flush=True)  # noqa: T201 - the answer
            ahead.begin_all()
    if (
        changed
    ):  # other generators were installed, or this one is edited: ourselves as they are now, with the order to come
        os.execv(sys.executable, [*sys.orig_argv, AT_ONCE])  # noqa: S606 - ourselves


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devstack.stack.generating")
    parser.add_argument("config")
    parser.add_argument("-p", "--part", action="append", default=[])
    parser.add_argument(
        AT_ONCE, action="store_true", help="the first order was said to whom this one takes the place of"
    )
    parser.add_argument(AHEAD, action="store_true", help="make ready what the first order will need")
    return parser.parse_args()


def _orders(*, at_once: bool) -> Iterator[None]:
    if at_once:
        yield
    while select.select([sys.stdin], [], [], IDLE_S)[0] and sys.stdin.readline():
        yield


def _made(asked: argparse.Namespace, ahead: codegen.Ahead) -> dict[str, Any]:
    """Planned anew: deploy.yaml may be another by now."""
    try:
        outcome = Stack.at(asked.config).generate(tuple(asked.part), ahead=ahead)
    except DevstackError as error:
        return {"code": error.exit_code, "lines": str(error).splitlines()}
    skipped = [f"skipped: {one} ({why})" for one, why in outcome.skipped.items()]
    return {"code": 0, "lines": [*outcome.lines, *skipped, *(f"warning: {one}" for one in outcome.warnings)]}


if __name__ == "__main__":
    main()
