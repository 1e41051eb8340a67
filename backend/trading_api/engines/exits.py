"""How an engine's process may end. The numbers are a promise to whoever starts it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells who started it. Only `TEMPORARY` asks to be tried again."""

    DONE = 0
    ERROR = 1
    CONFIG = 2
    RISK_HALT = 3
    TEMPORARY = 75

    @property
    def failed(self) -> bool:
        """Whether the day was not traded as it should have been; a risk halt is the rules at work."""
        return self not in {ExitCode.DONE, ExitCode.RISK_HALT}


class EngineError(Exception):
    """Something a user can mend: what is wrong, where, and what to do. `code` is the exit code it leads to."""

    def __init__(self, message: str, code: ExitCode = ExitCode.CONFIG) -> None:
        super().__init__(message)
        self.code = code


class NothingToDo(Exception):
    """There is nothing to trade, and that is no mistake: a holiday, an empty universe, a day that is over. Exit code 0."""
