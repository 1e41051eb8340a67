"""`invoke module NAME` in a copy of the checkout: every check passes at once and the running stack answers. And the way back:
a module is removed by deleting its folder and its lines in deploy.yaml.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from support.node import Package, client, lend
from support.project import Project, Projects
from support.samples import as_yaml, installed
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

ADDED = (
    "  news-feed: {port: 8031, modules: [core, news-feed], reload: true}",
    "websocket_routes: {broker: broker, datafeed: datafeed, news-feed: news-feed}",
)
ITEMS = "/api/v1/news-feed/items"
PYTHON = """
import asyncio
import sys

from trading_client import NewsFeedStream, NotFound, TradingClient, models


async def first(address: str) -> models.NewsFeedItem:
    async with NewsFeedStream(address) as stream, await stream.news_feed() as items:
        return (await asyncio.wait_for(anext(items), 10)).payload


with TradingClient(sys.argv[1]) as client:
    added: models.NewsFeedItem = client.news_feed.add_item(models.NewsFeedDraft(text="by python"))
    assert client.news_feed.get_item(added.number) == added
    assert added in client.news_feed.get_items()
    try:
        client.news_feed.get_item(added.number + 1000)
    except NotFound:
        pass
    else:
        raise AssertionError("that item is not there")
assert asyncio.run(first(sys.argv[1])) == added
"""
TYPESCRIPT = """
const items = await client.newsFeed.ws.newsFeed();
const added = await client.newsFeed.addItem({ body: { text: "by node" } });
for await (const { payload } of items) {
  if (payload.number !== added.number) continue;
  say(payload);
  break;
}
say(await client.newsFeed.getItem({ params: { path: { number: added.number } } }));
say((await failure(client.newsFeed.getItem({ params: { path: { number: added.number + 1000 } } }))).name);
client.close();
"""
SUBSCRIBE = json.dumps({"type": "news-feed.subscribe", "id": "1", "payload": {}})


@pytest.fixture(scope="module")
def scaffolded(clone: Callable[..., Project]) -> Project:
    """A copy of the checkout with one module more."""
    project = clone("scaffolded")
    lend(project.root)
    (project.root / "deploy.local.yaml").rename(project.root / "shifted.yaml")
    made = project.run("module", "news-feed", PYTHONPATH=str(project.root / "backend"))
    assert made.returncode == 0, made.stderr
    return project


def command(project: Project, *words: str, within: float = 120) -> subprocess.CompletedProcess[str]:
    """A tool of the environment, on the code of the copy."""
    env = {**os.environ, "PYTHONPATH": str(project.root / "backend")}
    return subprocess.run(words, cwd=project.root, env=env, capture_output=True, text=True, timeout=within, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("ruff", "check", "backend/trading_api/modules/news_feed"),
        ("ruff", "format", "--check", "backend/trading_api/modules/news_feed"),
        ("mypy", "--no-incremental", "backend/trading_api/modules/news_feed"),
        ("lint-imports", "--no-cache"),
        ("invoke", "gen", "--check"),
        ("pytest", "backend/trading_api/modules/news_feed", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_new_module_passes_every_check_at_once(scaffolded, words):
    """What is written for somebody must not begin with mending it."""
    run = command(scaffolded, installed(words[0]), *words[1:])

    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


def test_deploy_yaml_has_its_lines_and_every_other_as_it_was(scaffolded, checkout):
    """Comments and columns are somebody's work."""
    before = (checkout / "deploy.yaml").read_text().splitlines()
    after = (scaffolded.root / "deploy.yaml").read_text().splitlines()

    assert sorted(set(after) - set(before)) == sorted(ADDED)
    assert [line for line in after if line not in ADDED] == [
        line for line in before if not line.startswith("websocket_routes")
    ]


@pytest.fixture(scope="module")
def stack(scaffolded: Project) -> Project:
    """The new module beside the others, through the gateway."""
    port = scaffolded.port
    servers = {name: {"port": port + i} for name, i in {"core": 1, "broker": 2, "datafeed": 4, "news-feed": 3}.items()}
    single = {name: {**server, "instances": 1} for name, server in servers.items()}
    scaffolded.write({"deploy.local.yaml": as_yaml({"nginx": {"port": port}, "servers": single})})
    scaffolded.start("up", "--no-reload", PYTHONPATH=str(scaffolded.root / "backend")).wait_for(r"ready in ", 60)
    return scaffolded


def test_the_stack_answers_for_it_over_rest_and_websocket(stack):
    with connect(f"ws://127.0.0.1:{stack.port}/api/v1/news-feed/ws", open_timeout=10) as socket:
        socket.send(SUBSCRIBE)
        reply = json.loads(socket.recv(10))
        added = _post(stack, ITEMS, {"text": "hello"})
        # The newest item of before may come first.
        assert added in (json.loads(socket.recv(10))["payload"]["payload"] for _ in range(10))

    assert (reply["type"], added["text"]) == ("news-feed.subscribe.response", "hello")
    assert added in stack.get(ITEMS).json()
    assert f"{ITEMS}/{{number}}" in stack.get("/api/v1/openapi.json").json()["paths"]


@pytest.mark.timeout(300)
def test_the_python_client_has_it_and_its_user_is_checked_strictly(stack, tmp_path):
    """As it stands in the copy's generated/, over REST and WebSocket."""
    (tmp_path / "use.py").write_text(PYTHON)
    place = str(stack.root / "generated/python")

    for words in (("-m", "mypy", "--strict", "use.py"), ("use.py", stack.url)):
        run = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env={**os.environ, "MYPYPATH": place, "PYTHONPATH": place},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.timeout(300)
