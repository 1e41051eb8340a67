"""The TypeScript package as artifacts: its manifest, the runtime, a file per module, and the types of the contract."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from devstack.artifacts import Artifact
from devstack.codegen.contract import Contract
from devstack.codegen.piecewise import Earlier
from devstack.codegen.typescript import node, schema
from devstack.codegen.typescript.spelling import comment, text
from devstack.codegen.typescript.views import ModuleView, enum_views, module_view
from devstack.errors import DevstackError

FOLDER = "typescript"
COMMAND = "invoke gen -p typescript"
RUNTIME = node.HERE / "runtime"
TEMPLATES = node.HERE / "templates"
NOTE = f"Written by `{COMMAND}` from the application's contracts; edits are lost."
HEADER = f"// {NOTE}"
RUNTIME_HEADER = f"// Written by `{COMMAND}`, the same for every application; edits are lost."

EXPORTS = {
    "errors": (
        ("AnswerTimeout", "ApiError", "BadRequest", "ClientError", "Conflict", "ConnectionFailed", "Forbidden"),
        ("FrameRefused", "NotFound", "PreconditionFailed", "ServerError", "SlowConsumer", "StreamClosed"),
        ("StreamError", "TooManyRequests", "Unauthorized", "Unprocessable", "UpdatesMissing"),
        ("type ProblemDetails", "type ResumePoint"),
    ),
    "http": (("type Call", "type HttpOptions"),),
    "line": (("type Connect", "type State"),),
    "connection": (("type Frame", "type Transport"),),
    "socket": (("type SocketOptions", "type SubscribeOptions"),),
    "subscription": (("Subscription", "type TopicEvent"),),
    "topic": (("type Reset", "type Update"),),
}
"""What a user of the package may name, by file of the runtime."""


def typescript_client(
    contract: Contract,
    name: str,
    out: str,
    root: Path,
    begun: node.Waiting | None = None,
    earlier: Earlier | None = None,
) -> list[Artifact]:
    """The package `{name}-client` below `out`/typescript; `name` is the deployment's. NodeMissing where there is no node.

    `begun` is what `ready` has begun; else it is begun now. `earlier` are its types of the last time.
    """
    found = schema.types(contract, schema.Generator(root, begun), earlier)
    modules = tuple(module_view(module, contract) for module in contract.modules)
    files = {
        "package.json": _manifest(contract, name),
        "README.md": _readme(contract, name, modules),
        "tsconfig.json": (TEMPLATES / "tsconfig.json").read_text(encoding="utf-8"),
        # A library has no lock file of its own.
        ".npmrc": "package-lock=false\n",
        "src/schema.ts": f"{HEADER}\n\n{found}",
        **{f"src/{name}": said for name, said in _sources(contract, modules)},
        **{f"src/runtime/{path.name}": _runtime(path) for path in sorted(RUNTIME.glob("*.ts"))},
    }
    return [Artifact(Path(out) / FOLDER / path, said) for path, said in sorted(files.items())]


def ready(root: Path) -> node.Waiting | None:
    """The generator, begun before the contract is known. None where there is none: making the client will say why."""
    try:
        begun = schema.begin(root) if node.installed(root) else None
    except DevstackError:
        return None
    for path in TEMPLATES.glob("*.j2"):  # while node loads
        _template(path.name)
    return begun


def _sources(contract: Contract, modules: Sequence[ModuleView]) -> Iterator[tuple[str, str]]:
    for module in modules:
        yield f"modules/{module.file}.ts", _rendered("module.ts.j2", module=module)
    keys = [
        (text(f"{one.method} {one.path}"), text(one.idempotency_header))
        for one in contract.operations
        if one.idempotency_header
    ]
    about = comment(f"{contract.title}: a property for each module.")
    live = [module for module in modules if module.topics]
    yield "client.ts", _rendered("client.ts.j2", modules=modules, live=live, keys=keys, about=about)
    ours = _taken(modules)
    named = tuple(view for view in enum_views(contract) if view.name not in ours)
    if named:
        yield "enums.ts", _rendered("enums.ts.j2", enums=named)
    shadowed = sorted(ours & contract.schemas.keys())
    said = {"modules": modules, "enums": named, "runtime": _exports(), "shadowed": shadowed}
    yield "index.ts", _rendered("index.ts.j2", **said)


def _exports() -> list[str]:
    return [
        f'export {{ {", ".join(names)} }} from "./runtime/{file}.js";'
        for file, rows in EXPORTS.items()
        for names in rows
    ]


def _taken(modules: Sequence[ModuleView]) -> set[str]:
    """Names the package itself uses. A model that has one of them is exported under another."""
    ours = {name.removeprefix("type ") for rows in EXPORTS.values() for names in rows for name in names}
    return ours | {"Client", "ClientOptions"} | {name for m in modules for name in (m.name, f"{m.name}Socket")}


def _manifest(contract: Contract, name: str) -> str:
    """Versions of what it needs are those the generator itself was tried with."""
    ours = json.loads((node.HERE / "package.json").read_text(encoding="utf-8"))
    pinned = {**ours["dependencies"], **ours["devDependencies"]}
    said: dict[str, Any] = {
        "name": f"{name}-client",
        "version": _version(contract.version),
        "description": f"A typed client of {contract.title}. {NOTE}",
        "type": "module",
        "sideEffects": False,
        "engines": ours["engines"],
        "exports": {
            ".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"},
            "./package.json": "./package.json",
        },
        "types": "./dist/index.d.ts",
        "imports": {
            "#transport": {"node": "./dist/runtime/transport.node.js", "default": "./dist/runtime/transport.js"}
        },
        "files": ["dist", "src"],
        "scripts": {"build": "tsc -p .", "prepack": "npm run build"},
        "dependencies": {name: pinned[name] for name in ("openapi-fetch", "ws")},
        "devDependencies": {name: pinned[name] for name in ("@types/ws", "typescript")},
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _version(said: str) -> str:
    """As npm demands it: three numbers."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?", said)
    return ".".join(part or "0" for part in found.groups()[:3]) + (found[4] or "") if found else "0.0.0"


def _readme(contract: Contract, name: str, modules: Sequence[ModuleView]) -> str:
    return _rendered(
        "README.md.j2",
        package=f"{name}-client",
        title=contract.title,
        note=NOTE,
        oldest=node.OLDEST,
        sample=list(_sample(modules)),
    )


def _sample(modules: Sequence[ModuleView]) -> Iterator[str]:
    """A request and a subscription that need nothing but their names."""
    for module in modules:
        if plain := [method for method in module.methods if method.init.endswith("= {}")]:
            yield f"console.log(await client.{module.member}.{plain[-1].name}());"
            break
    for module in modules:
        for topic in module.topics:
            if topic.request is None or topic.request.endswith("= {}"):
                yield f"for await (const update of await client.{module.member}.ws.{topic.name}()) console.log(update.payload);"
                return


def _runtime(path: Path) -> str:
    return f"{RUNTIME_HEADER}\n\n{path.read_text(encoding='utf-8')}"


def _rendered(name: str, **values: Any) -> str:
    return _template(name).render(header=HEADER, **values)


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    # What is printed is TypeScript, not HTML, and our own templates are all that is read.
    return Environment(  # noqa: S701 - see above
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
