"""The application's AsyncAPI documents are in order, and each kind of fault is found."""

import copy
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.node import npm_package

from devstack.codegen.asyncapi_check import faults

SPECS = Path(__file__).parents[3] / "generated/specs"
FILES = sorted(SPECS.glob("*asyncapi.json"))
BROKER = json.loads((SPECS / "broker.asyncapi.json").read_text())
CHANNEL = "#/channels/broker/messages"
CHECK = """\
const { Parser } = require('@asyncapi/parser');
const fs = require('fs');
(async () => {
  for (const file of process.argv.slice(2)) {
    const found = await new Parser().validate(fs.readFileSync(file, 'utf8'));
    for (const one of found) if (one.severity === 0) console.log(file + ': ' + one.path.join('.') + ': ' + one.message);
  }
})();
"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_committed_documents_are_in_order(file: Path) -> None:
    """Each module's, and all of them as one."""
    assert faults(json.loads(file.read_text())) == []


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda d: d["operations"]["ordersSubscribe"].pop("action"), "action is None"),
        (
            lambda d: d["operations"]["ordersSubscribe"]["reply"].update(
                messages=[{"$ref": "#/components/messages/x"}]
            ),
            "is not one of its channel's own",
        ),
        (lambda d: d["operations"]["ordersSubscribe"]["reply"].update(messages=[]), "its reply has no message"),
        (lambda d: d["operations"]["ordersUpdate"].update(messages=[{"$ref": f"{CHANNEL}/none"}]), "points nowhere"),
        (lambda d: d["operations"]["ordersUpdate"].update({"x-delivery": "maybe"}), "x-delivery is 'maybe'"),
        (lambda d: d["channels"]["broker"].pop("address"), "has no address"),
        (
            lambda d: d["channels"]["broker"]["messages"]["ordersSubscribe"].update(
                correlationId={"location": "$message.payload#/no"}
            ),
            "where its payload has nothing",
        ),
        (
            lambda d: d["channels"]["broker"]["messages"]["ordersSubscribe"].pop("correlationId"),
            "does not say that it correlates",
        ),
        (lambda d: d.update(asyncapi="2.6.0"), "is not version 3"),
    ],
)
def test_each_fault_is_found(break_it: Callable[[dict[str, Any]], object], said: str) -> None:
    """A check that finds nothing proves nothing."""
    document = copy.deepcopy(BROKER)
    break_it(document)

    found = faults(document)

    assert any(said in one for one in found), found


@pytest.fixture(scope="module")
def parser() -> Path:
    """A program that asks the official parser."""
    modules = npm_package("@asyncapi/parser", "3.6.3")
    program = modules.parent / "check.js"
    program.write_text(CHECK)
    return program


def test_the_official_parser_accepts_them_and_finds_a_fault(parser: Path, tmp_path: Path) -> None:
    """Somebody else's reading of the standard."""
    broken = copy.deepcopy(BROKER)
    del broken["operations"]["ordersSubscribe"]["action"]
    (tmp_path / "broken.json").write_text(json.dumps(broken))
    words = ["node", str(parser), *map(str, FILES), str(tmp_path / "broken.json")]

    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert {line.split(": ")[0] for line in done.stdout.splitlines()} == {str(tmp_path / "broken.json")}
