"""What the words of a command line mean: names, numbers. They arrive as strings; a mistake in one is an InputError."""

import re
from collections.abc import Iterable
from typing import Literal

from devstack.errors import InputError


def names(option: str, values: list[str] | None) -> tuple[str, ...]:
    """Names given one by one or comma-separated. An empty variable of a script must not mean all of them."""
    found = listed(values or ())
    if values and not found:
        raise InputError(f"--{option} {','.join(values)}: names nothing; give a name, or leave the option out")
    return found


def listed(values: Iterable[str]) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def named(verb: str, values: list[str] | None) -> tuple[str, ...]:
    """Names, at least one."""
    found = names("name", values)
    if not found:
        raise InputError(f"{verb} whom? name a process or server, like: invoke {verb} -n broker-0")
    return found


def offset(value: str) -> int | Literal["auto"]:
    """What --port-offset says."""
    return "auto" if value == "auto" else number("port-offset", value, least=0)


def number(option: str, value: str, *, least: int) -> int:
    """A whole number."""
    if not re.fullmatch("[0-9]{1,9}", value) or int(value) < least:
        raise InputError(f"--{option} {value}: must be a whole number of at most nine digits, {least} or more")
    return int(value)
