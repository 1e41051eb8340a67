"""What the service refuses about an order that is asked for by its id. Loads nothing of the store: the edges catch these."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trading_api.shared.trading.order import Order


class OrderUnknown(LookupError):
    """The account has no such order."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"there is no order {order_id[:40]} in this account")


class VersionMismatch(Exception):
    """The order has changed since the client saw it."""

    def __init__(self, order: "Order", expected: int) -> None:
        super().__init__(f"the order {order.id} has version {order.version}, not {expected}; read it again")


class ReplayUnknown(LookupError):
    """There is no such replay."""

    def __init__(self, replay_id: str) -> None:
        super().__init__(f"there is no replay {replay_id}; open it first")


class ReplayConflict(Exception):
    """A replay cannot do that now; `code` is stable and says why."""

    code = "replay_conflict"


class RulesChanged(ReplayConflict):
    """It was begun with other rules."""

    code = "replay_rules_changed"

    def __init__(self, replay_id: str) -> None:
        super().__init__(f"the replay {replay_id} was begun with other rules; open one with another id")


class FenceStale(ReplayConflict):
    """Somebody else drives it."""

    code = "replay_fence_stale"

    def __init__(self, replay_id: str, fence: int, owner: str) -> None:
        super().__init__(f"fence {fence} of the replay {replay_id} is not the newest: {owner} drives it now")


class ClockPassed(ReplayConflict):
    """The market is further."""

    code = "replay_clock_passed"

    def __init__(self, replay_id: str, at: int, clock: int) -> None:
        super().__init__(f"the clock of the replay {replay_id} stands at {clock}, after {at}: what was then is settled")


class AccountOwned(ReplayConflict):
    """The account belongs to an engine."""

    code = "account_owned"

    def __init__(self, account: str, owner: str) -> None:
        super().__init__(f"{account} is the replay of {owner}, who alone trades with it")
