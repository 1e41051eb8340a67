"""The first deploy.yaml of a project, written from an import string."""

from pathlib import Path

import pytest

from devstack.deployment import load, starter
from devstack.errors import InputError
from devstack.plan.planner import plan


def project(root: Path, *files: str, text: str = "app = 1\n") -> Path:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def started(root: Path, app: str, port: int = 8000):
    """The plan of the deployment that init would write."""
    file = root / "deploy.yaml"
    file.write_text(starter(app, root, port=port))
    return plan(load(file))


def test_a_plain_app_gets_every_path_and_reloads(tmp_path):
    drawn = started(project(tmp_path, "shop/main.py"), "shop.main:app")

    assert drawn.names == ("shop-0", "shop-1", "nginx")
    assert [route.path for route in drawn.gateway.routes] == ["/"]
    assert "--reload" in drawn.processes[0].command.arguments


def test_the_only_application_there_is_need_not_be_named(tmp_path):
    drawn = started(project(tmp_path, "backend/shop/main.py"), "")

    assert drawn.names == ("shop-0", "shop-1", "nginx")


@pytest.mark.parametrize(
    ("files", "words"), [((), "no main.py"), (("a/main.py", "src/b/main.py"), "it could be a.main:app or b.main:app")]
)
def test_none_or_several_applications_are_for_the_user_to_decide(tmp_path, files, words):
    with pytest.raises(InputError, match=f"which application.*{words}"):
        starter("", project(tmp_path, *files))


def test_it_is_ten_lines_at_most(tmp_path):
    text = starter("shop.main:app", project(tmp_path, "shop/main.py"))

    assert len(text.splitlines()) <= 10
    assert text.endswith("\n")


def test_an_app_of_modules_gets_a_server_for_each(tmp_path):
    files = [f"backend/shop/modules/{name}/__init__.py" for name in ("broker", "core", "market_data")]

    drawn = started(project(tmp_path, "backend/shop/main.py", *files), "shop.main:app", port=20000)

    assert drawn.ports == {20001: "core-0", 20011: "broker-0", 20021: "market-data-0", 20000: "nginx"}
    assert drawn.app_dir == "backend"


def test_a_function_that_makes_the_app_is_seen(tmp_path):
    project(tmp_path, "shop/main.py", text="def create_app():\n    ...\n")

    drawn = started(tmp_path, "shop.main:create_app")

    assert "--factory" in drawn.processes[0].command.arguments


@pytest.mark.parametrize("app", ["main:app", "app:app", "nginx:app"])
def test_a_single_file_runs_without_reload(tmp_path, app: str):
    """It stands beside the virtual environment, which must not be watched. Reserved names are stepped around."""
    drawn = started(project(tmp_path, f"{app.partition(':')[0]}.py"), app)

    assert "--reload" not in drawn.processes[0].command.arguments


@pytest.mark.parametrize("package", ["app", "_shop", "Shop_2", "x" * 40, "main", "a__b"])
def test_any_package_makes_a_valid_name(tmp_path, package: str):
    drawn = started(project(tmp_path, f"{package}/main.py"), f"{package}.main:app")

    assert len(drawn.names) == 3


@pytest.mark.parametrize("app", ["shop", "shop.main", "shop/main.py:app", "shop.main:app; x"])
def test_what_is_no_import_string_is_refused(tmp_path, app: str):
    with pytest.raises(InputError, match=r"must be an import string like shop\.main:app"):
        starter(app, tmp_path)


def test_an_app_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"shop\.main:app: no such module below"):
        starter("shop.main:app", tmp_path)
