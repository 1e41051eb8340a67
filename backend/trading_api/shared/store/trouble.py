"""What the store raises. Its callers need to know two cases: it cannot be used now, or its address must be mended."""

from trading_api.settings import SettingsError


class StoreUnavailable(Exception):
    """The database cannot be used now: locked for too long, the disk full or failing, the server away.

    Nothing was changed, unless `uncertain`: then the connection broke while a change was on its way, and only asking again,
    with the same idempotency key, tells. `busy` says that it waited in vain for somebody else's turn to end.
    """

    def __init__(self, message: str, *, busy: bool = False, uncertain: bool = False) -> None:
        super().__init__(message)
        self.busy, self.uncertain = busy, uncertain

    def again(self) -> "StoreUnavailable":
        """The same for somebody else who is told of it: an exception that is raised twice mixes up two tracebacks."""
        return StoreUnavailable(str(self), busy=self.busy, uncertain=self.uncertain)


class StoreUrlError(SettingsError):
    """STORE_URL names no database this application can use."""