def test_the_typescript_client_has_it_and_compiles_strictly(stack, tmp_path):
    """The same in node."""
    package = Package(tmp_path, stack.root / "generated/typescript").build()

    with package.running(client() + TYPESCRIPT, stack.url) as running:
        first, added, missing = running.next(), running.next(), running.next()

    assert (added["text"], missing) == ("by node", "NotFound")
    assert first == added


def test_what_others_wrote_by_hand_is_as_it_was(scaffolded, checkout):
    """No list of modules stands anywhere but in deploy.yaml."""
    ours = ("generated/", "deploy.")
    before = Project(checkout).files(".")

    after = {name: (scaffolded.root / name).read_bytes() for name in before}

    assert {name for name in before if after[name] != before[name] and not name.startswith(ours)} == set()
    assert any(after[name] != before[name] for name in before if name.startswith("generated/python/"))


def _post(project: Project, path: str, body: object) -> dict[str, object]:
    answer = httpx.post(f"{project.url}{path}", json=body, timeout=10)
    assert answer.status_code == 201, answer.text
    said: dict[str, object] = answer.json()
    return said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("module", "news-feed"), "news_feed is there already; choose another name"),
        (("module", "broker"), "broker is there already"),
        (("module", "News_Feed"), "did you mean news-feed?"),
        (("module", "--no-deploy", "docs"), "is taken by something else"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(scaffolded, words, said):
    """Exit code 2, one message."""
    before = scaffolded.files("backend/trading_api/modules")

    run = scaffolded.run(*words)

    assert (run.returncode, "Traceback" in run.stderr) == (2, False)
    assert said in run.stderr
    assert scaffolded.files("backend/trading_api/modules").keys() == before.keys()


def test_a_plain_application_is_told_that_it_has_no_modules(shared: Projects):
    """The verb is for applications laid out for it; a stranger's has no place for the files."""
    plain = shared(
        {"shop/__init__.py": "", "shop/main.py": "app = 1\n"},
        deploy_yaml="app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, routes: [/]}}\n",
        folder="plain",
    )

    run = plain.run("module", "news")

    assert run.returncode == 2
    assert "shop.main:app is not laid out for modules: shop has no modules folder" in run.stderr
    assert plain.files("shop").keys() == {"shop/__init__.py", "shop/main.py"}


@dataclass(frozen=True)
class Removed:
    """A copy of the checkout without one module, generated anew; `left` is another module that stays."""

    project: Project
    gone: str
    left: str


@pytest.fixture(scope="module", params=[("broker", "datafeed"), ("datafeed", "broker")], ids=lambda pair: pair[0])
def removed(request: pytest.FixtureRequest, clone: Callable[..., Project]) -> Removed:
    """Its folder and its lines in deploy.yaml are deleted, and nothing else."""
    gone, left = request.param
    project = clone(f"without-{gone}")
    lend(project.root)
    (project.root / "deploy.local.yaml").unlink()
    shutil.rmtree(project.root / "backend/trading_api/modules" / gone)
    _without(project.root / "deploy.yaml", gone, left)
    made = command(project, installed("invoke"), "gen")
    assert made.returncode == 0, made.stderr
    return Removed(project, gone, left)


@pytest.mark.parametrize(
    "words", [("invoke", "gen", "--check"), ("lint-imports", "--no-cache")], ids=lambda words: words[0]
)
def test_without_a_module_the_checks_pass(removed, words):
    """Nothing else refers to it, and nothing of it is left among what is generated."""
    run = command(removed.project, installed(words[0]), *words[1:])

    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert not list((removed.project.root / "generated/specs").glob(f"{removed.gone}.*"))


@pytest.mark.timeout(300)
def test_without_a_module_the_tests_of_another_pass(removed):
    """They stand in its folder and need no other. Those over HTTP go through all of it, in seconds."""
    tests = f"backend/trading_api/modules/{removed.left}/tests/test_api.py"
    words = ("-m", "pytest", tests, "-q", "-x", "-p", "no:xdist")
    run = command(removed.project, sys.executable, *words, within=280)

    assert run.returncode == 0, run.stdout[-3000:]


def test_without_a_module_the_stack_runs(removed):
    """Its address is one that nobody knows; the others answer as before."""
    project, port = removed.project, removed.project.port
    servers = {"core": {"port": port + 1}, removed.left: {"port": port + 2, "instances": 1}}
    project.write({"deploy.local.yaml": as_yaml({"nginx": {"port": port}, "servers": servers})})
    project.start("up", "--no-reload", PYTHONPATH=str(project.root / "backend")).wait_for(r"ready in ", 60)

    assert project.get(f"/api/v1/{removed.left}/ready").status_code == 200
    assert project.get(f"/api/v1/{removed.gone}/health").status_code == 404
    assert f"/api/v1/{removed.gone}/" not in project.get("/api/v1/openapi.json").text


def _without(file: Path, gone: str, left: str) -> None:
    """What a person would delete: the server's line, and its entry among the WebSocket routes."""
    lines = [line for line in file.read_text().splitlines() if not line.startswith(f"  {gone}:")]
    kept = [f"websocket_routes: {{{left}: {left}}}" if line.startswith("websocket_routes") else line for line in lines]
    file.write_text("\n".join(kept) + "\n")
