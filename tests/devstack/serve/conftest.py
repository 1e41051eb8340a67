"""What the tests of the reloading server share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.served import Served


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start servers of a small application; they are stopped, and nothing of them may be left."""
    started: list[Served] = []

    def start(*options: str, files: dict[str, str] | None = None, **env: str) -> Served:
        watched = () if "--no-watch" in options else ("--reload", "--reload-dir", "shop")
        words = (word for word in options if word != "--no-watch")
        started.append(Served(tmp_path, *watched, *words, files=files, **env))
        return started[-1]

    yield start
    for served in started:
        served.close()
