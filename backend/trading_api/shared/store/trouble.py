"""What the store raises: it cannot be used now, its address must be mended, or a key came twice. Loads no SQLAlchemy."""

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


class KeyReused(Exception):
    """The key came before with another request: one of the two would be lost if we answered."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key} was used for another request; choose a new one")
