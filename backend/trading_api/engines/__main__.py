"""`python -m trading_api.engines equity fno --config configs/dev.yaml --mode paper`: run engines in this process."""

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path

from trading_api.engines.clock import clock_of
from trading_api.engines.config import ENGINES
from trading_api.engines.runner import Request, run

EPILOGUE = """exit codes: 0 done, 1 error, 2 the command line or the config, 3 halted by a risk limit, 75 try again.
A holiday, or nothing to trade, is exit code 0 with the reason. Killed at any moment, the same command goes on where it was."""


def speed(text: str) -> str:
    """`max` or a number above 0."""
    try:
        clock_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed; write max, or a number such as 100") from None
    return text


def paper(text: str) -> str:
    """The only mode there is."""
    if text != "paper":
        raise argparse.ArgumentTypeError(f"{text!r} is refused: these engines trade on paper only; write --mode paper")
    return text


def arguments(parser: argparse.ArgumentParser) -> None:
    """What engines and session have in common."""
    parser.add_argument("--config", type=Path, default=Path("configs/dev.yaml"), help="the engines' config file")
    parser.add_argument("--mode", type=paper, default="paper", help="paper; anything else is refused")
    parser.add_argument("--date", type=date.fromisoformat, help="YYYY-MM-DD; today, or the last session for a replay")
    parser.add_argument("--replay", type=speed, metavar="SPEED", help="max, or how many times the market's pace")
    parser.add_argument("--until", type=time.fromisoformat, metavar="HH:MM", help="end the day then, exchange time")
    parser.add_argument("--gateway", metavar="URL", help="of the stack whose broker executes, for execution: api")
    parser.add_argument("--fresh", action="store_true", help="forget what was traded of that day before")


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
