"""Where a project stands: its deployment file, found before anything that reads it is loaded. Its folder is the root."""

from pathlib import Path

from devstack.errors import InputError

FILE = "deploy.yaml"


def project_file(named: str) -> Path:
    """The named file, or the deploy.yaml above the working folder where none is named; InputError where there is none."""
    path = Path(named) if named else find(Path.cwd())
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; name the deployment file with --config")
    return path.resolve()


def find(start: Path) -> Path:
    """The deploy.yaml of a folder or of the nearest folder above it; InputError where there is none."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise InputError(
        f"there is no {FILE} in {here} or above it; `devstack init` writes one for the application it finds"
    )
