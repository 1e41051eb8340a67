"""Reads STORE_URL: which kind of database, and where."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from trading_api.shared.store.backend import Backend
from trading_api.shared.store.postgres import PostgresBackend
from trading_api.shared.store.sqlite import SqliteBackend
from trading_api.shared.store.trouble import StoreUrlError
from trading_api.shared.store.url import FORMS, kind_of


def backend_at(url: str, busy_s: float) -> Backend:
    """The backend of a URL; StoreUrlError."""
    kind = kind_of(url)
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUrlError(f"STORE_URL: {url!r} is no database URL; try {FORMS}") from None
    return SqliteBackend(_file(parsed), busy_s) if kind == "sqlite" else PostgresBackend(_server(parsed), busy_s)


def _file(url: URL) -> URL:
    return url.set(drivername="sqlite+aiosqlite", database=str(Path.cwd() / str(url.database)))


def _server(url: URL) -> URL:
    """`postgresql://` alone means our driver; another driver's name is a mistake rather than a wish we may overrule."""
    if url.drivername not in {"postgresql", "postgresql+asyncpg"} or not url.database:
        raise StoreUrlError(f"STORE_URL: {url.render_as_string()} is not usable; try {FORMS}")
    return url.set(drivername="postgresql+asyncpg")
