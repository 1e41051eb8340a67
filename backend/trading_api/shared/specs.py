"""OpenAPI documents: a module's own, put right after FastAPI, and all of them as one. Pure: documents in, documents out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from trading_api.models.common import FieldError, Problem
from trading_api.shared.components import PREFIX, SpecError, merge_schemas, require_plain_names

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MERGED_KEYS = frozenset({"openapi", "info", "servers", "paths", "components", "tags"})
PROBLEM = {"application/problem+json": {"schema": {"$ref": f"{PREFIX}Problem"}}}
FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")

Document = dict[str, Any]


def document_bytes(document: Document) -> bytes:
    """The one spelling of a document, so that files and answers are the same bytes: sorted keys, two spaces, a final newline."""
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")


def module_openapi(module: str, raw: Document, base_url: str) -> Document:
    """What FastAPI says about a module's app, corrected: every error is a Problem, every id is unique. SpecError if not."""
    document = {**raw, "servers": [{"url": f"{base_url}/{module}"}]}
    schemas = {**raw.get("components", {}).get("schemas", {}), **_problem_schemas()}
    for name in FASTAPIS_OWN:
        schemas.pop(name, None)
    document["paths"] = {path: _with_problems(item) for path, item in raw.get("paths", {}).items()}
    document["components"] = {**raw.get("components", {}), "schemas": schemas}
    require_plain_names(module, schemas)
    _require_unique_ids(module, document)
    return document


def merge_openapi(documents: Mapping[str, Document], *, title: str, version: str, base_url: str) -> Document:
    """The documents of modules, by module name, as one with absolute paths. SpecError names both sides of a conflict."""
    for module, document in documents.items():
        if lost := sorted(set(document) - MERGED_KEYS):
            raise SpecError(
                f"module {module}: {', '.join(lost)} of its OpenAPI document cannot be merged; leave it out"
            )
    merged = merge_schemas({m: d.get("components", {}).get("schemas", {}) for m, d in documents.items()})
    paths: dict[str, Any] = {}
    for module, document in documents.items():
        for path, item in document.get("paths", {}).items():
            _put(paths, f"{base_url}/{module}{path}", _owned(module, merged.rewrite(module, item)), module, "path")
    result: Document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": dict(sorted(paths.items())),
        "components": {**_other_components(documents), "schemas": merged.schemas},
        "tags": list(_tags(documents).values()),
    }
    _require_nothing_lost(documents, result)
    return result


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Every (METHOD, path, operation) of a document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def _problem_schemas() -> Document:
    schema = Problem.model_json_schema(ref_template=PREFIX + "{model}", mode="serialization")
    schema.pop("$defs")
    return {"Problem": schema, "FieldError": FieldError.model_json_schema(mode="serialization")}


def _with_problems(item: Document) -> Document:
    return {key: _operation(value) if key in METHODS else value for key, value in item.items()}


def _operation(operation: Document) -> Document:
    """Errors as they are really sent. Ranges tell a client what to expect of statuses nobody listed."""
    responses = {
        status: {**said, "content": PROBLEM} if status >= "4" and status[0].isdigit() else said
        for status, said in operation.get("responses", {}).items()
    }
    general = {
        "4XX": {"description": "Refused", "content": PROBLEM},
        "5XX": {"description": "Failed", "content": PROBLEM},
    }
    return {**operation, "responses": {**responses, **general}}


def _require_unique_ids(module: str, document: Document) -> None:
    """A route with two methods has one function, hence one id; FastAPI only warns, and clients would lose a method."""
    seen: dict[str, str] = {}
    for method, path, operation in operations(document):
        here = f"{method} {path}"
        before = seen.setdefault(operation["operationId"], here)
        if before != here:
            raise SpecError(
                f"module {module}: operation id {operation['operationId']} belongs to {before} and to {here}; "
                "give each its own function name"
            )


def _owned(module: str, item: Document) -> Document:
    prefix = module.replace("-", "_")
    return {
        key: {**value, "operationId": f"{prefix}_{value['operationId']}"} if key in METHODS else value
        for key, value in item.items()
    }


def _put(table: dict[str, Any], key: str, value: Any, module: str, what: str) -> None:
    if key in table and table[key] != value:
        raise SpecError(f"{what} {key}: module {module} defines it differently than a module before it; rename one")
    table[key] = value


def _other_components(documents: Mapping[str, Document]) -> Document:
    """Security schemes and the like are shared when equal and refused when not."""
    result: dict[str, dict[str, Any]] = {}
    for module, document in documents.items():
        for kind, entries in document.get("components", {}).items():
            for name, entry in entries.items() if kind != "schemas" else ():
                _put(result.setdefault(kind, {}), name, entry, module, f"components.{kind}")
    return result


def _tags(documents: Mapping[str, Document]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for module, document in documents.items():
        for tag in document.get("tags", []):
            _put(result, tag["name"], tag, module, "tag")
    return result


def _require_nothing_lost(documents: Mapping[str, Document], merged: Document) -> None:
    _require_unique_ids("of the whole", merged)
    wanted = sum(1 for document in documents.values() for _ in operations(document))
    found = sum(1 for _ in operations(merged))
    if wanted != found:
        raise SpecError(
            f"{wanted} operations went into the merge and {found} came out; two modules define the same path"
        )
