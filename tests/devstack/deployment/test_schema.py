"""The schema for editors says what load says, as far as a schema can."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from support.broken_files import CASES

from devstack.deployment import schema

REPOSITORY = Path(__file__).parents[3]
CHECKER = jsonschema.Draft202012Validator(schema())


def mistakes(text: str) -> list[str]:
    return [error.json_path for error in CHECKER.iter_errors(yaml.safe_load(text))]


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_it_is_the_same_every_time():
    """It is committed; a difference must mean a change of the model."""
    assert json.dumps(schema()) == json.dumps(schema())


@pytest.mark.parametrize("name", ["deploy.yaml", "tests/golden/dev-config.yaml", "docs/examples/production.yaml"])
def test_files_that_load_are_valid(name: str):
    assert mistakes((REPOSITORY / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "servers: {a: {port: 20001, reload: true}}",
        "servers: {a: {port: 20001, reload: {dirs: [web], poll: true}}}",
        "servers: {a: {port: 20001}}\nprocesses:\n",
        "servers: {a: {port: 20001}}\nnginx: {worker_processes: auto}",
    ],
)
def test_short_forms_are_valid(text: str):
    assert mistakes(text) == []


BY_SCHEMA = [
    "no servers",
    "empty servers",
    "server is a number",
    "capital name",
    "unknown key",
    "key of another section",
    "key of a later version",
    "quoted port",
    "port too low",
    "port too high",
    "port missing",
    "port empty",
    "modules without brackets",
    "unknown strategy",
    "base url with a slash",
    "nginx directive in a path",
    "line break in a variable",
    "variable that is a number",
    "app without a colon",
    "number as a name",
]


@pytest.mark.parametrize("case", [case for case in CASES if case.name in BY_SCHEMA], ids=lambda case: case.name)
def test_an_editor_marks_what_load_refuses(case):
    text = case.text.replace("8001: {", '"8001": {')

    assert mistakes(text)


def test_none_of_the_marked_cases_was_renamed():
    assert set(BY_SCHEMA) <= {case.name for case in CASES}


def test_every_key_explains_itself():
    whole = schema()
    sections = {"": whole, **whole["$defs"]}
    keys = {f"{name}.{key}": field for name, part in sections.items() for key, field in part["properties"].items()}

    assert len(keys) > 50
    assert [key for key, field in keys.items() if not field["description"].endswith(".")] == []
    assert not any(field.get("default", 0) is None or "null" in str(field.get("type")) for field in keys.values())
