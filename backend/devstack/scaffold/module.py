"""The files of a new module: from the templates beside this file, and its routers from its ws.py. Pure but for reading them."""

import keyword
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from devstack import routers
from devstack.artifacts import Artifact
from devstack.deployment.rules import RESERVED
from devstack.errors import InputError
from devstack.scaffold.layout import Layout

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 31
TAKEN = RESERVED | {"docs", "ws", "tests"}
"""Addresses below the base URL, and names that mean something else to a verb or to pytest."""


def module(name: str, place: Layout, root: Path) -> list[Artifact]:
    """The files of module `name` (`news-feed`). InputError for a name that cannot be one, or one that is there already."""
    _require_name(name)
    folder = place.modules / name.replace("-", "_")
    if (root / folder).exists():
        raise InputError(f"{name}: {folder} is there already; choose another name, or remove that folder first")
    environment = Environment(  # noqa: S701 - Python is no HTML
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    words = _words(name, place)
    made = [
        Artifact(folder / target, environment.get_template(template).render(words)) for template, target in _targets()
    ]
    (routes,) = (artifact for artifact in made if artifact.path == folder / routers.SOURCE)
    _require_route(name, routes)
    return made + routers.spelled_out(routes.text, str(routes.path), folder, f"{place.known}.{words['python']}")


def _require_route(name: str, routes: Artifact) -> None:
    """The name of a class, of which that of its route follows, cannot tell `level-2` from `level2`."""
    (alias,) = routers.read_aliases(routes.text, str(routes.path))
    if alias.route != name:
        raise InputError(f"{name}: its route would be called {alias.route}; name it {alias.route}")


def _words(name: str, place: Layout) -> dict[str, str]:
    """What a template may say: `news-feed`, `news_feed`, `NewsFeed`, `news feed`, and where the application keeps its parts."""
    return {
        "name": name,
        "python": name.replace("-", "_"),
        "pascal": "".join(word.capitalize() for word in name.split("-")),
        "spoken": name.replace("-", " "),
        "package": place.package,
        "modules": place.known,
    }


def _targets() -> Iterator[tuple[str, str]]:
    """Each template and the file it becomes."""
    for path in sorted(TEMPLATES.rglob("*.j2")):
        template = path.relative_to(TEMPLATES).as_posix()
        yield template, template.removesuffix(".j2")


def _require_name(name: str) -> None:
    """The rules of the application's registry, and Python's: the folder is imported."""
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        proper = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip("-")[:LONGEST]
        hint = f"; did you mean {proper}?" if NAME.fullmatch(proper) else ""
        raise InputError(
            f"{name}: a module's name has small letters, digits and single hyphens, at most {LONGEST} in all, like "
            f"news-feed{hint}"
        )
    if name in TAKEN or keyword.iskeyword(name):
        raise InputError(f"{name}: that name is taken by something else; choose another, like {name}-feed")
