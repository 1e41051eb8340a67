"""A project of a few files, and what is said about its deploy.yaml."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support.broken_files import FILES

from devstack.deployment import load
from devstack.errors import InputError


class Folder:
    """A project folder whose deploy.yaml may be rewritten at will."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "deploy.yaml"

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def complaints(self, text: str | None = None, **options: object) -> list[str]:
        """The lines of the error that loading raises."""
        if text is not None:
            self.file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load(self.file, **options)  # type: ignore[arg-type]  # the options of load, passed through
        return str(caught.value).split("\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Folder]:
    """Make a project in the working folder: the modular sample application, or other files."""

    def make(deploy_yaml: str = "", files: Mapping[str, str] = FILES) -> Folder:
        made = Folder(tmp_path / "shop")
        made.write({**files, "deploy.yaml": deploy_yaml})
        monkeypatch.chdir(made.root)
        return made

    return make
