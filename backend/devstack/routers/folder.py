"""The ws.py files of a project and the ws_generated/ beside each: what should stand there, and making it so."""

from collections.abc import Iterable
from pathlib import Path

from devstack.artifacts import SCRATCH, Artifact
from devstack.errors import InputError
from devstack.routers.aliases import read_aliases, snake
from devstack.routers.rendering import package_text, router_text

SOURCE = "ws.py"
FOLDER = "ws_generated"
MODULES = "modules"


def is_source(path: Path) -> bool:
    """Whether this is `modules/NAME/ws.py`."""
    return path.name == SOURCE and path.parent.parent.name == MODULES


def sources(folder: Path) -> list[Path]:
    """Every `modules/NAME/ws.py` of an application's folder."""
    return sorted(folder.glob(f"{MODULES}/*/{SOURCE}"))


def expected(source: Path, app_dir: Path, root: Path) -> list[Artifact]:
    """What should stand beside this ws.py. `app_dir` is where imports start from; an InputError names file and line."""
    shown = source.relative_to(root).as_posix() if source.is_relative_to(root) else str(source)
    try:
        text = source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{shown}:1: is not UTF-8: {error.reason}") from None
    package = ".".join(source.parent.relative_to(app_dir).parts)
    return spelled_out(text, shown, source.parent.relative_to(root), package)


def spelled_out(text: str, file: str, module: Path, package: str) -> list[Artifact]:
    """The routers of a ws.py with this text, in a module's folder. Pure; an InputError names `file` and line."""
    aliases = read_aliases(text, file)
    folder = module / FOLDER
    made = [Artifact(folder / f"{snake(alias.name)}.py", router_text(alias, package)) for alias in aliases]
    return [Artifact(folder / "__init__.py", package_text(aliases, package)), *made]


def stale(source: Path, made: Iterable[Artifact], root: Path) -> list[Path]:
    """Modules in its ws_generated/ that no alias stands for any more, relative to the root."""
    wanted = {artifact.path for artifact in made}
    found = sorted((source.parent / FOLDER).glob("*.py"))
    paths = [path.relative_to(root) for path in found if not path.name.startswith(SCRATCH)]
    return [path for path in paths if path not in wanted]


def refresh(source: Path, app_dir: Path, root: Path) -> list[Path]:
    """Make it so, and say what was written or removed. Nothing is touched when the aliases are refused."""
    if not source.exists():
        return []
    made = expected(source, app_dir, root)
    # The package's list last: whoever imports meanwhile finds no name in it whose file is not there yet.
    written = [artifact.path for artifact in reversed(made) if artifact.write(root)]
    gone = stale(source, made, root)
    for path in gone:
        (root / path).unlink(missing_ok=True)
    return written + gone
