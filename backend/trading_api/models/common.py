"""What every module says about itself, and how every error looks."""

from typing import Literal

from pydantic import ConfigDict, Field

from trading_api.models.base import Model


class FieldError(Model):
    """One thing that is wrong with a request."""

    field: str = Field(description="Where: `body.legs.0.qty`, `query.symbol`, or the name of a dependency")
    message: str = Field(description="What is wrong, in words")
    code: str = Field(description="A stable word for programs, such as `missing`")


class Problem(Model):
    """An error as application/problem+json (RFC 9457), the only form in which this API reports errors."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "title", "status", "detail", "code"]})

    type: str = "about:blank"
    title: str = Field(description="The HTTP status in words")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What went wrong this time")
    code: str = Field(description="A stable word for programs, such as `order_unknown`")
    errors: list[FieldError] | None = Field(default=None, description="Each fault on its own, where there are several")


class Health(Model):
    """The process is up and answers; says nothing about its dependencies."""

    status: Literal["ok"]


class Dependency(Model):
    """Something a module cannot work without."""

    name: str = Field(description="`module.dependency`, such as `broker.store`")
    status: Literal["ok"]


class Readiness(Model):
    """Every dependency answers. When one does not, the answer is a 503 problem that names it."""

    status: Literal["ready"]
    dependencies: list[Dependency]


class Version(Model):
    """Which release of a module answers."""

    module: str
    version: str


class Versions(Model):
    """Every enabled module's release under one API base."""

    base_url: str
    modules: list[Version]


class Instance(Model):
    """Which of several equal processes answered."""

    server: str
    instance: str
    pid: int


class ModuleInfo(Model):
    """An enabled module and where its documents are. Absent links are null: the module has no WebSocket."""

    name: str
    version: str
    description: str
    url: str
    docs: str
    openapi: str
    ws: str | None
    ws_docs: str | None
    asyncapi: str | None


class ServerTime(Model):
    """The server's clock."""

    time: int = Field(description="Milliseconds since the epoch, UTC")
