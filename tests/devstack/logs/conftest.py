"""A folder for logs, below a path with a space in it, and a book that rotates soon."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.logs import LogBook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "my project" / ".devstack" / "logs"


@pytest.fixture
def book(folder: Path) -> Iterator[LogBook]:
    with LogBook(folder, 1, 5) as book:
        yield book
