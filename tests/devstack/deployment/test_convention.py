"""What a file may leave out. Everything is found by looking, so the sample applications here would fail if they were imported."""

from pathlib import Path

import pytest

from devstack.deployment import convention, load

APP = "raise SystemExit('imported')\napp = 1\n"
PLAIN = "servers: {web: {port: 20001, routes: [/], reload: true}}\n"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("shop", "shop"),
        ("My Shop (2)", "my-shop-2"),
        ("2fast", "stack-2fast"),
        ("Größe", "gr-e"),
        ("日本", "stack"),
        ("x" * 60, "x" * 31),
        ("a" * 30 + "-b", "a" * 30),
    ],
)
def test_a_stack_is_named_after_its_folder(folder: str, name: str):
    assert convention.name(Path("/srv") / folder) == name


@pytest.mark.parametrize(
    ("file", "app", "app_dir", "watched"),
    [
        ("shop/main.py", "shop.main:app", ".", "shop"),
        ("backend/shop/main.py", "shop.main:app", "backend", "backend/shop"),
        ("src/shop/main.py", "shop.main:app", "src", "src/shop"),
        ("backend/main.py", "main:app", "backend", "backend"),
    ],
)
def test_the_one_main_file_is_the_app(folder, file: str, app: str, app_dir: str, watched: str):
    project = folder(PLAIN, files={file: APP})

    deployment = load(project.file)

    assert (deployment.app, deployment.app_dir) == (app, app_dir)
    assert deployment.servers["web"].reload.dirs == (watched,)


def test_two_main_files_are_both_named(folder):
    project = folder(PLAIN, files={"backend/shop/main.py": APP, "blog/main.py": APP})

    assert project.complaints() == [
        "deploy.yaml:1:1: app: could be blog.main:app (in blog) and shop.main:app (in backend/shop); "
        "write the one to run, like app: blog.main:app"
    ]


def test_no_main_file_is_told_with_an_example(folder):
    project = folder(PLAIN, files={})

    assert project.complaints() == [
        "deploy.yaml:1:1: app: is not named, and no main.py below the project's folder, backend, src assigns app; "
        "write the one to run, like app: shop.main:app"
    ]


def test_no_app_is_looked_for_when_every_server_has_its_own(folder):
    project = folder(
        "servers: {a: {port: 20001, app: 'a.main:app', routes: [/a]}}\n", files={"b/main.py": APP, "c/main.py": APP}
    )

    assert load(project.file).app is None


def test_an_installed_app_may_be_named(folder):
    """Nothing is imported, so nothing can be said against a package that stands elsewhere."""
    project = folder("app: elsewhere.main:app\nservers: {web: {port: 20001, routes: [/]}}\n", files={})

    assert load(project.file).app_dir == "."


def test_an_installed_app_has_nothing_to_watch_until_told(folder):
    project = folder("app: elsewhere.main:app\n" + PLAIN, files={})

    assert project.complaints() == [
        "deploy.yaml:2:51: servers.web.reload: the package of elsewhere.main:app is not below the project's folder, "
        "backend, src; say what to watch: {dirs: [folder]}"
    ]


def test_a_file_in_the_projects_own_folder_is_not_watched(folder):
    """Watching the project would watch the virtual environment in it; refused alike with and without one, on every machine."""
    project = folder(PLAIN, files={"main.py": APP})

    complaints = project.complaints()

    assert len(complaints) == 1
    assert "servers.web.reload: main.py stands in the project's own folder" in complaints[0]
    assert load_with(project, "reload: true", "reload: false").servers["web"].reload is None


def load_with(project, old: str, new: str):
    project.file.write_text(project.file.read_text().replace(old, new))
    return load(project.file)


@pytest.mark.parametrize("place", ["backend/.venv/pyvenv.cfg", "backend/pyvenv.cfg"])
def test_a_virtual_environment_is_never_watched(folder, place: str):
    project = folder(PLAIN, files={"backend/main.py": APP, place: ""})

    assert "holds a virtual environment" in project.complaints()[0]


def test_folders_that_are_named_are_kept(folder):
    project = folder(PLAIN.replace("true", "{dirs: [lib], poll: true}"), files={"shop/main.py": APP, "lib/x.py": ""})

    reload = load(project.file).servers["web"].reload

    assert (reload.dirs, reload.poll) == (("lib",), True)


def test_an_app_dir_that_is_named_is_the_only_place_to_look(folder):
    files = {"one/shop/main.py": APP, "two/main.py": APP}
    project = folder("app_dir: one\n" + PLAIN, files=files)

    deployment = load(project.file)

    assert (deployment.app, deployment.app_dir) == ("shop.main:app", "one")
    assert deployment.servers["web"].reload.dirs == ("one/shop",)
    assert "there is no folder three" in "".join(project.complaints("app_dir: three\napp: x.y:z\n" + PLAIN))


def test_apps_in_two_folders_need_a_decision(folder):
    """uvicorn takes one --app-dir; the project's own folder is on the path in any case."""
    entries = [
        f"{x}: {{port: {port}, app: '{x}.main:app', routes: [/{x}]}}" for x, port in (("a", 20001), ("b", 20002))
    ]
    servers = f"servers: {{{', '.join(entries)}}}\n"
    project = folder(servers, files={"backend/a/main.py": APP, "src/b/main.py": APP})

    assert "the apps stand below backend and src" in project.complaints()[0]

    project = folder(servers, files={"b/main.py": APP})
    (project.root / "src/b/main.py").unlink()

    assert load(project.file).app_dir == "backend"


def test_an_app_without_modules_says_what_it_answers(folder):
    project = folder("servers: {web: {port: 20001}}\n", files={"shop/main.py": APP})

    assert project.complaints() == [
        "deploy.yaml:1:11: servers.web: shop.main:app has no modules folder beside it; a plain FastAPI app needs routes: [/]"
    ]


def test_a_module_with_a_hyphen_lives_in_a_folder_with_an_underscore(folder):
    files = {"shop/main.py": APP, "shop/modules/market_data/__init__.py": ""}
    project = folder("servers: {web: {port: 20001, modules: [market-data]}}\n", files=files)

    assert load(project.file).servers["web"].modules == ("market-data",)
    assert (
        "there is no module market; there are"
        not in project.complaints("servers: {web: {port: 20001, modules: [market_data]}}\n")[0]
    )


def test_modules_of_an_app_elsewhere_are_taken_on_trust(folder):
    project = folder("app: elsewhere.main:app\nservers: {web: {port: 20001, modules: [anything]}}\n", files={})

    assert load(project.file).homes == {"core": "web", "anything": "web"}


def test_a_half_saved_app_is_still_described(folder):
    """`down` and `status` read the file too; a syntax error in the code is no business of theirs."""
    project = folder(PLAIN, files={"shop/main.py": "app = FastAPI(\n"})

    assert load(project.file).app == "shop.main:app"
