"""Where the templates are looked for that devstack brings along."""

import shutil
from pathlib import Path

import pytest
from support.node import REPOSITORY

from devstack import shipped


def test_shipped_templates_are_found_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel carries them inside the package, a checkout at its root."""
    inside = tmp_path / "devstack" / "templates"
    shutil.copytree(REPOSITORY / "nginx", inside / "nginx")
    assert shipped.templates() == REPOSITORY

    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "devstack" / "shipped.py"))

    assert shipped.templates() == inside
