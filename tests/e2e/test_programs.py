"""`processes:` of deploy.yaml: a frontend dev server behind the gateway, a job that runs once, a worker with an env_file."""

import re
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import Project, Projects, Running
from support.samples import MODULAR_FILES, modular
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

DEV_SERVER = (Path(__file__).parents[1] / "apps/dev_server.py").read_text()
WORKER = """\
import os, signal
print("worker greets with", os.environ["GREETING"], "at port", os.environ.get("PORT"), flush=True)
signal.pause()
"""
FILES = MODULAR_FILES | {
    "web/serve.py": DEV_SERVER,
    "jobs/migrate.py": "print('migrated everything', flush=True)\n",
    "jobs/worker.py": WORKER,
    "jobs/.env": "# of the worker\nGREETING='good morning'\n",
}


def _project(projects: Projects, **programs: object) -> Project:
    port = free_block(5)
    return projects(FILES, deploy_yaml=modular(port, processes=programs), port=port)


@pytest.fixture(scope="module")
def stack(shared: Projects) -> tuple[Project, Running]:
    """A frontend, a migration and a worker beside core and broker, in the foreground."""
    port = free_block(5)
    programs = {
        "frontend": {"command": "python web/serve.py {port}", "port": port + 4, "route": "/", "ready": "/"},
        "migrate": {"command": "python jobs/migrate.py", "once": True},
        "worker": {"command": "python jobs/worker.py", "env_file": "jobs/.env"},
    }
    project = shared(FILES, deploy_yaml=modular(port, processes=programs), port=port)
    return project, project.up()


def test_the_page_and_the_modules_share_one_address(stack: tuple[Project, Running]) -> None:
    """So a browser needs no CORS, in development as later."""
    project, _ = stack

    page, api = project.get("/some/page"), project.get("/api/v1/broker/orders")

    assert page.text == f"<h1>shop</h1> PORT={project.port + 4} /some/page\n"
    assert "DEVSTACK_INSTANCE=broker-" in api.text


def test_its_websocket_goes_through_the_gateway(stack: tuple[Project, Running]) -> None:
    """Without it a dev server reloads nothing."""
    project, _ = stack

    with connect(f"ws://127.0.0.1:{project.port}/hmr", open_timeout=10) as socket:
        socket.send("main.ts")
        said = socket.recv(10)

    assert said == "changed main.ts"


def test_the_gateway_opens_only_when_the_dev_server_answers(stack: tuple[Project, Running]) -> None:
    """Whoever opens the address of the ready line sees the page, not a 502."""
    _, running = stack

    ready = re.findall(r"\| (\S+) ready ", running.text)

    assert ready.index("frontend") < ready.index("nginx")
    assert running.text.index("dev server listens") < running.text.index("nginx ready")


def test_a_job_that_runs_once_may_leave_and_the_stack_is_ready(stack: tuple[Project, Running]) -> None:
    """Exit 0 is its success, and no reason to start it again."""
    project, running = stack

    row = project.rows()["migrate"]

    assert "migrate" in running.text
    assert running.text.count("migrated everything") == 1
    assert (row["state"], row["pid"], row["restarts"]) == ("ready", None, 0)
    assert project.run("status").returncode == 0


def test_a_program_gets_its_env_file_and_no_port_it_did_not_ask_for(stack: tuple[Project, Running]) -> None:
    """PORT of the shell, or of another runner, would be somebody else's."""
    _, running = stack

    running.wait_for(r"worker +\| worker greets with good morning at port None", 5)


def test_programs_stop_after_nginx_and_before_core(project: Projects) -> None:
    """A dev server is a room like any module."""
    port = free_block(5)
    programs = {"frontend": {"command": "python web/serve.py {port}", "port": port + 4, "route": "/"}}
    made = project(FILES, deploy_yaml=modular(port, processes=programs), port=port)
    running = made.up()

    running.press_ctrl_c()

    assert running.exit_code() == 130
    stopping = re.findall(r"\| (\S+) stopping \(", running.text)
    assert (stopping[0], stopping[-1]) == ("nginx", "core-0")
    assert set(stopping[1:-1]) == {"frontend", "broker-0", "broker-1"}


def test_a_job_that_fails_fails_the_start(project: Projects) -> None:
    """A migration that did not run is no stack to work with."""
    made = _project(project, migrate={"command": "python jobs/missing.py", "once": True})

    run = made.run("up", "--detach")

    assert run.returncode == 1
    assert "migrate" in run.stderr
    assert "jobs/missing.py" in run.stderr
    assert made.run("status").returncode == 3


def test_a_program_that_does_not_exist_is_named(project: Projects) -> None:
    """The usual reason: npm is not installed here."""
    made = _project(project, ui={"command": "no-such-program dev"})

    run = made.run("up", "--detach")

    assert run.returncode == 1
    assert "ui" in run.stderr
    assert "no-such-program" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_missing_env_file_is_the_users_to_mend_and_nothing_starts(project: Projects) -> None:
    """It is said with its key before the first process runs."""
    made = _project(project, worker={"command": "python jobs/worker.py", "env_file": "jobs/.secret"})

    run = made.run("up")

    assert run.returncode == 2
    assert "processes.worker.env_file: jobs/.secret: No such file" in run.stderr
    assert "started" not in run.stdout
