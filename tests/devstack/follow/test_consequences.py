"""What follows from an edit beside a reload."""

import pytest

from devstack.follow.consequences import Consequences, Task

FOLLOWED = Consequences("deploy.yaml", ("backend/shop",))


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("deploy.yaml", Task.APPLY),
        ("deploy.local.yaml", Task.APPLY),
        ("Procfile.template", Task.APPLY),
        ("nginx/nginx.conf.j2", Task.APPLY),
        ("nginx/notes.txt", None),
        ("production.yaml", None),
        ("backend/shop/main.py", Task.GENERATE),
        ("backend/shop/tests/test_main.py", None),
        ("backend/shop/ws_generated/x.py", None),
        ("backend/other/main.py", None),
        ("generated/Procfile", None),
        (".devstack/run/Procfile", None),
        ("tasks.py", None),
    ],
)
def test_an_edit_and_its_task(path: str, task: Task | None) -> None:
    """Nothing that is generated is among them, so nothing goes round in circles."""
    assert FOLLOWED(path)[0] is task


def test_another_deployment_file_has_an_overlay_of_its_own() -> None:
    """`up --config production.yaml`."""
    followed = Consequences("production.yaml", ())

    assert followed("production.local.yaml")[0] is Task.APPLY
    assert followed("deploy.yaml")[0] is None
