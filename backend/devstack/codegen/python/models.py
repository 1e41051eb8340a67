"""The models of a contract as Python text, by datamodel-code-generator called as a library.

What only the server checks (patterns, bounds) and titles are left out: a client sends, and the server says what it thinks of
it. So a bound that is widened needs no new client.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from typing import Any

from devstack.codegen import piecewise
from devstack.codegen.contract import Contract
from devstack.codegen.piecewise import Earlier
from devstack.codegen.python import pieces
from devstack.codegen.skipping import Skipped

LEFT_OUT = frozenset(
    {"title", "examples", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"}
    | {"exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems"}
)
TOOL = "datamodel-code-generator"
LITERAL = "x-enum-field-as-literal"
WIDTH = 120


def models_text(contract: Contract, package: str, earlier: Earlier | None = None) -> str:
    """`models.py`, of what is kept of the last time where it can be. Skipped when the generator is not installed."""
    if not contract.schemas:
        return f'"""{HEAD}"""\n'
    said = document(contract)
    if earlier is None:
        return _made(said, package)
    return earlier.text(said, lambda asked: _made(asked, package), partial(_spliced, said))


def _made(said: Mapping[str, Any], package: str) -> str:
    return _tidied(_generated(said, package), package)


def _spliced(said: Mapping[str, Any], text: str, part: str, names: Sequence[str]) -> str | None:
    return pieces.spliced(text, part, names, list(piecewise.part(said, names)["components"]["schemas"]))


def ready() -> None:
    """Load the generator, which takes longer than to write most clients, so it is made to write one class."""
    with suppress(Skipped):
        _generated({"openapi": "3.1.0", "components": {"schemas": {"One": {"type": "object"}}}}, "ready")


def _generated(said: Mapping[str, Any], package: str) -> str:
    try:
        from datamodel_code_generator import DefaultValueType, generate
        from datamodel_code_generator.enums import DataModelType, InputFileType
        from datamodel_code_generator.format import DatetimeClassType, Formatter, PythonVersion
    except ImportError:
        raise Skipped(f"no {TOOL}; pip install 'devstack[clients]'") from None
    text = generate(
        json.dumps(said),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        base_class=f"{package}._model.Model",
        custom_file_header=f'"""{HEAD}"""',
        disable_timestamp=True,
        disable_future_imports=True,
        formatters=[Formatter.BUILTIN],
        builtin_format_line_length=WIDTH,
        use_double_quotes=True,
        use_standard_collections=True,
        use_union_operator=True,
        use_annotated=True,
        use_schema_description=True,
        use_field_description=True,
        use_attribute_docstrings=True,
        use_single_line_docstring=True,
        use_specialized_enum=True,
        use_one_literal_as_default=True,
        capitalise_enum_members=True,
        strict_nullable=True,
        set_default_enum_member=True,
        collapse_root_models=True,
        keep_model_order=True,
        output_datetime_class=DatetimeClassType.Datetime,
        deserialize_default_values=(DefaultValueType.Decimal,),
    )
    return str(text)


HEAD = "What travels: requests, answers and updates, in the names they have on the wire. Made by `gen`; do not edit."


def tool_version() -> str:
    """Of the generator, for the key under which its output is kept."""
    return version(TOOL)


def document(contract: Contract) -> dict[str, Any]:
    """What the generator is given."""
    said = contract.document()
    known = said["components"]["schemas"]
    said["components"]["schemas"] = {name: _named(name, schema) for name, schema in known.items()}
    return said


def _named(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A class is made only of what has a name of its own; a choice that a field spells out becomes a Literal."""
    found: dict[str, Any] = {**_plain(schema), "title": name}
    found.pop(LITERAL, None)
    return found


def _plain(node: Any, *, named: bool = False) -> Any:
    """Without what a client does not check. `named`: the keys here are names of properties, not words of JSON Schema."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    kept = node if named else {key: value for key, value in node.items() if key not in LEFT_OUT}
    if not named and "enum" in kept:
        kept = {**kept, LITERAL: True}
    return {key: _plain(value, named=not named and key == "properties") for key, value in kept.items()}


def _tidied(text: str, package: str) -> str:
    """The base class has the setting already; and a name that is not used is not imported."""
    text = text.replace("        use_attribute_docstrings=True,\n", "")
    text = text.replace("    model_config = ConfigDict(\n    )\n", "")
    text = re.sub(r"ConfigDict\(\n\s+(\w+=[^\n]*),\n\s+\)", r"ConfigDict(\1)", text)
    text = text.replace(f"from {package}._model import Model", "from ._model import Model")
    text = text.replace("\nfrom ._model", "\n\nfrom ._model")
    lines = [_import(line, text) for line in text.splitlines()]
    return "\n".join(line for line in lines if line is not None).rstrip() + "\n"


def _import(line: str, text: str) -> str | None:
    found = re.fullmatch(r"from (\S+) import (.+)", line)
    if not found:
        return line
    names = [name for name in found[2].split(", ") if len(re.findall(rf"\b{name.split()[-1]}\b", text)) > 1]
    return f"from {found[1]} import {', '.join(names)}" if names else None
