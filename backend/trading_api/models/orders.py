"""What an order is, in the numbers of TradingView's broker interface."""

from enum import IntEnum, StrEnum


class OrderStatus(IntEnum):
    """Where an order stands."""

    CANCELED = 1
    FILLED = 2
    INACTIVE = 3
    PLACING = 4
    REJECTED = 5
    WORKING = 6

    @property
    def terminal(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self in {OrderStatus.CANCELED, OrderStatus.FILLED, OrderStatus.REJECTED}


class OrderType(IntEnum):
    """How an order asks for its price."""

    LIMIT = 1
    MARKET = 2
    STOP = 3
    STOP_LIMIT = 4


class Side(IntEnum):
    """Which way an order trades."""

    BUY = 1
    SELL = -1


class DurationType(StrEnum):
    """How long an order stands."""

    DAY = "DAY"
    GTC = "GTC"
    GTD = "GTD"
    IOC = "IOC"
    FOK = "FOK"


class ParentType(IntEnum):
    """What an order belongs to."""

    ORDER = 1
    POSITION = 2
    INDIVIDUAL_POSITION = 3


class StopType(IntEnum):
    """What kind of stop protects a position."""

    STOP_LOSS = 0
    TRAILING = 1
    GUARANTEED = 2
