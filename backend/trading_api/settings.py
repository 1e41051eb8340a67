"""What the environment tells the application, read once and handed on. A leaf: it imports nothing of ours."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

BASE_URL = r"^(/[a-z0-9][a-z0-9._-]*)+$"
MODULE_NAME = r"^[a-z][a-z0-9-]{0,30}$"
ORIGIN = r"^https?://[A-Za-z0-9.\[\]:-]+$"
HOST = r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$"
PARAMETER = r"^[a-z][a-z0-9_]{0,30}$"
IMPORT = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$"
FEED = r"^(simulator|replay:.+|[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*)$"
INSTANCE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$"
LISTS = frozenset({"ENABLED_MODULES", "ALLOWED_HOSTS", "ALLOWED_ORIGINS"})

Name = Annotated[str, StringConstraints(pattern=MODULE_NAME)]


class SettingsError(ValueError):
    """The environment asks for something the application cannot do; the message names the variable and the remedy."""


class Settings(BaseModel):
    """All settings with their defaults. Empty variables count as absent."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    enabled_modules: tuple[Name, ...] | None = Field(default=None, alias="ENABLED_MODULES")
    """Names of the modules to run; None is all of them. core runs in any case."""
    api_base_url: Annotated[str, StringConstraints(pattern=BASE_URL)] = Field(default="/api/v1", alias="API_BASE_URL")
    allowed_hosts: tuple[Annotated[str, StringConstraints(pattern=HOST, to_lower=True)], ...] = Field(
        default=(), alias="ALLOWED_HOSTS"
    )
    """Host names without port that are answered besides loopback's own."""
    allowed_origins: tuple[Annotated[str, StringConstraints(pattern=ORIGIN)], ...] = Field(
        default=(), alias="ALLOWED_ORIGINS"
    )
    """Origins (`https://app.example.org`) that may call from another site."""
    websocket_query_param: Annotated[str, StringConstraints(pattern=PARAMETER)] | None = Field(
        default=None, alias="WEBSOCKET_QUERY_PARAM"
    )
    """Set under the query_param strategy only: then `{base}/ws?<param>=<module>` answers too."""
    store_url: str = Field(default="sqlite+aiosqlite:///.devstack/data/trading.db", alias="STORE_URL")
    """Where orders live; a relative SQLite path is relative to the working folder. Or `postgresql+asyncpg://…`."""
    data_dir: str = Field(default=".devstack/data", alias="DATA_DIR")
    """Where paper engines leave what they did, relative to the working folder; core shows it."""
    bus_url: str = Field(default="local:", alias="BUS_URL")
    """How instances wake each other: `memory:`, `local:FOLDER` (relative to the working folder) or `nats://host:port`."""
    auth: Annotated[str, StringConstraints(pattern=IMPORT)] | None = Field(default=None, alias="AUTH")
    """`package.module:factory` of what tells who calls (`shared.auth.Authenticator`); None lets everybody in."""
    auth_tokens_file: str | None = Field(default=None, alias="AUTH_TOKENS_FILE")
    """The file of `shared.tokens:bearer`, relative to the working folder."""
    feed: Annotated[str, StringConstraints(pattern=FEED)] = Field(default="simulator", alias="FEED")
    """Where prices come from: `simulator`, `replay:FOLDER`, or `package.module:factory` of a feed of your own."""
    market_hours: Literal["continuous", "exchange"] = Field(default="continuous", alias="MARKET_HOURS")
    """Whether the simulated market never closes or keeps each instrument to its exchange's sessions."""
    market_seed: Annotated[str, StringConstraints(pattern=INSTANCE)] = Field(default="devstack", alias="MARKET_SEED")
    """Another word is another simulated market."""
    broker_admin: bool = Field(default=False, alias="BROKER_ADMIN")
    """Whether anybody who reaches the broker may give, take and reset its accounts' paper money."""
    broker_costs: str | None = Field(default=None, alias="BROKER_COSTS")
    """The YAML file of fees and slippage, relative to the working folder; without one trading costs nothing."""
    instance: Annotated[str, StringConstraints(pattern=INSTANCE)] = Field(default="app-0", alias="DEVSTACK_INSTANCE")
    """This process among its siblings: the server's name and a number."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read them; a wrong value is a SettingsError that names each variable at fault."""
        found = os.environ if environment is None else environment
        known = {str(field.alias) for field in cls.model_fields.values()}
        values = {key: found[key].strip() for key in known if found.get(key, "").strip()}
        try:
            return cls.model_validate({key: _items(key, value) for key, value in values.items()})
        except ValidationError as error:
            raise SettingsError("\n".join(_complaint(dict(issue)) for issue in error.errors())) from None

    @property
    def server(self) -> str:
        """The server this instance belongs to: its name without the number."""
        return re.sub(r"-\d+$", "", self.instance)

    @property
    def generated_specs(self) -> Path:
        """Where a checkout keeps the committed specs, relative to the working folder."""
        return Path("generated/specs")


def _items(key: str, value: str) -> str | tuple[str, ...]:
    """A comma list as its items; other values as they are."""
    return tuple(item.strip() for item in value.split(",") if item.strip()) if key in LISTS else value


def _complaint(issue: dict[str, object]) -> str:
    place = issue["loc"]
    variable = place[0] if isinstance(place, tuple) else place
    context = issue.get("ctx")
    wanted = (context.get("pattern") or context.get("expected")) if isinstance(context, dict) else None
    return f"{variable}: {issue['input']!r} is not usable; it must match {wanted or 'its documented form'}"
