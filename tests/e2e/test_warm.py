"""Servers as forks of one process that has loaded their packages: they are told from fresh ones by nothing but their parents."""

import os
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest
from support.ports import free_block
from support.project import Project, Projects
from support.samples import as_yaml
from support.stacks import kill, row, until

from devstack.state import RowState
from devstack.state.identity import environment

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every server is started afresh"),
]

MAIN = """\
import os, resource, sys
import dear
from fastapi import FastAPI

print("a line that is out at once")
app = FastAPI()

@app.get("/")
async def me() -> dict[str, object]:
    return {
        "dear": dear.VALUE,
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "words": sys.argv[1:],
        "path": sys.path[0],
        "streams": [os.readlink(f"/proc/self/fd/{number}").partition(":")[0] for number in range(3)],
        "session": os.getsid(0) == os.getppid(),
        "random": dear.random.random(),
    }
"""
INSTANCES = 2


def shop(project: Projects, **server: object) -> Project:
    """Two instances that use `dear`, a package that stands outside the project."""
    port = free_block(INSTANCES + 1)
    reload = server.pop("reload", True)
    web = {"port": port + 1, "instances": INSTANCES, "routes": ["/"], "reload": reload, "health": "/", **server}
    deploy = {"app": "shop.main:app", "nginx": {"port": port}, "servers": {"web": web}}
    made = project({"shop/__init__.py": "", "shop/main.py": MAIN}, deploy_yaml=as_yaml(deploy), port=port)
    made.write({"../libraries/dear.py": "import random\nVALUE = 1\n"})
    return made


@pytest.fixture
def libraries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where `dear` stands."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "libraries"))
    return tmp_path / "libraries"


def up(made: Project) -> None:
    """Until every server answers, and has kept what it loaded for the next start, which it does a moment later."""
    made.start("up").wait_for("ready in ", 40)
    names, deadline = (
        [name for name, found in made.rows().items() if found["port"] and name != "nginx"],
        time.monotonic() + 20,
    )
    while missing := [name for name in names if not (made.root / f".devstack/run/serve/{name}.json").exists()]:
        assert time.monotonic() < deadline, f"nothing was kept of {', '.join(missing)}"
        time.sleep(0.02)


def twice(made: Project) -> None:
    """The first start learns what is imported, the second shares it."""
    up(made)
    assert not any(shares(made).values()), "nothing is known before the first start"
    made.run("down")
    up(made)


