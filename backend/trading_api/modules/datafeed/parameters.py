"""What requests may say, shared by the routes of api.py and udf.py."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from trading_api.models.datafeed import LONGEST_SYMBOL, MOST_SYMBOLS
from trading_api.modules.datafeed.service import SymbolUnknown
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.window import LARGEST_ANSWER
from trading_api.shared.problems import ProblemError

LATEST_TIME = 4_102_444_800
"""2100-01-01 in seconds: later moments are milliseconds by mistake, which would silently give other bars."""
RESOLUTIONS = "1 5 15 30 60 240 1D 1W 1M; also D W M"


def names_in(symbols: str) -> list[str]:
    """The items of a comma list."""
    return [name for name in symbols.split(",") if name]


def _few(symbols: str) -> str:
    """The bounds of the POST form. Answering the first hundred would look like an answer to all."""
    names = names_in(symbols)
    if len(names) > MOST_SYMBOLS or any(len(name) > LONGEST_SYMBOL for name in names):
        raise ValueError(f"at most {MOST_SYMBOLS} symbols of at most {LONGEST_SYMBOL} characters")
    return symbols


CommaList = Annotated[
    str, Query(max_length=2048, description="comma list of at most 100 symbols"), AfterValidator(_few)
]
Seconds = Annotated[int, Query(ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC")]
End = Annotated[
    int | None,
    Query(ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC; default: now, the forming bar included"),
]
ResolutionText = Annotated[str, Query(max_length=8, description=RESOLUTIONS)]
CountBack = Annotated[int | None, Query(ge=1, le=LARGEST_ANSWER)]
Filter = Annotated[str, Query(max_length=64)]
Most = Annotated[int, Query(ge=1, le=100)]


def resolution_of(text: str) -> Resolution:
    """By its name; a 422 problem lists the names there are."""
    try:
        return Resolution.named(text)
    except ValueError as error:
        raise ProblemError(422, "bad_resolution", f"resolution: {error}") from error


def unknown(error: SymbolUnknown) -> ProblemError:
    """A 404 problem."""
    return ProblemError(404, "symbol_unknown", str(error))
