"""What can go wrong in a way the user can mend. Whatever is not a DevstackError is our bug and keeps its traceback."""


class DevstackError(Exception):
    """Say what is wrong, where, and what to do about it. Printed bare, without a traceback."""

    exit_code = 1


class InputError(DevstackError):
    """The user's input is wrong: a file, an option, a name. Nothing was changed."""

    exit_code = 2


class NotRunning(DevstackError):
    """The verb needs a running stack and there is none."""

    exit_code = 3
