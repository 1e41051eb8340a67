"""Options: what cannot be meant is refused in one line, before anything is done."""

import pytest
from support.project import Project, Projects

APP = {"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/]}}\n"


@pytest.fixture(scope="module")
def shop(shared: Projects) -> Project:
    return shared(APP, deploy_yaml=DEPLOY)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("up --port-offset 70000", "--port-offset 70000: moves web-0 to port 88001"),
        ("run -n web --port-offset 70000", "--port-offset 70000: moves web-0 to port 88001"),
        ("up --port-offset -1", "--port-offset -1: must be a whole number"),
        (f"up --port-offset {'9' * 5000}", "must be a whole number of at most nine digits, 0 or more"),
        ("down --timeout 0", "--timeout 0: must be a whole number of at most nine digits, 1 or more"),
        ("logs --lines many", "--lines many: must be a whole number"),
        (f"logs --since {'9' * 30}d", "must be like 30s, 5m, 2h"),
        ("logs --since 9999999999d", "--since 9999999999d: must be like 30s, 5m, 2h"),
        ("gen --check --out /tmp", "--out /tmp: must be a folder below the project's own"),
        ("up --only ,", "--only ,: names nothing"),
        ("stop -n ,", "--name ,: names nothing"),
        ("stop", "stop whom?"),
        ("restart --name=", "--name : names nothing"),
        ("logs -n ,", "--name ,: names nothing"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(shop: Project, words: str, said: str) -> None:
    """Exit code 2, and no traceback of a library that took it at its word."""
    run = shop.run(*words.split(), within=20)

    assert run.returncode == 2, run.stderr
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not (shop.root / "generated").exists()
