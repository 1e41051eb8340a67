"""What can be said of STORE_URL by its text alone, so that a mistake there ends a start before SQLAlchemy is loaded."""

from trading_api.shared.store.trouble import StoreUrlError

FORMS = "sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host/database"


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`; StoreUrlError."""
    scheme, found, rest = url.partition("://")
    kind = scheme.partition("+")[0]
    if not found or not kind:
        raise StoreUrlError(f"STORE_URL: {url!r} is no database URL; try {FORMS}")
    if kind not in {"sqlite", "postgresql"}:
        raise StoreUrlError(f"STORE_URL: {kind} is not supported; try {FORMS}")
    if kind == "sqlite" and rest.partition("?")[0].lstrip("/") in {"", ":memory:"}:
        raise StoreUrlError(f"STORE_URL: SQLite needs a file that outlives the process; try {FORMS}")
    return kind