def shares(made: Project) -> dict[str, bool]:
    """Which servers are forks: the system knows the environment with which a program was started, which is not theirs."""
    rows = {name: found["pid"] for name, found in made.rows().items() if found["server"] == "web"}
    return {name: f"DEVSTACK_INSTANCE={name}" not in environment(pid) for name, pid in rows.items()}


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def words(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()


def asked(made: Project, number: int = 0) -> dict[str, object]:
    """What an instance says of itself, asked on its own port."""
    said: dict[str, object] = httpx.get(f"http://127.0.0.1:{made.port + 1 + number}/", timeout=10).json()
    return said


@pytest.mark.usefixtures("libraries")
def test_servers_that_share_are_as_those_that_do_not(project: Projects) -> None:
    """Environment, words, folder, streams, session: an application finds what it finds when its line is run alone."""
    made = shop(project, env={"GREETING": "hello"})
    up(made)
    alone = asked(made)
    shown = words(made.pids()["web-0"])
    made.run("down")
    up(made)

    forked = asked(made)

    assert shares(made) == {"web-0": True, "web-1": True}
    assert forked.pop("random") != asked(made, 1)["random"]
    for said in (alone, forked):
        said.pop("random", None)
        said["environment"].pop("DEVSTACK_STACK_ID")  # type: ignore[attr-defined]  # of each stack its own
    assert forked == alone
    # The interpreter is named in full in the one and by PATH in the other where its own path has a blank.
    assert words(made.pids()["web-0"]).partition(" -m ")[2] == shown.partition(" -m ")[2]
    made.started[-1].wait_for(r"web-0 +\| a line that is out at once", 1)


@pytest.mark.usefixtures("libraries")
def test_a_server_waits_for_its_own_libraries_alone(project: Projects, libraries: Path) -> None:
    """Others may need more, and are forks of the same process a moment later."""
    port = free_block(3)
    web = {"health": "/", "routes": ["/"], "reload": True}
    slow = {"port": port + 1, "health": "/", "routes": ["/slow"], "env": {"SLOW": "1"}, "reload": True}
    servers = {"slow": slow, "web": {"port": port + 2, **web}}
    deploy = {"app": "shop.main:app", "nginx": {"port": port}, "servers": servers}
    heavy = [f"heavy_{number}" for number in range(8)]  # whoever asks while one is loaded is heard before the next
    main = f"import os\nif 'SLOW' in os.environ:\n    import {', '.join(heavy)}\n{MAIN}"
    made = project({"shop/__init__.py": "", "shop/main.py": main}, deploy_yaml=as_yaml(deploy), port=port)
    made.write({f"../libraries/{name}.py": "import time\ntime.sleep(0.6)\n" for name in heavy})
    made.write({"../libraries/dear.py": "import random\nVALUE = 1\n"})
    up(made)
    made.run("down")

    again = made.start("up")

    again.wait_for("web-0 ready on port", 20)
    assert "slow-0 started" not in again.text
    again.wait_for("ready in ", 20)
    pids = made.pids()
    assert parent(parent(pids["slow-0"])) == parent(parent(pids["web-0"])), "both are forks of one process"


@pytest.mark.usefixtures("libraries")
def test_a_library_that_was_changed_is_loaded_anew_by_a_restart(project: Projects, libraries: Path) -> None:
    """As `pip install` or an edit in the virtual environment changes it."""
    made = shop(project)
    twice(made)

    (libraries / "dear.py").write_text("import random\nVALUE = 2\n")
    made.run("restart", "-n", "web-0")

    assert (asked(made)["dear"], asked(made, 1)["dear"]) == (2, 1)
    made.run("restart", "-n", "web-1")
    assert (asked(made, 1)["dear"], shares(made)["web-1"]) == (2, True)


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize(
    "server",
    [
        {"reload": {"share": False}},
        {"limits": {"nofile": 256}},
        {"env": {"PYTHONOPTIMIZE": "1"}},
    ],
    ids=["told", "limits", "another interpreter"],
)
def test_a_server_with_a_start_of_its_own_shares_nothing(project: Projects, server: dict[str, object]) -> None:
    """It is started afresh, as its line in the Procfile says."""
    made = shop(project, **server)

    twice(made)

    assert shares(made) == {"web-0": False, "web-1": False}


@pytest.mark.usefixtures("libraries")
def test_a_package_that_starts_threads_ends_the_sharing(project: Projects, libraries: Path) -> None:
    """A fork of a process with threads may hang; each server says which package it is, as without sharing."""
    made = shop(project)
    thread = "threading.Thread(target=threading.Event().wait, daemon=True).start()"
    (libraries / "dear.py").write_text(f"import random, threading\nVALUE = 1\n{thread}\n")

    twice(made)

    assert shares(made) == {"web-0": False, "web-1": False}
    assert "dear starts threads when it is imported" in made.started[-1].text


@pytest.mark.usefixtures("libraries")
def test_the_stack_lives_on_without_what_its_servers_were_forked_of(project: Projects) -> None:
    """It is a shortcut only: killed, it takes nobody along, and who is started then is started afresh."""
    made = shop(project)
    twice(made)
    before = made.pids()

    kill(parent(parent(before["web-0"])))
    assert asked(made)["dear"] == 1
    made.run("restart", "-n", "web-0")

    assert made.pids()["web-1"] == before["web-1"]
    assert made.pids()["web-0"] != before["web-0"]
    assert shares(made) == {"web-0": False, "web-1": True}
    kill(made.pids()["web-1"])
    until(
        made.root, lambda there: row(there, "web-1").restarts == 1 and row(there, "web-1").state == RowState.READY, "x"
    )


@pytest.mark.usefixtures("libraries")
def test_a_fork_that_is_killed_is_started_again_as_a_fork(project: Projects) -> None:
    """Its restart policy knows no difference."""
    made = shop(project)
    twice(made)

    kill(made.pids()["web-0"])
    until(
        made.root,
        lambda there: row(there, "web-0").restarts == 1 and row(there, "web-0").state == RowState.READY,
        "web-0 again",
    )

    assert shares(made) == {"web-0": True, "web-1": True}


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to leave"])
def test_nothing_is_left_when_the_supervisor_goes(project: Projects, number: signal.Signals) -> None:
    """Relays of forks are no children of the supervisor's, and know its death all the same."""
    made = shop(project)
    twice(made)

    os.kill(made.status()["supervisor"]["pid"], number)

    made.started[-1].exit_code()  # `project` sees that nothing is left
    assert made.run("status").returncode == 3
