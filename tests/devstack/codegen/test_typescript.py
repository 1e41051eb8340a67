"""The generator of the TypeScript client: names, comments, pages, and what happens without node."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.node import REPOSITORY, Package, node_tools

from devstack.artifacts import Artifact
from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.loading import Loading
from devstack.codegen.python.runtime import errors
from devstack.codegen.typescript import NodeMissing, node, typescript_client
from devstack.codegen.typescript.spelling import camel, comment, named_type
from devstack.errors import DevstackError
from devstack.stack.options import Options
from devstack.stack.project import Project

PAGE = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Position"}},
        "next_cursor": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
}
ODD = {
    "openapi.json": {"openapi": "3.1.0", "info": {"title": "Odd: API", "version": "2"}, "paths": {}},
    "market-data.openapi.json": {
        "openapi": "3.1.0",
        "info": {"title": "market-data", "version": "2", "description": "Ends */ a comment."},
        "servers": [{"url": "/api/market-data"}],
        "paths": {
            "/positions": {
                "get": {
                    "operationId": "get_positions",
                    "description": "Every position.",
                    "parameters": [{"name": "cursor", "in": "query", "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "", "content": {"application/json": {"schema": PAGE}}}},
                }
            },
            "/ws": {"delete": {"operationId": "ws", "responses": {"204": {"description": "gone"}}}},
        },
        "components": {
            "schemas": {
                "Position": {
                    "type": "object",
                    "required": ["qty"],
                    "properties": {"qty": {"type": "string"}, "side": {"$ref": "#/components/schemas/Side"}},
                },
                "Side": {"type": "integer", "enum": [1, -1], "x-enum-varnames": ["BUY", "SELL"]},
            }
        },
    },
}


@pytest.fixture(scope="module")
def contract() -> Contract:
    """That of the reference application, loaded in a process of its own."""
    plan = Project.at(str(REPOSITORY / "deploy.yaml"), ()).plan(Options(), 0)
    return Loading(plan, REPOSITORY).answer().contract()


def made(contract: Contract, name: str = "trading") -> dict[str, str]:
    """The package's files by path below it."""
    node_tools()
    artifacts = typescript_client(contract, name, "generated", REPOSITORY)
    return {artifact.path.relative_to("generated/typescript").as_posix(): artifact.text for artifact in artifacts}


def test_the_committed_package_is_what_the_contracts_give(contract):
    """Nobody edits it by hand, and nothing in it depends on the run."""
    assert [path for path, text in made(contract).items() if (SOURCE / path).read_text() != text] == []


SOURCE = REPOSITORY / "generated" / "typescript"


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed(tmp_path):
    """A diff shows a change of the contract and nothing else."""
    node_tools()
    program = (
        "import hashlib, json, sys; from pathlib import Path\n"
        "from devstack.codegen.contract import read_contract\n"
        "from devstack.codegen.typescript import typescript_client\n"
        "root = Path(sys.argv[1])\n"
        "read = {p.name: json.loads(p.read_text()) for p in (root / 'generated/specs').glob('*.json')}\n"
        "mounts = {name: f'/api/v1/{name}' for name in ('core', 'broker', 'datafeed')}\n"
        "for made in typescript_client(read_contract(read, mounts), 'trading', 'generated', root):\n"
        "    print(made.path, hashlib.sha256(made.data).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program, str(REPOSITORY)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]

    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    assert runs[0].stdout == runs[1].stdout
    assert "src/schema.ts" in runs[0].stdout


def test_a_field_more_is_a_small_diff(contract):
    """Three lines where it is declared; nothing else moves."""
    schemas = dict(contract.schemas)
    order = dict(schemas["PlacedOrder"])
    order["properties"] = {**order["properties"], "note": {"type": "string", "description": "for people"}}
    schemas["PlacedOrder"] = order

    before, after = made(contract), made(dataclasses.replace(contract, schemas=schemas))

    changed = [path for path in before if before[path] != after[path]]
    assert changed == ["src/schema.ts"]
    lines = set(after["src/schema.ts"].splitlines()) - set(before["src/schema.ts"].splitlines())
    assert len(after["src/schema.ts"].splitlines()) - len(before["src/schema.ts"].splitlines()) <= 6
    assert len(lines) <= 2


def test_odd_names_pages_and_empty_answers_compile(tmp_path):
    """A module with a hyphen, an operation called `ws`, a cursor, a 204, an enum with names, a `*/`."""
    files = made(read_contract(ODD), "odd")
    for path, text in files.items():
        Artifact(Path("generated/typescript") / path, text).write(tmp_path)
    package = Package(tmp_path / "project", tmp_path / "generated/typescript", "odd-client").build()
    program = """
const positions = { "": { items: [{ qty: "1" }, { qty: "2" }], next_cursor: "b" }, b: { items: [{ qty: "3" }] } };
const fetch = async (request) => {
  if (request.method === "DELETE") return new Response(null, { status: 204 });
  return Response.json(positions[new URL(request.url).searchParams.get("cursor") ?? ""]);
};
const client = new Client({ baseUrl: origin, http: { fetch } });
const found = [];
for await (const position of client.marketData.getPositionsEach()) found.push(position.qty);
say([found, (await client.marketData.ws_()) ?? "nothing", lib.Side]);
client.close();
"""

    with package.running(program, "http://127.0.0.1:9") as running:
        assert running.next() == [["1", "2", "3"], "nothing", {"BUY": 1, "SELL": -1}]

    use = "import { Side, type Position } from 'odd-client';\nexport const sold: Position = { qty: '1', side: Side.SELL };\n"
    (package.root / "use.ts").write_text(use)
    strict = ("--noEmit", "--strict", "--module", "NodeNext", "--target", "ES2022", "--skipLibCheck", "use.ts")
    assert package.tsc(*strict).stdout == ""
    assert '"version": "2.0.0"' in files["package.json"]
    assert "Promise<void>" in files["src/modules/market-data.ts"]


def test_a_model_with_the_name_of_one_of_ours_is_still_to_be_had(contract):
    """`Update` of an application hides behind ours; it has another name then."""
    schemas = {**contract.schemas, "Update": {"type": "object", "properties": {}}}

    index = made(dataclasses.replace(contract, schemas=schemas))["src/index.ts"]

    assert 'export type { Update as UpdateModel } from "./schema.js";' in index


def test_errors_are_called_as_in_the_python_client(contract):
    """Who knows one client knows the other. BadAnswer alone is missing: this client looks into no answer."""
    exported = re.findall(r"export \{ ([^}]*) \} from \"./runtime/errors.js\"", made(contract)["src/index.ts"])
    ours = {name for row in exported for name in row.split(", ") if not name.startswith("type ")}
    theirs = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception)}

    assert ours == theirs - {"BadAnswer"}
    text = made(contract)["src/runtime/errors.ts"]
    above = dict(re.findall(r"export class (\w+) extends (\w+)", text))
    assert {name: above[name] for name in ours - {"ClientError"}} == {
        name: getattr(errors, name).__base__.__name__ for name in ours - {"ClientError"}
    }


