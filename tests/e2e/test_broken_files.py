"""A broken deploy.yaml beside a running stack: one message, exit 2, and nothing that stood or ran is touched."""

from dataclasses import dataclass

import psutil
import pytest
from support.broken_files import CASES, FILES, Case
from support.ports import free_block
from support.project import Project, Projects
from support.samples import SHOP_FILES, shop

pytestmark = pytest.mark.e2e

TRIED = [
    pytest.param(case, id=case.name, marks=() if number % 5 < 2 else pytest.mark.hard)
    for number, case in enumerate(CASES)
]
"""Each is a start of the real command; the others run with the long loops, and all of them against the loader."""


@dataclass(frozen=True)
class Running:
    """A stack, and what must stay as it is."""

    project: Project
    generated: dict[str, bytes]
    processes: dict[str, psutil.Process]

    def assert_untouched(self) -> None:
        """The same files, the same processes, and they answer."""
        assert self.project.files("generated") == self.generated
        assert all(process.is_running() for process in self.processes.values())
        assert self.project.get("/").status_code == 200

    def write(self, case: Case) -> None:
        file = self.project.root / "deploy.yaml"
        if isinstance(case.text, bytes):
            file.write_bytes(case.text)
        else:
            file.write_text(case.text, encoding="utf-8")


@pytest.fixture(scope="module")
def running(shared: Projects) -> Running:
    """The project of the broken files, running under a file that is not broken."""
    port = free_block(4)
    project = shared(FILES | SHOP_FILES, deploy_yaml=shop(port), port=port, folder="shop")
    project.run("gen", "-p", "procfile", "-p", "nginx", "-p", "schema").check_returncode()
    project.run("up", "--detach").check_returncode()
    processes = {name: psutil.Process(pid) for name, pid in project.pids().items()}
    return Running(project, project.files("generated"), processes)


@pytest.mark.parametrize("case", TRIED)
def test_a_broken_file_exits_2_with_its_mistakes_and_touches_nothing(running: Running, case: Case) -> None:
    """File, line, column and key of every mistake at once; never a traceback."""
    running.write(case)

    run = running.project.run("gen")

    assert run.returncode == 2
    assert run.stderr.rstrip("\n").split("\n") == list(case.expected)
    assert run.stdout == ""
    running.assert_untouched()


@pytest.mark.parametrize("case", CASES[5::20], ids=lambda case: case.name)
def test_a_restart_with_a_broken_file_keeps_the_running_stack(running: Running, case: Case) -> None:
    """The file is read before anything is stopped."""
    running.write(case)

    run = running.project.run("restart")

    assert run.returncode == 2
    assert run.stderr.rstrip("\n").split("\n") == list(case.expected)
    running.assert_untouched()


@pytest.mark.parametrize("words", [("up",), ("up", "--detach"), ("check",), ("gen", "--check")], ids=" ".join)
def test_every_other_verb_says_the_same(running: Running, words: tuple[str, ...]) -> None:
    """One reader of the file, so one message, whichever verb meets it first."""
    case = CASES[0]
    running.write(case)

    run = running.project.run(*words)

    assert "Traceback" not in run.stderr
    assert run.returncode in {1, 2}
    assert set(case.expected) <= set(run.stderr.split("\n")) or "already running" in run.stderr
    running.assert_untouched()


def test_status_logs_and_down_work_beside_a_broken_file(project: Projects) -> None:
    """Who is in trouble needs these most."""
    port = free_block(4)
    made = project(FILES | SHOP_FILES, deploy_yaml=shop(port), port=port, folder="shop")
    made.run("up", "--detach").check_returncode()
    made.write({"deploy.yaml": "servers: {web: {port: none}}\n"})

    codes = {words: made.run(*words).returncode for words in (("status",), ("logs",), ("down",))}

    assert codes == {("status",): 0, ("logs",): 0, ("down",): 0}
