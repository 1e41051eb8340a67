"""The text of a router class and of the package that holds a module's. Pure; formatted as ruff would leave it."""

from collections.abc import Iterable, Sequence

from devstack.routers.aliases import Alias, Import, snake

WIDTH = 120


def router_text(alias: Alias, package: str) -> str:
    """The file of one class. `package` is the module's dotted name, which tells its own imports from other people's."""
    return "\n".join(
        [
            f'"""{alias.route}: as ws.py defines it. Made by `gen`, which replaces edits."""',
            "",
            *_import_lines(alias.imports, package.partition(".")[0]),
            "",
            "",
            *_head(alias),
            *_docstring(alias),
            "",
            f'    route = "{alias.route}"',
            f"    request = {alias.request}",
            f"    response = {alias.response}",
            f"    data = {alias.update}",
            "",
        ]
    )


def package_text(aliases: Sequence[Alias], package: str) -> str:
    """The `__init__.py` beside them."""
    module = package.rpartition(".")[2].replace("_", "-")
    names = [alias.name for alias in aliases]
    imports = [
        line
        for alias in sorted(aliases, key=lambda alias: snake(alias.name))
        for line in _from(f"{package}.ws_generated.{snake(alias.name)}", [alias.name])
    ]
    whole = f"({', '.join(names)}{',' if len(names) == 1 else ''})"
    exported = ", ".join(f'"{name}"' for name in ["ROUTERS", *sorted(names)])
    return "\n".join(
        [
            f'"""The WebSocket routes of the {module}, in the order of ws.py. Made by `gen`, which replaces edits."""',
            "",
            *imports,
            *([""] if imports else []),
            *_listed("ROUTERS = ", whole),
            "",
            *_listed("__all__ = ", f"[{exported}]"),
            "",
        ]
    )


def _head(alias: Alias) -> list[str]:
    models = f"{alias.request}, {alias.response}, {alias.update}"
    line, base = f"class {alias.name}({alias.base}[{models}]):", f"    {alias.base}[{models}]"
    if len(line) <= WIDTH:
        return [line]
    inner = [f"        {models}"]
    if len(inner[0]) > WIDTH:
        inner = [f"        {model}," for model in models.split(", ")]
    wrapped = [base] if len(base) <= WIDTH else [f"    {alias.base}[", *inner, "    ]"]
    return [f"class {alias.name}(", *wrapped, "):"]


def _docstring(alias: Alias) -> list[str]:
    said = [f"`{alias.route}.subscribe` takes {alias.request};", f"`{alias.route}.update` carries {alias.update}."]
    line = f'    """{" ".join(said)}"""'
    return [line] if len(line) <= WIDTH else [f'    """{said[0]}', f"    {said[1]}", '    """']


def _listed(start: str, value: str) -> list[str]:
    """On one line if it fits, else one element per line."""
    if len(start + value) <= WIDTH:
        return [start + value]
    elements = [f"    {one}," for one in value[1:-1].rstrip(",").split(", ")]
    return [start + value[0], *elements, value[-1]]


def _import_lines(imports: Iterable[Import], own: str) -> list[str]:
    """Other people's packages first, then the project's own."""
    groups: list[list[str]] = [[], []]
    for ours, group in enumerate(groups):
        some = [one for one in imports if (one.module.partition(".")[0] == own) == bool(ours)]
        group += sorted({_import(one) for one in some if one.name is None})
        for module in sorted({one.module for one in some if one.name is not None}):
            named = {_as(str(one.name), one.asname) for one in some if one.module == module and one.name}
            group += _from(module, sorted(named, key=_kind))
    between = [""] if all(groups) else []
    return [*groups[0], *between, *groups[1]]


def _kind(name: str) -> tuple[int, str]:
    """Constants, classes, then the rest, as isort has them."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2), name


def _import(one: Import) -> str:
    return f"import {_as(one.module, one.asname)}"


def _as(name: str, asname: str | None) -> str:
    return f"{name} as {asname}" if asname else name


def _from(module: str, names: list[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]
