"""Which version of the tables a database has, and the steps to ours. Alembic takes a while to load: only a step needs it."""

import re
import secrets
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from trading_api.shared.store.trouble import StoreUrlError

FOLDER = Path(__file__).parent / "migrations"
FIRST = "0001"


class StoreTooNew(StoreUrlError):
    """The database was made by a later release than this one."""


def latest() -> str:
    """This release's version: the highest number among its steps."""
    names = (re.match(r"v(\d{4})_", path.name) for path in (FOLDER / "versions").iterdir())
    return max(name[1] for name in names if name)


def stored(connection: Connection) -> str | None:
    """The database's version; None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def epoch(connection: Connection) -> str | None:
    """What names this database's sequences, once its tables are of our version; StoreTooNew."""
    version = stored(connection)
    if version is not None and version > latest():
        raise StoreTooNew(
            f"STORE_URL: the database has version {version} and this release knows {latest()} at most; "
            "run the release that made it, or name another database"
        )
    if version != latest():
        return None
    found = connection.execute(text("SELECT value FROM facts WHERE name = 'epoch'")).scalar_one_or_none()
    return None if found is None else str(found)


def upgraded(connection: Connection) -> str:
    """Take the steps that are missing, alone and in one transaction; the epoch. A file without version becomes the first one.

    A new database gets a new epoch, so a client never takes its numbers for another one's.
    """
    if found := epoch(connection):
        return found  # somebody else was first
    _take(connection)
    values = {"name": "epoch", "value": secrets.token_hex(6)}
    connection.execute(text("INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING"), values)
    return str(connection.execute(text("SELECT value FROM facts WHERE name = 'epoch'")).scalar_one())


def _take(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if stored(connection) is None and inspect(connection).has_table("events"):
        command.stamp(config, FIRST)
    command.upgrade(config, "head")
