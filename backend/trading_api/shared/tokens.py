"""Bearer tokens from a file that only its owner may read: `AUTH=trading_api.shared.tokens:bearer`, AUTH_TOKENS_FILE names it.

`python -m trading_api.shared.tokens FILE NAME ACCOUNT...` makes a token and prints it once; the file keeps its SHA-256 alone,
so reading the file lets nobody in. An edit counts at once: a token that is gone or has expired is refused from then on.
"""

import argparse
import hashlib
import json
import logging
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import HTTPConnection

from trading_api.settings import Settings, SettingsError
from trading_api.shared.auth import AuthUnavailable, Principal

Account = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
LONGEST_TOKEN = 512

log = logging.getLogger(__name__)


class TokenEntry(BaseModel):
    """One token: whose it is, what it may act for (null: every account), and until when it counts (null: for ever)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    accounts: tuple[Account, ...] | None
    expires: AwareDatetime | None = None


class TokenFile(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tokens: tuple[TokenEntry, ...] = Field(default=())


class BearerTokens:
    """Knows callers by `Authorization: Bearer TOKEN`; a browser's WebSocket by the subprotocols `bearer, TOKEN`."""

    scheme = "Bearer"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int, int] | None = None
        self._entries: dict[str, TokenEntry] = {}
        self._refresh()

    async def authenticate(self, connection: HTTPConnection) -> Principal | None:
        """Whose token it is; None without one, with an unknown or an expired one. AuthUnavailable while the file is unusable."""
        token = _said(connection)
        if token is None or len(token) > LONGEST_TOKEN:
            return None
        try:
            self._refresh()
        except SettingsError as error:
            log.error("nobody is let in: %s", error)  # noqa: TRY400 - a mistake in a file; a traceback says nothing about it
            raise AuthUnavailable("the tokens cannot be read now") from error
        entry = self._entries.get(fingerprint(token))
        if entry is None or (entry.expires and entry.expires.timestamp() <= time.time()):
            return None
        return Principal(entry.name, entry.accounts)

    def _refresh(self) -> None:
        """Read the file when it is another one than before: size, inode, mode or time of change differ. SettingsError."""
        try:
            found = self._path.stat()
        except OSError as error:
            raise SettingsError(
                f"AUTH_TOKENS_FILE: {self._path}: {error.strerror}; make a token with {_MAKE}"
            ) from error
        seen = (found.st_mtime_ns, found.st_ino, found.st_size, found.st_mode)
        if seen != self._seen:
            self._entries = {entry.sha256: entry for entry in read(self._path).tokens}
            self._seen = seen


def bearer(settings: Settings) -> BearerTokens:
    """The authenticator for AUTH; SettingsError when the file is missing, unreadable, or readable by others."""
    if settings.auth_tokens_file is None:
        raise SettingsError(f"AUTH_TOKENS_FILE: must name the file of tokens; make one with {_MAKE}")
    return BearerTokens(Path(settings.auth_tokens_file))


def fingerprint(token: str) -> str:
    """What the file keeps of a token. Tokens are 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def read(path: Path) -> TokenFile:
    """The file's tokens; SettingsError when others may read it or it is not what it should be."""
    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise SettingsError(f"AUTH_TOKENS_FILE: others may use {path} (mode {mode:04o}); run: chmod 600 {path}")
        return TokenFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SettingsError(f"AUTH_TOKENS_FILE: {path}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise SettingsError(f"AUTH_TOKENS_FILE: {path}: {where}: {first['msg']}") from None


def add(path: Path, entry: TokenEntry) -> None:
    """Put a token into the file, which is made where it is missing; replaced at once, never half written."""
    kept = read(path).tokens if path.exists() else ()
    text = json.dumps(TokenFile(tokens=(*kept, entry)).model_dump(mode="json"), indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600 from its first moment on
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


_MAKE = "python -m trading_api.shared.tokens FILE NAME ACCOUNT..."


def _said(connection: HTTPConnection) -> str | None:
    said = connection.headers.getlist("authorization")
    if said:
        scheme, _, token = said[0].partition(" ")
        return token.strip() if len(said) == 1 and scheme.lower() == "bearer" else None
    offered = connection.scope.get("subprotocols", ())
    return str(offered[1]) if len(offered) == 2 and offered[0] == "bearer" else None


def main(words: Sequence[str] | None = None) -> None:
    """Make a token and print it; the only time that it is seen."""
    parser = argparse.ArgumentParser(prog="python -m trading_api.shared.tokens", description="Make a bearer token.")
    parser.add_argument("file", type=Path)
    parser.add_argument("name", help="whose token it is")
    parser.add_argument("accounts", nargs="*", help="what it may act for, the first one by default")
    parser.add_argument("--any-account", action="store_true", help="it may act for every account")
    parser.add_argument("--days", type=float, help="how long it counts; for ever without it")
    asked = parser.parse_args(words)
    if bool(asked.accounts) == asked.any_account:
        parser.error("name the accounts it may act for, or --any-account")
    token = secrets.token_urlsafe(32)
    expires = datetime.now(UTC) + timedelta(days=asked.days) if asked.days else None
    accounts = None if asked.any_account else tuple(asked.accounts)
    try:
        add(asked.file, TokenEntry(name=asked.name, sha256=fingerprint(token), accounts=accounts, expires=expires))
    except (SettingsError, ValidationError, OSError) as error:
        parser.exit(2, f"{error}\n")
    sys.stdout.write(f"{token}\n")


if __name__ == "__main__":
    main()
