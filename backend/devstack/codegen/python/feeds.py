"""A route of a WebSocket as the templates of the Python client read it: what is asked, answered and sent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from devstack.codegen.contract import Contract, WsRoute, schemas
from devstack.codegen.python.docstrings import docstring
from devstack.codegen.python.expressions import Typed, method_name, typed


@dataclass(frozen=True, slots=True)
class Feed:
    """A route as a method of a stream. `request` may be left out when nothing in it must be given."""

    name: str
    route: WsRoute
    request: Typed
    response: Typed
    update: Typed
    optional: bool
    doc: str

    @property
    def argument(self) -> str:
        """The method's parameter."""
        return f"request: {self.request.text}" + (" | None = None" if self.optional else "")

    @property
    def given(self) -> str:
        """The request, or an empty one."""
        return f"request or {self.request.text}()" if self.optional else "request"

    @property
    def example(self) -> str:
        """What to write in its place in a README."""
        return "" if self.optional else f"{self.request.text}(...)"


def as_feed(route: WsRoute, contract: Contract) -> Feed:
    """The route as a method; its words come from the models of the contract."""
    request, update = typed(route.request), typed(route.update)
    promise = (
        "Every update in sequence, none left out"
        if route.delivery == "lossless"
        else "The latest value; older ones may be skipped"
    )
    said = str(_schema(contract, route.request).get("description", "")) or f"Updates of {update.text}"
    return Feed(
        method_name(route.route),
        route,
        request,
        typed(route.response),
        update,
        not _schema(contract, route.request).get("required"),
        docstring([said, f"{promise}."], 8),
    )


def _schema(contract: Contract, schema: Mapping[str, object]) -> Mapping[str, object]:
    name = str(schema.get("$ref", "")).removeprefix(schemas.PREFIX)
    found: Mapping[str, object] = contract.schemas.get(name, schema)
    return found
