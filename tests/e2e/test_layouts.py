"""Other shapes of the same deployment: one process, a part of the processes, no reload, overrides, a production file."""

import json
import shutil
from collections.abc import Callable

import httpx
import pytest
from support.ports import free_block
from support.project import Project, Projects
from support.samples import BARS, SHOP_FILES, shop
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def reference(clone: Callable[..., Project]) -> Project:
    """A copy of the checkout in which nothing runs between two tests."""
    return clone("layouts")


def test_single_is_one_process_with_every_module_at_the_same_addresses(reference: Project) -> None:
    """For a quick look or a debugger: no nginx, no second process, nothing else differs for a client."""
    up = reference.run("up", "--layout", "single", "--no-reload", "--detach")
    there = reference.status()
    with httpx.Client(base_url=f"{reference.url}/api/v1", timeout=10) as client:
        answers = {path: client.get(path).status_code for path in ("/core/health", "/broker/orders", "/openapi.json")}
        instance = client.get("/broker/instance").json()["instance"]
    with connect(f"ws://127.0.0.1:{reference.port}/api/v1/datafeed/ws", open_timeout=10) as socket:
        socket.send(BARS)
        kind = json.loads(socket.recv(10))["type"]
    reference.run("down").check_returncode()

    assert up.returncode == 0, up.stderr
    assert (there["layout"], there["url"]) == ("single", reference.url)
    assert [(row["name"], row["port"]) for row in there["processes"]] == [("app-0", reference.port)]
    assert set(there["processes"][0]["modules"]) == {"core", "broker", "datafeed"}
    assert set(answers.values()) == {200}
    assert (instance, kind) == ("app-0", "bars.subscribe.response")


def test_enabled_modules_of_the_shell_narrow_single(reference: Project) -> None:
    """Whoever works on one module need not start the others."""
    up = reference.run("up", "--layout", "single", "--no-reload", "--detach", ENABLED_MODULES="broker")
    there = reference.status()
    codes = {m: reference.get(f"/api/v1/{m}/health").status_code for m in ("core", "broker", "datafeed")}
    reference.run("down").check_returncode()

    assert up.returncode == 0, up.stderr
    assert there["processes"][0]["modules"] == ["core", "broker"]
    assert codes == {"core": 200, "broker": 200, "datafeed": 404}


@pytest.mark.parametrize(
    ("words", "modules", "said"),
    [
        (("--layout", "multi"), "broker", "ENABLED_MODULES=broker: narrows --layout single"),
        (("--layout", "single"), "brokr", "did you mean broker?"),
    ],
)
def test_enabled_modules_that_cannot_be_had_exit_2(
    reference: Project, words: tuple[str, ...], modules: str, said: str
) -> None:
    """In multi each server has its own list."""
    run = reference.run("up", *words, ENABLED_MODULES=modules)

    assert run.returncode == 2
    assert said in run.stderr


def test_the_production_example_renders_from_a_copy_beside_deploy_yaml(reference: Project) -> None:
    """Its own folder is the root, and nginx itself has accepted the text."""
    before = reference.files("generated")
    shutil.copy(reference.root / "docs/examples/production.yaml", reference.root / "production.yaml")

    run = reference.run("gen", "--config", "production.yaml", "-p", "procfile", "-p", "nginx")

    assert run.returncode == 0, run.stderr
    made = reference.files(".devstack/run")
    conf, procfile = (made[f".devstack/run/{name}"].decode() for name in ("nginx.conf", "Procfile"))
    assert "worker_processes auto;" in conf
    assert "127.0.0.1:8014" in conf
    assert "broker-3:" in procfile
    assert "--reload" not in procfile
    assert reference.files("generated") == before


def _shop(project: Projects, **more: object) -> Project:
    port = free_block(4)
    return project(SHOP_FILES, deploy_yaml=shop(port, **more), port=port)


def test_only_runs_these_and_the_gateway(project: Projects) -> None:
    """The rest answers 502 in JSON, and would answer if somebody ran it by hand."""
    made = _shop(project)

    up = made.run("up", "--only", "broker", "--detach")

    assert up.returncode == 0, up.stderr
    assert list(made.rows()) == ["broker-0", "broker-1", "nginx"]
    assert made.get("/broker/").status_code == 200
    gone = made.get("/")
    assert (gone.status_code, gone.headers["content-type"]) == (502, "application/problem+json")


def test_except_leaves_these_out(project: Projects) -> None:
    """Names are processes, servers or nginx, repeated or with commas."""
    made = _shop(project)

    up = made.run("up", "--except", "broker-0,nginx", "--detach")

    assert up.returncode == 0, up.stderr
    assert list(made.rows()) == ["web-0", "broker-1"]


def test_a_misspelled_name_exits_2_and_nothing_starts(project: Projects) -> None:
    """The message lists who there is."""
    made = _shop(project)

    run = made.run("up", "--only", "brokr")

    assert run.returncode == 2
    assert "no process or server is called brokr" in run.stderr
    assert made.run("status").returncode == 3


def test_no_reload_takes_the_watching_out(project: Projects) -> None:
    """One process less per server, and the committed form stays as it is."""
    port = free_block(4)
    servers = {"web": {"port": port + 1, "routes": ["/"], "reload": True}}
    made = project(SHOP_FILES, deploy_yaml=shop(port, servers=servers), port=port)
    made.run("gen", "-p", "procfile").check_returncode()

    up = made.run("up", "--no-reload", "--detach")

    assert up.returncode == 0, up.stderr
    assert b"--reload" in made.files("generated")["generated/Procfile"]
    assert b"--reload" not in made.files(".devstack/run")[".devstack/run/Procfile"]
    assert "--reload" not in made.rows()["web-0"]["command"]


def test_set_overrides_one_field_and_restart_keeps_it(project: Projects) -> None:
    """The options of `up` belong to the running stack until it ends."""
    made = _shop(project)

    up = made.run("up", "--set", "servers.broker.instances=1", "--detach")
    first = list(made.rows())
    restarted = made.run("restart")

    assert up.returncode == 0, up.stderr
    assert restarted.returncode == 0, restarted.stderr
    assert first == list(made.rows()) == ["web-0", "broker-0", "nginx"]


@pytest.mark.parametrize("text", ["servers.broker.instances=many", "servers.brokr.instances=2", "nonsense"])
def test_a_wrong_override_exits_2(project: Projects, text: str) -> None:
    """Overrides pass the same checks as the file."""
    run = _shop(project).run("up", "--set", text)

    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert text.partition("=")[0] in run.stderr


def test_single_refuses_what_needs_a_process_of_its_own(project: Projects) -> None:
    """A plain application cannot be folded into another."""
    made = _shop(project)

    run = made.run("up", "--layout", "single")

    assert run.returncode == 2
    assert "--layout single: web, broker need a process of their own" in run.stderr


def test_a_port_offset_moves_everything(project: Projects) -> None:
    """Two checkouts side by side, by hand."""
    port = free_block(8)
    made = project(SHOP_FILES, deploy_yaml=shop(port), port=port)

    up = made.run("up", "--port-offset", "4", "--detach")

    assert up.returncode == 0, up.stderr
    assert {name: row["port"] - port for name, row in made.rows().items()} == {
        "web-0": 5, "broker-0": 6, "broker-1": 7, "nginx": 4,
    }  # fmt: skip
    assert httpx.get(f"http://127.0.0.1:{port + 4}/").status_code == 200
