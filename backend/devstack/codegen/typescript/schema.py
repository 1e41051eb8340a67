"""The types of a contract, by openapi-typescript: one document in, one file out. It is asked for plain types, no code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devstack.codegen.contract import Body, Contract, Operation, Parameter, Response
from devstack.codegen.piecewise import Earlier
from devstack.codegen.typescript import node, pieces

SCRIPT = node.HERE / "types.cjs"


def operation_key(operation: Operation) -> str:
    """Its key in `operations`: unique over all modules."""
    return f"{operation.module.replace('-', '_')}_{operation.id}"


def begin(root: Path) -> node.Waiting:
    """The generator, loading. NodeMissing or DevstackError as `tools` has them."""
    return node.tools(root).begin(SCRIPT)


class Generator:
    """Documents in, files out. What has begun answers the first; another one is begun for each that follows."""

    def __init__(self, root: Path, begun: node.Waiting | None = None) -> None:
        self._root, self._begun = root, begun

    def __call__(self, said: Mapping[str, Any]) -> str:
        """The types of a document."""
        begun, self._begun = self._begun or begin(self._root), None
        return begun.answer(json.dumps(said))

    def close(self) -> None:
        """Whoever waits in vain is ended."""
        if self._begun:
            self._begun.close()


def types(contract: Contract, generator: Generator, earlier: Earlier | None = None) -> str:
    """The file's text, of what is kept of the last time where it can be."""
    try:
        said = document(contract)
        return earlier.text(said, generator, pieces.spliced) if earlier else generator(said)
    finally:
        generator.close()


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
