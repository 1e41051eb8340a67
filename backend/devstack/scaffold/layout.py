"""Where a modular application keeps what a new module needs. Only looks at files; nothing is imported."""

from dataclasses import dataclass
from pathlib import Path

from devstack.deployment.application import Application
from devstack.errors import InputError

NEEDED = (
    "settings.py",
    "testing.py",
    "models/ws.py",
    "shared/module.py",
    "shared/problems.py",
    "shared/ws/endpoint.py",
    "shared/ws/route.py",
)
"""What the files of a new module import, below the application's package."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The application's package (`trading_api`), its folder and that of its modules, both relative to the root."""

    package: str
    folder: Path
    modules: Path

    @property
    def known(self) -> str:
        """The package of the modules, as it is imported."""
        below = self.modules.relative_to(self.folder).parts
        return ".".join((self.package, *below))


def layout(application: Application | None, root: Path) -> Layout:
    """The layout of an application; InputError for one that is not laid out for modules, naming what it lacks."""
    if application is None:
        raise InputError(
            "there is no application below this folder whose modules could get one more; name it with app:"
        )
    folder, modules = Path(application.folder), application.modules(root)
    lacking = [name for name in NEEDED if not (root / folder / name).is_file()]
    if application.single or modules is None or lacking:
        what = "modules folder" if application.single or modules is None else ", ".join(lacking)
        raise InputError(
            f"{application.name} is not laid out for modules: {folder} has no {what}. A new module is written for an "
            "application with modules/, shared/ and models/ in one package, as docs/modules.md describes; "
            "a plain FastAPI app gets a router instead"
        )
    return Layout(application.name.partition(":")[0].partition(".")[0], folder, modules.relative_to(root))
