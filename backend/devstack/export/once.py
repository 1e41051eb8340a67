"""What FastAPI and pydantic work out several times for a document, worked out once, and what no document needs, not at all.

Each is for this process, which ends with the documents, and begins when the application is loaded: it says the same as before.
Where FastAPI or pydantic has no such thing, it takes its time.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

MODULE = "fastapi._compat.v2"


def everything() -> None:
    """All there is."""
    models()
    fields()
    adapters()
    definitions()


def models() -> None:
    """Build the models that wait with that until they are used: each that refers to one of them would build it again."""
    base: Any = getattr(sys.modules.get("pydantic"), "BaseModel", None)
    for model in list(_below(base)) if base else ():
        if not getattr(model, "__pydantic_complete__", True):
            with suppress(Exception):  # whoever asks it for its schema hears why
                model.model_rebuild(raise_errors=False, _types_namespace={})


def fields() -> None:
    """FastAPI asks models for their fields three times, to find the models within."""
    if found := getattr(_fastapi(), "get_model_fields", None):
        _fastapi().get_model_fields = cache(found)


def adapters() -> None:
    """A field that was only looked at needs no adapter: it is made when it is missed."""
    field: Any = getattr(_fastapi(), "ModelField", None)
    complete = getattr(field, "__post_init__", None)
    if complete is None:
        return

    def missed(self: Any, name: str) -> Any:
        if not vars(self).setdefault("completed", False):
            self.completed = True
            complete(self)
        return object.__getattribute__(self, name)

    field.__post_init__ = lambda _: None
    field.__getattr__ = missed


def definitions() -> None:
    """Of one definition under a name there is none to tell it from, so there is no need to compare its whole text."""
    schemas: Any = sys.modules.get("pydantic.json_schema")
    if found := getattr(schemas, "_deduplicate_schemas", None):
        schemas._deduplicate_schemas = lambda alike: (
            alike if isinstance(alike, list) and len(alike) == 1 else found(alike)
        )


def _fastapi() -> Any:
    return sys.modules.get(MODULE)


def _below(kind: Any) -> Iterator[Any]:
    one: Any
    for one in type.__subclasses__(kind):
        yield one
        yield from _below(one)