def test_without_node_it_is_said_and_nothing_else_happens(contract, tmp_path, monkeypatch):
    """Python developers need no node."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NodeMissing, match=r"^no node$"):
        typescript_client(contract, "trading", "generated", tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_node_that_is_too_old_counts_as_none(contract, tmp_path, monkeypatch):
    """Its version is named."""
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v16.20.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    with pytest.raises(NodeMissing, match=r"^node v16\.20\.0 is older than v20$"):
        typescript_client(contract, "trading", "generated", tmp_path)


def test_an_install_that_fails_says_what_npm_said_and_leaves_nothing(contract, tmp_path, monkeypatch):
    """Offline, most likely; a half installed folder would be taken for a whole one next time."""
    tools, root = tmp_path / "bin", tmp_path / "root"
    tools.mkdir()
    (tools / "node").write_text("#!/bin/sh\necho v20.0.0\n")
    (tools / "npm").write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    for name in ("node", "npm"):
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/bin:/usr/bin")

    with pytest.raises(DevstackError, match=r"npm said:\nno network\n.*package registry"):
        typescript_client(contract, "trading", "generated", root)

    assert list((root / ".devstack" / "node").iterdir()) == []


def test_the_lock_file_pins_every_package_and_holds_no_address():
    """TypeScript 7 has no compiler API for openapi-typescript; and an address would name somebody's mirror."""
    lock = json.loads((node.HERE / "package-lock.json").read_text())

    assert re.fullmatch(r"5\.9\.\d+", lock["packages"]["node_modules/typescript"]["version"])
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert all("resolved" not in said for said in packages.values())
    assert all(said["integrity"].startswith("sha512-") for said in packages.values())


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("place_order", "placeOrder"), ("broker-connection", "brokerConnection"), ("getBars", "getBars"), ("1m", "_1m")],
)
def test_names_are_spelled_as_typescript_spells_them(name, spelled):
    """Whatever the server calls it."""
    assert camel(name) == spelled


@pytest.mark.parametrize(
    ("schema", "spelled"),
    [
        ({"$ref": "#/components/schemas/Bar"}, "Bar"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Bar"}}, "Bar[]"),
        ({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, "(string | null)[]"),
        ({"type": "string", "enum": ["a"]}, None),
        ({"type": "object"}, None),
    ],
)
def test_a_short_type_is_spelled_out(schema, spelled):
    """A long one is looked up in `operations`."""
    assert named_type(schema) == spelled


def test_a_comment_cannot_be_ended_by_what_it_says():
    """Descriptions come from anybody."""
    assert comment("a */ b") == "/** a *\\/ b */\n"
