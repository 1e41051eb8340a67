"""A stranger's FastAPI application in its own folder: `devstack init`, `devstack up`; from the built wheel as well."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support.ports import free_block, listening
from support.project import Project, Projects, left_behind
from support.samples import bare_shell, installed
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

APP = '''\
"""A bookshop of its own, which has never heard of devstack."""

import os

from fastapi import FastAPI, WebSocket

app = FastAPI(title="Books")


@app.get("/books/{number}")
def book(number: int) -> dict[str, int | str]:
    return {"number": number, "pid": os.getpid()}


@app.websocket("/chat")
async def chat(socket: WebSocket) -> None:
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text.upper())
'''
FILES = {"books/__init__.py": "", "books/main.py": APP}


@pytest.fixture
def stranger(project: Projects) -> Project:
    """The bookshop, and the installed `devstack` command."""
    return project(FILES, folder="bookshop", command=(installed("devstack"),))


def test_a_ten_line_file_runs_it_with_two_instances(stranger: Project) -> None:
    """Everything it answers, WebSockets included, through the gateway; the application is not touched."""
    made = stranger.run("init", "--app", "books.main:app")
    lines = (stranger.root / "deploy.yaml").read_text().splitlines()

    assert made.returncode == 0, made.stderr
    assert len(lines) <= 10
    _use(stranger)


def test_init_finds_the_application_by_itself(stranger: Project) -> None:
    """There is one main.py that assigns app, so there is nothing to ask."""
    run = stranger.run("init")

    assert run.returncode == 0, run.stderr
    assert "app: books.main:app" in (stranger.root / "deploy.yaml").read_text()
    assert stranger.run("gen", "-p", "procfile").returncode == 0


def test_init_never_touches_a_file_that_is_there(stranger: Project) -> None:
    """Whoever runs it twice keeps what was written between."""
    stranger.write({"deploy.yaml": "# mine\n"})

    run = stranger.run("init", "--app", "books.main:app")

    assert run.returncode == 2
    assert (stranger.root / "deploy.yaml").read_text() == "# mine\n"


@pytest.mark.parametrize("app", ["books.main", "books.man:app", "../x:app", "books main:app"])
def test_init_refuses_a_name_that_leads_nowhere(stranger: Project, app: str) -> None:
    """A file that cannot run would only move the mistake."""
    run = stranger.run("init", "--app", app)

    assert run.returncode == 2
    assert app in run.stderr
    assert "Traceback" not in run.stderr
    assert not (stranger.root / "deploy.yaml").exists()


@pytest.fixture(scope="module")
def empty_environment(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the built wheel and nothing else of this repository.

    The dependencies are those of the running environment: a .pth names its folder, and as Python reads no .pth files of such
    a folder, the editable installation there is out of reach.
    """
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder)]
    subprocess.run([*build, str(checkout)], check=True, timeout=60)
    (wheel,) = folder.glob("devstack-*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin/python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, timeout=60)
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return environment


def test_the_wheel_brings_everything_and_nothing_of_the_reference_application(empty_environment: Path) -> None:
    """Templates included; and trading_api stays here."""
    asked = """if True:
        import devstack, importlib.util
        from devstack import shipped
        print(devstack.__file__, shipped.templates(), importlib.util.find_spec("trading_api"), sep="\\n")
    """
    run = subprocess.run(
        [str(empty_environment / "bin/python"), "-c", asked],
        cwd="/",
        env=bare_shell(empty_environment),
        capture_output=True,
        text=True,
        check=True,
    )

    package, templates, reference = run.stdout.splitlines()
    assert Path(package).is_relative_to(empty_environment)
    assert Path(templates).is_relative_to(empty_environment)
    assert (Path(templates) / "nginx/nginx.conf.j2").is_file()
    assert reference == "None"


def test_the_wheel_runs_a_strangers_application(project: Projects, empty_environment: Path) -> None:
    """In an unactivated shell, outside of this repository."""
    books = project(FILES, folder="bookshop", command=(str(empty_environment / "bin/devstack"),))

    books.run("init", "--app", "books.main:app", env=bare_shell(books.root)).check_returncode()

    _use(books)


def _use(books: Project) -> None:
    """Up on free ports, a few calls, down."""
    port = free_block(3)
    env = bare_shell(books.root)
    up = books.run("up", "--detach", "--port-offset", str(port - 8000), env=env)
    assert up.returncode == 0, up.stdout + up.stderr
    books.port = port
    answers = [books.get(f"/books/{number}").json() for number in range(8)]
    with connect(f"ws://127.0.0.1:{port}/chat", open_timeout=10) as socket:
        socket.send("hello")
        said = socket.recv(10)
    down = books.run("down", env=env)

    assert [answer["number"] for answer in answers] == list(range(8))
    assert len({answer["pid"] for answer in answers}) == 2
    assert said == "HELLO"
    assert down.returncode == 0, down.stderr
    assert left_behind(books.root) == []
    assert listening(port, 3) == []
