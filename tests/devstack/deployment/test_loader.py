"""From files to a Deployment, through the door everybody uses."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.broken_files import CASES, Case

from devstack.deployment import Reload, load
from devstack.errors import InputError
from devstack.plan.planner import plan

REPOSITORY = Path(__file__).parents[3]
GOOD = "servers:\n  core: {port: 20001}\n  broker: {port: 20011, instances: 2, modules: [broker]}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_file_is_refused_with_every_mistake_at_its_place(folder, case: Case):
    """The user mends the file in one go: file, line, column, key, what is wrong and what to do, for each mistake."""
    project = folder()
    project.file.write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())

    with pytest.raises(InputError) as caught:
        load(project.file)

    assert str(caught.value).split("\n") == list(case.expected)
    assert caught.value.exit_code == 2
    assert not re.search(r"Input should|\[type=|https?://errors|Traceback", str(caught.value))


def test_there_are_more_than_thirty_broken_files_and_each_has_its_own_name():
    assert len({case.name for case in CASES}) == len(CASES) > 30


def test_what_the_file_is_silent_about_is_filled_in(folder):
    project = folder("servers: {core: {port: 20001, reload: true}}\n")

    deployment = load(project.file)

    assert deployment.name == "shop"
    assert deployment.app == "shop.main:app"
    assert deployment.app_dir == "backend"
    assert deployment.servers["core"].reload == Reload(dirs=("backend/shop",))


def test_an_empty_section_says_nothing(folder):
    """A `processes:` with only comments below it is how an example file looks; it must load."""
    project = folder(GOOD + "processes:\n  # web: {command: npm run dev}\nnginx:\nwebsocket_routes:\n")

    deployment = load(project.file)

    assert deployment.processes == {}
    assert deployment.nginx.port == 8000
    assert deployment.websocket_homes == {"broker": "broker"}


def test_later_layers_win_field_by_field(folder):
    project = folder(GOOD)
    project.write({"deploy.local.yaml": "servers: {broker: {instances: 3, grace_s: 5}}\n"})

    deployment = load(project.file, sets=["servers.broker.instances=4", "nginx.port=20000"])

    broker = deployment.servers["broker"]
    assert (broker.port, broker.instances, broker.grace_s, broker.modules) == (20011, 4, 5.0, ("broker",))
    assert deployment.nginx.port == 20000


def test_generated_files_come_from_the_file_alone(folder):
    """What one developer overrides locally must not reach the committed rendering."""
    project = folder(GOOD)
    project.write({"deploy.local.yaml": "servers: {broker: {instances: 3}}\n"})

    assert load(project.file, sets=["nginx.port=20000"], overlays=False) == load(project.file, overlays=False)
    assert load(project.file, overlays=False).servers["broker"].instances == 2


def test_another_file_has_a_local_file_of_its_own(folder):
    """Overrides of deploy.yaml are meant for deploy.yaml; production.yaml is not to be changed by them."""
    project = folder(GOOD)
    project.write({"deploy.local.yaml": "name: local\n", "production.yaml": GOOD})

    assert load(project.root / "production.yaml").name == "shop"

    project.write({"production.local.yaml": "name: rehearsal\n"})

    assert load(project.root / "production.yaml").name == "rehearsal"


def test_a_local_file_with_only_comments_changes_nothing(folder):
    project = folder(GOOD)
    project.write({"deploy.local.yaml": "# servers: {broker: {instances: 3}}\n\n"})

    assert load(project.file) == load(project.file, overlays=False)


def test_a_mistake_is_reported_in_the_layer_it_was_made_in(folder):
    project = folder(GOOD + "name: Shop\n")
    project.write({"deploy.local.yaml": "servers:\n  broker: {instances: none}\n"})

    complaints = project.complaints(sets=["servers.core.instances=x", "nginx.prot=1", "nonsense"])

    assert [line.split(": ")[:2] for line in complaints] == [
        ["deploy.yaml:4:7", "name"],
        ["deploy.local.yaml:2:23", "servers.broker.instances"],
        ["--set servers.core.instances=x", "servers.core.instances"],
        ["--set nginx.prot=1", "nginx.prot"],
        ["--set nonsense", "is not a setting; write it like servers.broker.instances=3"],
    ]


@pytest.mark.parametrize(
    ("option", "clash"),
    [
        ("servers.broker.port=20001", "servers.broker.port: 20001 is also claimed by core-0"),
        ("servers.core.port=20012", "servers.broker.port: 20012 is also claimed by core-0"),
    ],
)
def test_a_clash_made_by_an_option_is_reported_at_the_option(folder, option: str, clash: str):
    """The file was right before; whichever of the two values it is in, the option is what to change."""
    project = folder(GOOD)

    complaints = project.complaints(sets=[option])

    assert complaints == [f"--set {option}: {clash}; give one of them another port"]


@pytest.mark.parametrize(("name", "reason"), [("absent.yaml", "no such file"), (".", "is a directory")])
def test_a_file_that_cannot_be_read_is_the_users_to_name(folder, name: str, reason: str):
    project = folder(GOOD)

    with pytest.raises(InputError, match=reason):
        load(project.root / name)


def test_a_message_outside_the_working_folder_names_the_whole_path(folder, tmp_path, monkeypatch):
    """An editor or terminal must be able to open the place by a click."""
    project = folder("servers: {}\n")
    monkeypatch.chdir(tmp_path / "shop" / "backend")

    assert project.complaints() == [f"{project.file}:1:10: servers: is empty; it needs at least one entry"]


def test_a_value_cannot_forge_a_line_of_the_message(folder):
    """Colours and line breaks in a value reach the terminal spelled out."""
    project = folder('servers: {core: {port: "1\\n\\e[31mdeploy.yaml:9:9: fine"}}\n')

    complaints = project.complaints()

    assert len(complaints) == 1
    assert complaints[0].isprintable()


def test_a_thousand_mistakes_are_cut_short(folder):
    entries = "".join(f"  s{i}: {{port: 1}}\n" for i in range(200))

    complaints = folder().complaints(f"servers:\n{entries}")

    assert len(complaints) == 51
    assert complaints[-1] == "… and 150 more"


PIECES = [
    *(mark.encode() for mark in "{}[]:,#\n\t"),
    b"  ",
    b"&a ",
    b"*a",
    b"!x ",
    b"|\n",
    b"? ",
    b"- ",
    b"\xff",
    b"<<: ",
]


@given(case=st.sampled_from(CASES), edits=st.lists(st.tuples(st.integers(0, 400), st.sampled_from(PIECES)), max_size=4))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_edit_of_a_file_makes_the_loader_fall(folder, case: Case, edits: list[tuple[int, bytes]]):
    """Half-typed files are the rule while someone edits: a deployment or a readable message, never a traceback."""
    data = case.text if isinstance(case.text, bytes) else case.text.encode()
    for place, piece in edits:
        data = data[: place % (len(data) + 1)] + piece + data[place % (len(data) + 1) :]
    project = folder()
    project.file.write_bytes(data[:2000])

    try:
        lines = list(plan(load(project.file)).names)
    except InputError as error:
        lines = str(error).split("\n")

    assert lines
    assert all(line.isprintable() for line in lines)


def test_document_002s_sample_loads_as_it_stands_next_to_this_backend(tmp_path):
    """The configuration of the project's first guide still means what it meant."""
    (tmp_path / "backend").symlink_to(REPOSITORY / "backend")
    sample = tmp_path / "dev-config.yaml"
    sample.write_bytes((REPOSITORY / "tests/golden/dev-config.yaml").read_bytes())

    drawn = plan(load(sample))

    assert drawn.ports == {8001: "broker-0", 8002: "datafeed-0", 8000: "nginx"}
    assert drawn.app == "trading_api.main:app"
    assert dict(drawn.gateway.websockets) == {"broker": "broker", "datafeed": "datafeed"}


