"""The JSON Schema of deploy.yaml, for editors: completion, hover texts and errors while typing."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any

from devstack.deployment import draft, sections
from devstack.deployment.loader import MAY_BE_EMPTY

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """JSON Schema of a deploy.yaml as the user writes it: `name` may be left out, reload may be true or false.

    The same on every machine. What several values must agree on cannot be said in it; `load` checks that.
    """
    whole = draft.Draft.model_json_schema()
    described = {"Draft": whole, **whole.pop("$defs")}
    texts = {**_texts(sections), **_texts(draft)}
    for section, part in described.items():
        for key, field in part["properties"].items():
            field.pop("title", None)
            _closed(field)
            if key in MAY_BE_EMPTY:
                field["anyOf"] = [_moved(field), {"type": "null"}]
            field["description"] = texts[section, key]
    whole["properties"]["app_dir"].pop("default")
    required = [key for key in whole.pop("required") if key != "name"]
    definitions = {name: part for name, part in described.items() if name != "Draft"}
    whole |= {"$schema": _DIALECT, "title": "deploy.yaml", "required": required, "$defs": definitions}
    whole["description"] = "What a devstack runs: servers, the gateway in front of them, and helper programs."
    return whole


def _closed(part: dict[str, Any]) -> None:
    """Maps of names take no other names, where pydantic leaves them open. None is our model's "not said", not a value."""
    if "anyOf" in part:
        _without_null(part)
    if "patternProperties" in part:
        part.pop("propertyNames", None)
        part["additionalProperties"] = False
    if part.get("default", 0) is None or isinstance(part.get("default"), dict):
        del part["default"]


def _without_null(part: dict[str, Any]) -> None:
    branches = [branch for branch in part.pop("anyOf") if branch.get("type") != "null"]
    if len(branches) == 1:
        part.update({**branches[0], **part})
    else:
        part["anyOf"] = branches


def _moved(part: dict[str, Any]) -> dict[str, Any]:
    """The same in a dictionary of its own, leaving nothing behind."""
    own = dict(part)
    part.clear()
    return own


def _texts(module: Any) -> dict[tuple[str, str], str]:
    """The text under each field, by class and field. Read from the source here, so that no other verb pays for it."""
    return dict(_documented(ast.parse(inspect.getsource(module))))


def _documented(tree: ast.Module) -> Iterator[tuple[tuple[str, str], str]]:
    for section in tree.body:
        if not isinstance(section, ast.ClassDef):
            continue
        for field, text in zip(section.body, section.body[1:], strict=False):
            match field, text:
                case ast.AnnAssign(target=ast.Name(id=key)), ast.Expr(value=ast.Constant(value=str(words))):
                    yield (section.name, key), words
