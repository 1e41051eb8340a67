"""The process that loads the application and tells its documents."""

import os
import time
from pathlib import Path

import psutil
import pytest
from support.project import Project, Projects

from devstack.codegen.loading import Loading
from devstack.errors import DevstackError
from devstack.plan import Plan
from devstack.stack import Options
from devstack.stack.project import Project as Deployment

MAIN = """\
import sys

KNOWN = "wave" in sys.modules

from fastapi import FastAPI

app = FastAPI(title=f"wave: {KNOWN}")
"""
DEPLOY = "app: shop.main:app\nnginx: {port: 18000}\nservers: {web: {port: 18001, modules: [price]}}\n"


def shop(project: Projects, **env: str) -> tuple[Plan, Path]:
    made: Project = project(
        {"shop/__init__.py": "", "shop/modules/price/__init__.py": "", "shop/main.py": MAIN}, deploy_yaml=DEPLOY
    )
    return planned(made.root), made.root


def planned(root: Path) -> Plan:
    return Deployment.at(str(root / "deploy.yaml"), ()).plan(Options(), 0)


def test_the_application_is_loaded_when_it_is_asked_for(project: Projects) -> None:
    """Not before: it may be edited until then."""
    plan, root = shop(project)
    loading = Loading(plan, root)
    (root / "shop/main.py").write_text(MAIN.replace("wave:", "edited, wave:"))

    assert loading.answer().documents["openapi.json"]["info"]["title"] == "edited, wave: False"


def test_two_edits_of_one_size_in_one_second_are_told_apart(project: Projects) -> None:
    """Bytecode is not, in a process that only reads: the contract of the first edit would be told for the second."""
    plan, root = shop(project)
    now, told = time.time() + 60, []  # as young when it is read the second time, however slow this machine is
    for word in ("first_", "second"):
        (root / "shop/main.py").write_text(MAIN.replace("wave:", f"{word}:"))
        os.utime(root / "shop/main.py", times=(now, now))
        told.append(Loading(plan, root).answer().documents["openapi.json"]["info"]["title"])

    assert told == ["first_: False", "second: False"]


def test_an_edit_after_its_code_was_compiled_is_what_is_told(project: Projects) -> None:
    """What servers remember is compiled while it waits, and run when it is asked."""
    plan, root = shop(project)
    main = root / "shop/main.py"
    main.write_text(f"import dataclasses\n@dataclasses.dataclass\nclass One:\n    n: int\n{MAIN}")
    os.utime(main, times=(1, 1))
    loading = Loading(plan, root, files=[str(main), str(root / "gone.py")], texts=["def one(): pass"])
    main.write_text(main.read_text().replace("wave:", "edited:"))

    assert loading.answer().documents["openapi.json"]["info"]["title"] == "edited: False"


def test_libraries_are_loaded_before_it(project: Projects) -> None:
    """One that cannot be is left to the application, which says what is wrong."""
    plan, root = shop(project)
    loading = Loading(plan, root, modules=["wave", "no_library_of_this_name"])

    assert loading.answer().documents["openapi.json"]["info"]["title"] == "wave: True"


def test_a_plan_that_loads_it_otherwise_needs_another_process(project: Projects) -> None:
    """Settings are in the environment, and that is given when a process starts."""
    plan, root = shop(project)
    before = psutil.Process().children()
    loading = Loading(plan, root)
    (root / "deploy.yaml").write_text(DEPLOY.replace("18001", "18002"))
    same = loading.fits(planned(root))
    (root / "deploy.yaml").write_text(f"api: /other\n{DEPLOY}")
    loading.close()

    assert same
    assert not loading.fits(plan), "it has ended"
    assert set(psutil.Process().children()) <= set(before)


def test_what_it_raises_is_told_in_its_words(project: Projects) -> None:
    """And nothing is left of the process."""
    plan, root = shop(project)
    (root / "shop/main.py").write_text("1 / 0\n")
    before = psutil.Process().children()

    with pytest.raises(DevstackError, match="ZeroDivisionError: division by zero"):
        Loading(plan, root).answer()
    assert set(psutil.Process().children()) <= set(before)