def test_the_production_example_runs_more_instances_without_reload(tmp_path):
    """A second file beside deploy.yaml: no reload, more instances, one nginx worker per core."""
    (tmp_path / "backend").symlink_to(REPOSITORY / "backend")
    example = tmp_path / "production.yaml"
    example.write_bytes((REPOSITORY / "docs/examples/production.yaml").read_bytes())

    drawn = plan(load(example))

    assert drawn.gateway.worker_processes == "auto"
    assert len(drawn.names) > len(plan(load(REPOSITORY / "deploy.yaml", overlays=False)).names)
    assert not any("--reload" in process.command.arguments for process in drawn)


def test_this_repositorys_own_file_loads():
    deployment = load(REPOSITORY / "deploy.yaml", overlays=False)

    assert deployment.app == "trading_api.main:app"
    assert {server.reload.dirs for server in deployment.servers.values()} == {("backend/trading_api",)}


def test_every_sample_of_the_manual_loads(folder):
    """docs/deploy-yaml.md cannot lie: each whole file in it loads, each fragment loads under the smallest file."""
    text = (REPOSITORY / "docs/deploy-yaml.md").read_text(encoding="utf-8")
    samples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    project = folder(files=_application())

    for sample in samples:
        project.file.write_text(sample if re.search(r"^servers:", sample, re.MULTILINE) else GOOD + sample)
        assert load(project.file).servers, sample

    assert len(samples) > 8


def _application() -> dict[str, str]:
    modules = ("core", "broker", "datafeed")
    files = {f"backend/shop/modules/{name}/__init__.py": "" for name in modules}
    return {
        **files,
        "web/index.html": "",
        "backend/shop/main.py": "app = object()\n",
        "blog/main.py": "def create_app(): ...\n",
    }
