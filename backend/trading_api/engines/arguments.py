"""What the command lines of engines and session have in common. Loads little: a session begins other processes right after."""

import argparse
from datetime import date, time
from pathlib import Path

from trading_api.engines.clock import clock_of


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
