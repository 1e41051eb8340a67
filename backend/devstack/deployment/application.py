"""Where the files of an application stand. Only looks: nothing is imported, so a broken application can still be described."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

BASES = (".", "backend", "src")
"""The folders an application's package is looked for in, the first that has it wins."""

_MAIN = "main"
_SKIPPED = {"node_modules", "tests", "test", "docs", "generated"}


@dataclass(frozen=True, slots=True)
class Application:
    """An import string and where it leads: `base` is the folder to import from, `folder` the one its code stands in."""

    name: str
    base: str
    folder: str
    file: Path

    @property
    def single(self) -> bool:
        """One file that is no package, such as main:app."""
        return "." not in self.name.partition(":")[0] and self.file.name != "__init__.py"

    def modules(self, root: Path) -> Path | None:
        """The folder of the application's modules, where it has one: beside the file or in the package around it."""
        places = (self.file.parent / "modules", root / self.folder / "modules")
        return next((place for place in places if place.is_dir()), None)


def locate(name: str, root: Path, bases: tuple[str, ...] = BASES) -> Application | None:
    """The application an import string names, or None where no folder of the project has its module."""
    module = name.partition(":")[0].split(".")
    for base in bases:
        stem = root.joinpath(base, *module)
        for file in (stem.with_name(f"{stem.name}.py"), stem / "__init__.py"):
            if file.is_file():
                package = len(module) > 1 or file.name == "__init__.py"
                folder = PurePosixPath(base, module[0]) if package else PurePosixPath(base)
                return Application(name, str(PurePosixPath(base)), str(folder), file)
    return None


def candidates(root: Path, bases: tuple[str, ...] = BASES) -> list[Application]:
    """Every main.py of the project that assigns `app`, in a package below one of the bases or alone in it."""
    found: dict[Path, Application] = {}
    for base in bases:
        for file in (root / base / "main.py", *_packaged(root / base)):
            name = f"{_MAIN}:app" if file.parent == root / base else f"{file.parent.name}.{_MAIN}:app"
            application = locate(name, root, (base,))
            known = found.get(file)
            if application and _assigns_app(file) and not (known and (file.parent / "__init__.py").is_file()):
                found[file] = application
    return list(found.values())


def _packaged(base: Path) -> Iterator[Path]:
    """main.py of each package in a folder; virtual environments and the like are none."""
    for file in sorted(base.glob("*/main.py")):
        folder = file.parent
        if folder.name.isidentifier() and folder.name not in _SKIPPED and not (folder / "pyvenv.cfg").exists():
            yield file


def names(file: Path) -> dict[str, type[ast.AST]] | None:
    """What a module binds at its top, with the kind of statement; None where reading it does not tell."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    bound = dict(_bindings(tree.body))
    return None if "*" in bound or "__getattr__" in bound else bound


def _bindings(body: list[ast.stmt]) -> Iterator[tuple[str, type[ast.AST]]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name, type(statement)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0], type(statement)
        else:
            # Assignments wherever they stand: in a tuple, under if, try or with. Functions within are not looked into.
            for inner in _outside_functions(statement):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id, ast.Assign
                elif inner is not statement and isinstance(inner, ast.stmt):
                    yield from _bindings([inner])


def _outside_functions(statement: ast.stmt) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield child
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from (inner for inner in ast.walk(child) if inner is not child)


def _assigns_app(file: Path) -> bool:
    bound = names(file)
    if bound is not None:
        return bound.get("app") is ast.Assign
    # Half-saved code does not parse; it must not make another main.py the application.
    return re.search(r"^app\s*(:[^=]+)?=", file.read_text("utf-8", "replace"), re.MULTILINE) is not None
