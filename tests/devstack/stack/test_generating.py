"""The process that generates whenever it is told, alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.project import Project, Projects, clean_env

APP = {
    "shop/__init__.py": "",
    "shop/modules/price/__init__.py": "",
    "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
}
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, modules: [price]}}\n"
WORDS = [sys.executable, "-P", "-m", "devstack.stack.generating", "deploy.yaml", "-p", "specs"]


class Told:
    """Its standard input and output."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def __call__(self) -> dict[str, Any]:
        """Its answer to an order."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def generating(made: Project, **env: str) -> Iterator[Told]:
    """Until the end of the context, which ends its input; it must then leave by itself."""
    with subprocess.Popen(
        WORDS, cwd=made.root, env=clean_env(**env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Told(process)
            assert process.stdin
            process.stdin.close()
            assert process.wait(20) == 0
        finally:
            process.kill()


def test_a_deployment_that_was_edited_meanwhile_is_the_one_that_counts(project: Projects) -> None:
    """A mistake in it is told with its place, as by the verb."""
    made = project(APP, deploy_yaml=DEPLOY)
    with generating(made) as told:
        first = told()
        made.write({"deploy.yaml": DEPLOY.replace("[price]", "7")})
        wrong = told()
        made.write({"deploy.yaml": DEPLOY})
        again = told()

    assert first["code"] == 0
    assert wrong["code"] == 2
    assert wrong["lines"][0].startswith("deploy.yaml:3:")
    assert again == {"code": 0, "lines": []}


def test_after_a_package_was_installed_it_begins_anew_and_answers(project: Projects, tmp_path: Path) -> None:
    """What it has loaded may be of the release before."""
    (tmp_path / "site-packages").mkdir()
    made = project(APP, deploy_yaml=DEPLOY)
    with generating(made, PYTHONPATH=str(tmp_path / "site-packages")) as told:
        first = told()
        command = Path(f"/proc/{told.process.pid}/cmdline")
        before = command.read_bytes()
        (tmp_path / "site-packages/shiny-2.0.dist-info").mkdir()
        second = told()
        after = command.read_bytes()
        third = told()

    assert [first["code"], second["code"], third["code"]] == [0, 0, 0]
    assert b"--at-once" not in before
    assert b"--at-once" in after
