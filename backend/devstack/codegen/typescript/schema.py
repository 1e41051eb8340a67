"""The types of a contract, by openapi-typescript: one document in, one file out. It is asked for plain types, no code."""

import json
from collections.abc import Mapping
from typing import Any

from devstack.codegen.contract import Body, Contract, Operation, Parameter, Response
from devstack.codegen.typescript.node import Tools

SCRIPT = "openapi-typescript/bin/cli.js"
OPTIONS = (
    "--root-types",
    "--root-types-no-schema-prefix",
    "--root-types-keep-casing",
    # What has a default may be left out of a request; in an answer `required` alone says what is always there.
    "--default-non-nullable=false",
)


def operation_key(operation: Operation) -> str:
    """Its key in `operations`: unique over all modules."""
    return f"{operation.module.replace('-', '_')}_{operation.id}"


def types(contract: Contract, tools: Tools) -> str:
    """The file's text, without the header that openapi-typescript writes."""
    said = tools.run(SCRIPT, *OPTIONS, text=json.dumps(document(contract)))
    _, _, body = said.partition("*/\n")
    return body.lstrip("\n")


def document(contract: Contract) -> dict[str, Any]:
    """The contract as an OpenAPI document that holds every operation, and the schemas of messages too."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in contract.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {**contract.document(), "paths": dict(sorted(paths.items()))}


def _operation(operation: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": operation_key(operation),
        "description": operation.description or operation.summary,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {answer.status: _response(answer) for answer in (*operation.responses, *operation.errors)},
    }
    if operation.body:
        said["requestBody"] = _body(operation.body)
    if operation.deprecated:
        said["deprecated"] = True
    return said


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "schema": parameter.schema,
        "description": parameter.description,
    }


def _body(body: Body) -> dict[str, Any]:
    return {"required": body.required, "content": _content(body.media, body.schema)}


def _response(answer: Response) -> dict[str, Any]:
    said: dict[str, Any] = {"description": answer.description}
    if answer.media is not None and answer.schema is not None:
        said["content"] = _content(answer.media, answer.schema)
    return said


def _content(media: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {media: {"schema": dict(schema)}}
