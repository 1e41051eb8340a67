"""`python -m devstack.gateway CONF …`: wait until every server answers, then become nginx, which signals then reach directly."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from devstack.errors import DevstackError
from devstack.gateway.binary import arguments, binary, version
from devstack.gateway.prefix import PREFIX, Prefix
from devstack.gateway.waiting import Asked, Notes, Target, tell, wait_for


def main(words: Sequence[str] | None = None) -> int:
    """Returns only when it did not become nginx: 1 with a reason on standard error, 0 when a signal asked it to leave."""
    notes = Notes()
    try:
        become_nginx(_parsed(words), notes)
    except Asked:
        # As nginx itself leaves when it is asked to.
        return 0
    except DevstackError as error:
        tell(str(error))
        return error.exit_code
    return 1


def become_nginx(asked: argparse.Namespace, notes: Notes) -> None:
    """Prepare the folder, wait, and replace this process."""
    conf, prefix = Path(asked.conf).absolute(), PREFIX.absolute()
    if not conf.is_file():
        raise DevstackError(f"{asked.conf}: there is no such file; render it with `invoke gen`")
    program = binary(asked.binary)
    Prefix(prefix).make(version(program))
    if silent := wait_for(asked.targets, asked.within, notes, tell):
        lines = [f"  {url} {reason}" for url, reason in silent.items()]
        raise DevstackError("\n".join([f"not ready within {asked.within:g} s, so nginx is not started:", *lines]))
    # nginx takes a variable of this name for sockets inherited from another nginx.
    os.environ.pop("NGINX", None)
    notes.hold()
    os.execv(program, arguments(program, prefix, conf))  # noqa: S606 - nginx itself is to be this process


def _parsed(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m devstack.gateway", description=__doc__, allow_abbrev=False)
    parser.add_argument("conf", help="the rendered nginx.conf; run from the project root")
    parser.add_argument("--within", type=float, default=15.0, metavar="S", help="seconds to wait for all of them")
    for option, kind, said in (("--wait", _strict, "answers 200"), ("--wait-any", _lenient, "answers below 500")):
        parser.add_argument(
            option, dest="targets", type=kind, action="append", default=[], metavar="URL", help=f"wait until it {said}"
        )
    parser.add_argument("--binary", help="the nginx to run")
    return parser.parse_args(words)


def _strict(url: str) -> Target:
    return Target(url)


def _lenient(url: str) -> Target:
    return Target(url, lenient=True)


if __name__ == "__main__":
    sys.exit(main())
