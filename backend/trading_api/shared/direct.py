"""Routes that take a JSON body and headers: what is well-formed goes to the function at once, FastAPI has the rest.

FastAPI looks at each parameter anew for each request, which costs as much as an order's own work. The types are the same, so
are the values; what does not fit them takes FastAPI's way, whose answer says why.
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import Request, Response
from fastapi.params import Header
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from trading_api.shared.strict_json import PARSED

JSON = b"application/json"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DirectRoute(APIRoute):
    """Give it to a router as its `route_class`. Any route may have it; it helps those whose function returns a Response."""

    def get_route_handler(self) -> Handler:
        """FastAPI's, behind ours where the function is of that form."""
        usual, function = super().get_route_handler(), self.endpoint
        if _depends(usual):
            return usual
        form = cache(lambda: _form(function))  # made for the first request: a start waits for no validators

        async def handle(request: Request) -> Response:
            found = form()
            arguments = None if found is None else found.arguments(request.scope)
            if arguments is None:
                return await usual(request)
            answer: Response = await function(**arguments)
            return answer

        return handle


def _depends(usual: Handler) -> bool:
    """Whether FastAPI asks anything else first, which may be said where the route is included: only its handler knows of that.

    If a release hides it there, nothing is direct any more, which a test notices.
    """
    code, cells = getattr(usual, "__code__", None), getattr(usual, "__closure__", None) or ()
    known = dict(zip(code.co_freevars, cells, strict=True)) if code else {}
    return "dependant" not in known or bool(known["dependant"].cell_contents.dependencies)


@dataclass(frozen=True, slots=True)
class _Named:
    """A parameter that comes out of a header, or else has a default."""

    name: str
    header: bytes
    default: Any
    type: TypeAdapter[Any]


@dataclass(frozen=True, slots=True)
class _Form:
    """What a function takes: one body, by its parameter's name, and headers."""

    body: str
    model: TypeAdapter[Any]
    headers: tuple[_Named, ...]

    def arguments(self, scope: Mapping[str, Any]) -> dict[str, Any] | None:
        """By name; None where anything is missing, said twice or not of its type."""
        said = dict(scope["headers"])
        if PARSED not in scope or said.get(b"content-type") != JSON or len(said) != len(scope["headers"]):
            return None
        try:
            found = {each.name: _value(each, said.get(each.header)) for each in self.headers}
            found[self.body] = self.model.validate_python(scope[PARSED])
        except ValidationError:
            return None
        return found


def _value(named: _Named, said: bytes | None) -> Any:
    return named.default if said is None else named.type.validate_python(said.decode("latin-1"))


def _form(function: Callable[..., Any]) -> _Form | None:
    """None for a function that takes anything else, or does not answer by itself."""
    hints, bodies, headers = get_type_hints(function, include_extras=True), {}, []
    if hints.pop("return", None) is not Response or not inspect.iscoroutinefunction(function):
        return None
    for name, kind in hints.items():
        header = next((each for each in get_args(kind)[1:] if isinstance(each, Header)), None)
        default = inspect.signature(function).parameters[name].default
        given = default is not inspect.Parameter.empty
        if get_origin(kind) is Annotated and header and header.alias and given:
            headers.append(_Named(name, header.alias.lower().encode("ascii"), default, TypeAdapter(kind)))
        elif isinstance(kind, type) and issubclass(kind, BaseModel) and not given:
            bodies[name] = TypeAdapter(kind)
        else:
            return None
    return _Form(*next(iter(bodies.items())), tuple(headers)) if len(bodies) == 1 else None
