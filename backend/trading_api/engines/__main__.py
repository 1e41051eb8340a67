"""`python -m trading_api.engines equity fno --config configs/dev.yaml --mode paper`: run engines in this process."""

import argparse
import logging
import sys
from collections.abc import Sequence

from trading_api.engines.arguments import arguments
from trading_api.engines.config import ENGINES
from trading_api.engines.runner import Request, run

EPILOGUE = """exit codes: 0 done, 1 error, 2 the command line or the config, 3 halted by a risk limit, 75 try again.
A holiday, or nothing to trade, is exit code 0 with the reason. Killed at any moment, the same command goes on where it was."""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m trading_api.engines",
        description="Trade a day on paper.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="+", choices=ENGINES, metavar="ENGINE", help=", ".join(ENGINES))
    arguments(parser)
    parser.add_argument("--tethered", action="store_true", help="stop when standard input closes")
    asked = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:  %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
    names = tuple(dict.fromkeys(asked.names))
    request = Request(
        names, asked.config, asked.date, asked.replay, asked.until, asked.fresh, asked.tethered, asked.gateway
    )
    return int(run(request))


if __name__ == "__main__":
    sys.exit(main())
