"""The kinds of text and number a deploy.yaml may hold: each a pattern for the machine and a phrase for its reader."""

import ipaddress
import shlex
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

# No control character and no line break of any alphabet: honcho splits a Procfile with str.splitlines, which knows them all.
_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
# A leading hyphen would make the value an option of the program it is handed to.
_WORD = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029-]"


def _reads_as(phrase: str) -> Any:
    """`phrase` completes "must be …". Under this key editors show it, and the loader's messages find it in the schema."""
    return Field(json_schema_extra={"patternErrorMessage": phrase})


def _inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("must be a path inside the project, like backend/shop")
    return value


def _plain_segments(value: str) -> str:
    if {".", ".."} & set(value.split("/")):
        raise ValueError("must be a path without . and .. in it, like /shop/")
    return value


def _address(value: str) -> str:
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError("must be an IP address, like 127.0.0.1 or 0.0.0.0") from None


def _splits(value: str) -> str:
    try:
        words = shlex.split(value)
    except ValueError as error:
        raise ValueError(f"cannot be split into words ({str(error).lower()}); close every quote") from None
    if not words or not words[0]:
        raise ValueError("must start with the program to run, like npm run dev")
    # posix=False keeps the quotes on, so a quoted "|" is an argument and a bare one is what a shell would act on.
    bare = [word for word in shlex.split(value, posix=False) if word in _SHELL]
    if bare:
        raise ValueError(f"is run without a shell, so {bare[0]} means nothing; write sh -c '…' around it")
    if "=" in words[0]:
        raise ValueError("must start with the program to run; put its variables under env:")
    return value


_SHELL = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1", "2>"})

Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$"),
    _reads_as("a name like broker (a small letter, then small letters, digits and hyphens, at most 31 in all)"),
]
Port = Annotated[int, Field(ge=1024, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=600), _reads_as("a number of seconds above 0 and at most 600")]
BaseUrl = Annotated[
    str,
    StringConstraints(pattern=r"^(/[a-z0-9][a-z0-9._-]*)+$", max_length=200),
    _reads_as("a path like /api/v1, in small letters and without a slash at its end"),
]
ImportString = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$", max_length=200
    ),
    _reads_as("an import string like shop.main:app"),
]
PackageName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$"),
    _reads_as("the name of a package as it is imported, like numpy"),
]
RoutePath = Annotated[
    str,
    StringConstraints(pattern=r"^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*/?)?$", max_length=200),
    AfterValidator(_plain_segments),
    _reads_as("a path like / or /shop/"),
]
HostName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$"),
    _reads_as("a host name like shop.example, without scheme and port"),
]
Origin = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[A-Za-z0-9.\[\]:-]+$", max_length=300),
    _reads_as("an origin like https://shop.example, without a path"),
]
ParamName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,30}$"),
    _reads_as("a name like type (a small letter, then small letters, digits and _, at most 31 in all)"),
]
EnvName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,60}$"),
    _reads_as("a variable's name like STORE_URL (letters, digits and _, at most 61 in all)"),
]
EnvValue = Annotated[
    str,
    StringConstraints(pattern=rf"^{_LINE}*$", max_length=2000),
    _reads_as("one line of text"),
]
CommandLine = Annotated[
    str,
    StringConstraints(pattern=rf"^{_LINE}+$", max_length=2000),
    AfterValidator(_splits),
    _reads_as("a command line like npm run dev"),
]
Glob = Annotated[
    str,
    StringConstraints(pattern=rf"^{_WORD}{_LINE}*$", max_length=200),
    _reads_as("a glob like *.html"),
]
RelativePath = Annotated[
    str,
    StringConstraints(pattern=rf"^{_WORD}{_LINE}*$", max_length=200),
    AfterValidator(_inside),
    _reads_as("a path inside the project, like backend/shop"),
]
Address = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-fA-F.:]+$", max_length=60),
    AfterValidator(_address),
    _reads_as("an IP address, like 127.0.0.1 or 0.0.0.0"),
]
Binary = Annotated[
    str,
    StringConstraints(pattern=rf"^{_WORD}{_LINE}*$", max_length=400),
    _reads_as("the path of an nginx, or its name on PATH"),
]
