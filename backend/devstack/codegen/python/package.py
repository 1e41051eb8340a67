"""The files of the package: models, a file per module, a facade over all, and the runtime that it brings along."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from devstack.artifacts import Artifact
from devstack.codegen.contract import Contract
from devstack.codegen.piecewise import Earlier
from devstack.codegen.python import models
from devstack.codegen.python.docstrings import docstring
from devstack.codegen.python.methods import Method
from devstack.codegen.python.runtime import errors
from devstack.codegen.python.view import ModuleView, views

FOLDER = "python"
TEMPLATES = ("module.py.j2", "init.py.j2", "pyproject.toml.j2", "README.md.j2")
RUNTIME = Path(__file__).parent / "runtime"
RUNTIME_FILES = ("_http.py", "_model.py", "_topic.py", "_ws.py", "errors.py")
ERRORS = sorted(name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Exception))
WIDTH = 120


def python_client(contract: Contract, name: str, out: str, earlier: Earlier | None = None) -> list[Artifact]:
    """The package `{name}_client` below `out`/python. `name` is the deployment's; `earlier` are its models of the last time."""
    package = f"{name.replace('-', '_')}_client"
    top = PurePosixPath(out) / FOLDER
    inside = top / package
    said = {str(inside / "models.py"): models.models_text(contract, package, earlier)}
    said |= {str(inside / file): (RUNTIME / file).read_text(encoding="utf-8") for file in RUNTIME_FILES}
    said[str(inside / "py.typed")] = ""
    return [
        *(Artifact(Path(path), text) for path, text in sorted(said.items())),
        *_rendered(contract, name, package, top, inside),
    ]


def ready() -> None:
    """Load the generator of the models and all templates, before there is a contract."""
    models.ready()
    for name in TEMPLATES:
        _template(name)


def _rendered(
    contract: Contract, name: str, package: str, top: PurePosixPath, inside: PurePosixPath
) -> Iterator[Artifact]:
    modules = views(contract)
    pascal = "".join(word.capitalize() for word in name.split("-"))
    pascal += "Api" if any(view.module.pascal == pascal for view in modules) else ""
    streaming = next((view for view in modules if view.feeds), None)
    facade = ["AsyncSession", "Retry", "Session", f"{pascal}Client", f"Async{pascal}Client"]
    feeds = ["Reconnect", "Subscription", "Update"] if streaming else []
    names = sorted({*facade, *feeds, *ERRORS, *(name for view in modules for name in view.exports)})
    said: dict[str, Any] = {
        "contract": contract,
        "modules": modules,
        "name": name,
        "package": package,
        "pascal": pascal,
        "first": next((view for view in modules if view.methods), None),
        "call": next(_calls(modules), ""),
        "streams": streaming is not None,
        "streaming": streaming,
        "errors": ERRORS,
        "exported": [f'"{name}"' for name in [*names, "models"]],
    }
    for module in modules:
        text = _template("module.py.j2").render(view=module, **said)
        yield Artifact(Path(inside / f"{module.file}.py"), text)
    for template, path in (
        ("init.py.j2", inside / "__init__.py"),
        ("pyproject.toml.j2", top / "pyproject.toml"),
        ("README.md.j2", top / "README.md"),
    ):
        yield Artifact(Path(path), _template(template).render(**said))


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - Python is no HTML
        loader=PackageLoader("devstack.codegen", "templates/python"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "wrapped": _wrapped,
        "sent": _sent,
        "docstring": lambda text, indent: docstring([text], indent),
    }
    return environment


def _calls(modules: tuple[ModuleView, ...]) -> Iterator[str]:
    """What a first program may ask, best first: an operation that needs no argument."""
    found = [(view, method) for view in modules for method in view.methods]
    for view, method in sorted(found, key=lambda one: sum(argument.required for argument in one[1].arguments)):
        needed = [one.declaration.partition(":")[0] for one in method.arguments if one.required]
        yield f"{view.attribute}.{method.name}({', '.join(f'{name}=...' for name in needed)})"


def _wrapped(words: list[str], start: str, end: str, indent: int = 0) -> str:
    """`start(words)end` on one line where it fits, on three, or with a line for each."""
    line = f"{' ' * indent}{start}{', '.join(words)}{end}"
    if len(line) <= WIDTH:
        return line
    margin = " " * (indent + 4)
    if len(margin + ", ".join(words)) <= WIDTH and "import" not in start:
        inner = [margin + ", ".join(words)]
    else:
        inner = [f"{margin}{word}," if word != "*" else f"{margin}*," for word in words]
    return "\n".join([f"{' ' * indent}{start}", *inner, f"{' ' * indent}{end}"])


def _sent(method: Method, send: str) -> str:
    """The statement that sends an operation's request, in one line or in two."""
    line = f"        return {send}(_{method.name}({', '.join(method.passed)}), timeout)"
    if len(line) <= WIDTH:
        return line
    call = _wrapped(method.passed, f"call = _{method.name}(", ")", 8)
    return f"{call}\n        return {send}(call, timeout)"
