"""Where in the project's code things of a contract are written, as `file:line`. Asks the loaded modules and their text."""

import inspect
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_CLASS = re.compile(r"class\s+(\w+)")
_FIELD = re.compile(r" {4}(\w+)\s*:")


def files(root: Path) -> list[str]:
    """Every file of the project that is loaded in this process, relative to its root."""
    return sorted({path.relative_to(root).as_posix() for path, _ in _own(root)})


def members(root: Path) -> dict[str, dict[str, Any]]:
    """The members of the project's enums by class name: a schema tells their values only. Names used twice are left out."""
    found: dict[str, list[type[Enum]]] = {}
    for _, module in _own(root):
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__:
                found.setdefault(name, []).append(value)
    return {
        name: {member.name: member.value for member in classes[0]}
        for name, classes in found.items()
        if len(classes) == 1
    }


def places(apps: Mapping[str, Any], root: Path) -> dict[str, str]:
    """By `module:operation_id` and `module:function` where that is, and by `:Name` where the class of that name is.

    Pydantic calls models of one name by their import path, `shop__a__Item`; so each class is here under that as well.
    """
    found = {f":{name}": place for name, place in _classes(root)}
    for module, app in apps.items():
        routes = list(_endpoints(app, root))
        names = Counter(name for _, name, _ in routes)
        found |= {f"{module}:{name}": place for _, name, place in routes if names[name] == 1}
        found |= {f"{module}:{key}": place for key, _, place in routes}
    return found


def _endpoints(app: Any, root: Path) -> Iterator[tuple[str, str, str]]:
    """Each route's own id, its name and its place. The id of one in an included router is not yet the application's."""
    for route in _routes(app):
        endpoint, key = getattr(route, "endpoint", None), getattr(route, "unique_id", None)
        code = getattr(inspect.unwrap(endpoint), "__code__", None) if endpoint else None
        if key and code and (inside := _inside(code.co_filename, root)):
            yield key, str(route.name), f"{inside}:{code.co_firstlineno}"


def placed(text: str, root: Path) -> str:
    """The text with `Item (shop/a.py:3)` for each class that it calls by its import path, as pydantic does."""
    known = dict(_classes(root))
    said = {path for path in re.findall(r"\w+__\w+", text) if path in known}
    for path in sorted(said, key=len, reverse=True):
        text = text.replace(path, f"{path.rpartition('__')[2]} ({known[path]})")
    return text


def _routes(app: Any) -> Iterator[Any]:
    for route in getattr(app, "routes", ()):
        yield route
        original = getattr(route, "original_router", None)  # newer FastAPI keeps included routers as they are
        if original is not None:
            yield from _routes(original)


def _classes(root: Path) -> Iterator[tuple[str, str]]:
    """Each class of the project's modules and each field in it: `Order` and `Order.qty`. By their lines: parsing takes long."""
    for path, module in _own(root):
        shown, owner = path.relative_to(root).as_posix(), ""
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if found := _CLASS.match(line):
                owner = found[1]
                yield owner, f"{shown}:{number}"
                yield f"{module.__name__.replace('.', '__')}__{owner}", f"{shown}:{number}"
            elif line[:1].strip():
                owner = ""
            elif owner and (found := _FIELD.match(line)):
                yield f"{owner}.{found[1]}", f"{shown}:{number}"


def is_own(kind: type, root: Path) -> bool:
    """Whether the project itself defines this class."""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return isinstance(file, str) and _inside(file, root) is not None


def _own(root: Path) -> Iterator[tuple[Path, ModuleType]]:
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(".py") and (inside := _inside(file, root)):
            yield root / inside, module


@cache
def _inside(file: str, root: Path) -> str | None:
    """The path relative to the root, if it is the project's own and not of its virtual environment."""
    path = _resolved(file)
    if not path.is_relative_to(root) or "site-packages" in path.parts or path.is_relative_to(sys.prefix):
        return None
    return path.relative_to(root).as_posix()


def _resolved(file: str) -> Path:
    """As `Path.resolve`, with one look at each folder instead of one at each module that is loaded from it."""
    folder, name = os.path.split(file)
    return Path(file).resolve() if os.path.islink(file) else _folder(folder) / name  # noqa: PTH114 - a thousand strings


@cache
def _folder(path: str) -> Path:
    return Path(path).resolve()
