"""Several modules are asked at once: the answer is that of one process that asks them in turn."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOP = """\
import os

from fastapi import FastAPI
from pydantic import BaseModel

ASKED = []


class Item(BaseModel):
    name: str


class Module(FastAPI):
    def openapi(self):
        ASKED.append(self.title)
        os.write(1, f"{{self.title}} was asked\\n".encode())
        {refusal}
        return {{**super().openapi(), "x-process": os.getpid()}}


class Whole(FastAPI):
    def openapi(self):
        return {{"of": [one.openapi()["info"]["title"] for one in MODULES.values()], "paths": {{}}}}


MODULES = {{name: Module(title=name) for name in ("cart", "items", "stock")}}
app = Whole()
for name, module in MODULES.items():
    app.mount(f"/{{name}}", module)

    @module.get("/one")
    def get_one() -> Item: ...
"""
BY_ITSELF = """\
import os, runpy, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
sys.argv = ["devstack.export", *sys.argv[1:]]
runpy.run_module("devstack.export", run_name="__main__")
"""
several = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and two cores to share between"
)


def export(root: Path, *words: str, refusal: str = "pass") -> "subprocess.CompletedProcess[str]":
    (root / "shop.py").write_text(SHOP.format(refusal=refusal))
    said = [sys.executable, *words, "shop:app", "--to", "answer.json"]
    return subprocess.run(said, cwd=root, capture_output=True, text=True, check=False, timeout=60)


@several
def test_what_forks_say_is_what_one_process_says(tmp_path: Path) -> None:
    """But for the processes; and each module is asked once, though the whole asks them again."""
    one = export(tmp_path, "-c", BY_ITSELF)
    alone = (tmp_path / "answer.json").read_text()
    both = export(tmp_path, "-m", "devstack.export")
    shared = (tmp_path / "answer.json").read_text()

    assert (one.returncode, both.returncode) == (0, 0), one.stderr + both.stderr
    assert without_processes(shared) == without_processes(alone)
    assert sorted(one.stdout.splitlines()) == sorted(both.stdout.splitlines())
    assert len(one.stdout.splitlines()) == 3
    assert shared.count('"x-process"') == 3
    assert len(processes(alone)) == 1
    assert len(processes(shared)) > 1


def processes(said: str) -> set[str]:
    return {part.partition("}")[0].partition(",")[0] for part in said.split('"x-process":')[1:]}


def without_processes(said: str) -> str:
    for one in processes(said):
        said = said.replace(f'"x-process":{one}', "")
    return said


@pytest.mark.parametrize(
    "refusal", ["raise ValueError('no ' + self.title)", "1 / 0 if self.title == 'cart' else None"], ids=["all", "one"]
)
def test_a_module_that_refuses_is_told_with_its_traceback(tmp_path: Path, refusal: str) -> None:
    """Whichever process asked it."""
    run = export(tmp_path, "-m", "devstack.export", refusal=refusal)

    assert run.returncode == 1
    assert run.stderr.count("Traceback") == 1
    assert "shop.py" in run.stderr


@several
def test_a_fork_that_dies_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its modules are asked again, by the process that waits."""
    parent = "os.getppid() != int(os.environ['ASKING']) and os.kill(os.getpid(), 9)"
    monkeypatch.setenv("ASKING", str(os.getpid()))

    run = export(tmp_path, "-m", "devstack.export", refusal=parent)

    assert run.returncode == 0, run.stderr
    assert len(processes((tmp_path / "answer.json").read_text())) == 1


@several
def test_an_application_with_threads_is_not_forked(tmp_path: Path) -> None:
    """A lock that a thread holds is held in a fork for ever."""
    export(tmp_path, "-m", "devstack.export")
    thread = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    (tmp_path / "threaded.py").write_text(f"{thread}from shop import app\n")
    words = [sys.executable, "-m", "devstack.export", "threaded:app", "--to", "answer.json"]

    subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)

    assert len(processes((tmp_path / "answer.json").read_text())) == 1
