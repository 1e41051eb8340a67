"""`gen`: the same bytes from the same deploy.yaml, wherever and under whatever settings, and written only when different."""

import shutil
import sys
from pathlib import Path

import pytest
from support.node import lend
from support.ports import free_block
from support.project import Project, Projects
from support.samples import MODULAR_FILES, installed, modular, shop

pytestmark = pytest.mark.e2e

COMMITTED = ["generated/Procfile", "generated/deploy.schema.json", "generated/nginx.conf"]


@pytest.fixture(scope="module")
def checked_out(shared: Projects, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The reference deployment in a folder that shells and nginx are easily confused by."""
    root = tmp_path_factory.mktemp("clones") / "ein Ürdner" / "dev stack"
    shutil.copytree(checkout, root)
    lend(root)
    return shared.adopt(Project(root, command=(installed("invoke"),)))


@pytest.fixture
def made(project: Projects) -> Project:
    """A small modular project, generated."""
    port = free_block(4)
    made = project(MODULAR_FILES, deploy_yaml=modular(port), port=port)
    made.run("gen").check_returncode()
    return made


def test_the_second_run_writes_nothing(made: Project) -> None:
    """An untouched mtime is what keeps servers that reload, and make, quiet."""
    times = {path: path.stat().st_mtime_ns for path in (made.root / "generated").rglob("*")}

    run = made.run("gen")

    assert run.returncode == 0
    assert run.stdout == "generated is current, nothing written\n"
    assert {path: path.stat().st_mtime_ns for path in (made.root / "generated").rglob("*")} == times


def test_the_bytes_depend_on_deploy_yaml_alone(checked_out: Project, checkout: Path, tmp_path: Path) -> None:
    """Not on hash seed, time zone, locale, working folder or the path of the checkout: a diff is a change of behaviour."""
    # Python reads the .pth file of an editable installation in the encoding of the locale, and would not start at all.
    locale = "C" if sys.prefix.isascii() else "C.UTF-8"
    odd = checked_out.run(
        "gen", "--out", "made", cwd=checked_out.root / "docs", PYTHONHASHSEED="7", TZ="Asia/Tokyo", LC_ALL=locale
    )
    elsewhere = Project(tmp_path / "plain", command=checked_out.command)
    shutil.copytree(checkout, elsewhere.root)
    lend(elsewhere.root)
    plain = elsewhere.run("gen", "--out", "made", PYTHONHASHSEED="1", TZ="UTC")

    assert (odd.returncode, plain.returncode) == (0, 0), odd.stderr + plain.stderr
    here, there = checked_out.files("made"), elsewhere.files("made")
    assert len(here) > 5
    assert here == there
    # What is committed differs in nothing but the folder that nginx.conf and Procfile name.
    same = {name for name in here if name.endswith(".json")}
    assert {n: here[n] for n in same} == {
        n: checked_out.files("generated")[n.replace("made", "generated")] for n in same
    }


def test_what_is_committed_is_current(checked_out: Project) -> None:
    """Whoever clones gets a Procfile and contracts that fit the code beside them."""
    run = checked_out.run("gen", "--check")

    assert (run.returncode, run.stdout) == (0, "current\n")


def test_no_generated_file_holds_a_path_of_this_machine(checked_out: Project) -> None:
    """It would be a diff on every other machine."""
    for name, data in checked_out.files("generated").items():
        assert b"/home/" not in data, name
        assert b"/tmp/" not in data, name
        assert str(Path(installed("python")).parents[1]).encode() not in data, name


def test_check_names_what_is_missing_edited_and_extra(made: Project) -> None:
    """CI stops here; the message says which file and what to do."""
    generated = made.root / "generated"
    (generated / "nginx.conf").unlink()
    with (generated / "Procfile").open("a") as file:
        file.write("# mine\n")
    (generated / "old.json").write_text("{}")
    before = made.files("generated")

    run = made.run("gen", "--check")

    assert run.returncode == 1
    assert "generated/nginx.conf: is missing" in run.stdout
    assert "generated/Procfile: differs" in run.stdout
    assert "generated/old.json: is not generated from anything" in run.stdout
    assert made.files("generated") == before


def test_gen_mends_what_was_edited_by_hand(made: Project) -> None:
    """Edits belong into deploy.yaml."""
    before = made.files("generated")
    (made.root / "generated/nginx.conf").write_text("events {}\n")

    run = made.run("gen")

    assert run.stdout == "wrote generated/nginx.conf\n"
    assert made.files("generated") == before


def test_out_writes_into_another_folder_and_leaves_generated_alone(made: Project) -> None:
    """To compare two deployments, or to look before one leaps."""
    before = made.files("generated")
    text = (made.root / "deploy.yaml").read_text()
    made.write({"deploy.yaml": text.replace("instances: 2", "instances: 1")})

    run = made.run("gen", "--out", "elsewhere")

    assert run.returncode == 0
    assert b"broker-1" not in made.files("elsewhere")["elsewhere/Procfile"]
    assert made.files("generated") == before


def test_a_part_is_made_alone(project: Projects) -> None:
    """Rendering the Procfile must not need an application that loads."""
    port = free_block(4)
    made = project(MODULAR_FILES, deploy_yaml=modular(port), port=port)

    run = made.run("gen", "-p", "procfile", "-p", "nginx")

    assert run.returncode == 0
    assert list(made.files("generated")) == ["generated/Procfile", "generated/nginx.conf"]


def test_an_unknown_part_exits_2_and_names_those_there_are(made: Project) -> None:
    """The answer to a mistake is the list one wanted."""
    run = made.run("gen", "-p", "procfil")

    assert run.returncode == 2
    assert "procfil" in run.stderr
    assert "procfile, nginx, logging, schema" in run.stderr


def test_overlays_render_into_run_and_leave_generated_alone(made: Project) -> None:
    """What one developer adds for himself must not become everybody's diff."""
    before = made.files("generated")
    port = free_block(4)
    made.write({"deploy.local.yaml": f"nginx: {{port: {port}}}\n"})

    quiet = made.run("gen")
    up = made.run("up", "--detach", "--set", "servers.broker.instances=1")
    made.run("down").check_returncode()

    assert quiet.stdout == "generated is current, nothing written\n"
    assert up.returncode == 0, up.stderr
    assert made.files("generated") == before
    run = made.files(".devstack/run")
    assert f":{port}".encode() in run[".devstack/run/nginx.conf"]
    assert b"broker-1" not in run[".devstack/run/Procfile"]


def test_an_override_without_up_renders_into_run_as_well(made: Project) -> None:
    """`gen --set` shows what `up --set` would run."""
    before = made.files("generated")

    run = made.run("gen", "--set", "servers.broker.instances=3", "-p", "procfile")

    assert run.stdout == "wrote .devstack/run/Procfile\n"
    assert b"broker-2" in made.files(".devstack/run")[".devstack/run/Procfile"]
    assert made.files("generated") == before


def test_a_string_of_deploy_yaml_never_becomes_nginx_or_shell(project: Projects) -> None:
    """Refused where it stands, before any file is written."""
    port = free_block(4)
    made = project(MODULAR_FILES, deploy_yaml=shop(port, api_base_url="/a; return 200"), port=port)

    run = made.run("gen")

    assert run.returncode == 2
    assert "api_base_url" in run.stderr
    assert not (made.root / "generated").exists()
