"""The README cannot lie: its commands are run, its samples are loaded, its links lead somewhere."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import Project, clean_env, left_behind

from devstack.deployment import load

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent

ELSEWHERE = {
    "python -m websockets ws://127.0.0.1:8000/api/v1/datafeed/ws": "tests/e2e/test_reference_stack.py",
    "devstack init --app shop.main:app": "tests/e2e/test_plain_app.py",
    "devstack up": "tests/e2e/test_plain_app.py",
    ".venv/bin/honcho start": "tests/e2e/test_honcho_start.py",
    "invoke up --detach --except broker-0": "tests/e2e/test_run.py",
    "invoke run -n broker-0": "tests/e2e/test_run.py",
}
"""Commands that need a terminal or a project of their own, and the test that gives them one."""


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return [found[1] for found in re.finditer(rf"```{language}\n(.*?)```", README, re.DOTALL)]


def tour() -> list[str]:
    """The commands of the tour, in the order a reader types them."""
    return [
        line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")
    ]


def test_the_tour_works_as_it_is_written(checkout: Path, tmp_path: Path):
    """Every command of the console blocks, in order, in one fresh copy; only the ports differ from the text."""
    project = _on_free_ports(checkout, tmp_path / "tour")
    try:
        for command in tour():
            run = _typed(command, project)

            assert run.returncode == 0, f"$ {command}\n{run.stdout}{run.stderr}"
            assert not run.stdout.startswith('{"type":"about:blank"'), f"$ {command}\n{run.stdout}"
    finally:
        project.close()
    assert not left_behind(project.root)


def _on_free_ports(checkout: Path, root: Path) -> Project:
    subprocess.run(["cp", "-r", str(checkout), str(root)], check=True)
    first = free_block(40)
    ports = {"core": first + 1, "broker": first + 11, "datafeed": first + 21}
    servers = "".join(f"  {name}: {{port: {port}, reload: false}}\n" for name, port in ports.items())
    (root / "deploy.local.yaml").write_text(f"nginx: {{port: {first}}}\nservers:\n{servers}")
    return Project(root, first)


def _typed(command: str, project: Project) -> "subprocess.CompletedProcess[str]":
    """As in a shell with the environment activated."""
    words = command.replace("127.0.0.1:8000", f"127.0.0.1:{project.port}")
    env = clean_env(PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    return subprocess.run(
        ["/bin/sh", "-c", words], cwd=project.root, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_other_command_is_run_by_a_test_of_its_own():
    """What the tour cannot type (a terminal, another project) is named here with the test that does."""
    typed = [
        line
        for block in blocks("text")
        for line in block.splitlines()
        if re.match(r"(\.venv/bin/|invoke|devstack|python)", line)
    ]

    assert sorted(set(typed)) == sorted(ELSEWHERE)
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).is_file()] == []


def test_the_first_two_commands_are_those_that_ci_runs():
    """`.ci/first_command.py` runs the first block word for word in a fresh clone, `.ci/run` the second."""
    first, second = (block.strip() for block in blocks("sh"))

    assert "-c constraints.txt -e '.[dev]'" in first
    assert first.endswith("&& .venv/bin/invoke up")
    assert second == ".venv/bin/invoke test"
    assert second in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("number", range(len(blocks("yaml"))))
def test_a_yaml_sample_loads(number: int, tmp_path: Path):
    sample = blocks("yaml")[number]
    (tmp_path / "backend").symlink_to(ROOT / "backend")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/main.py").write_text("app = object()\n")
    (tmp_path / "deploy.yaml").write_text(sample)

    assert load(tmp_path / "deploy.yaml").servers


def test_what_init_writes_is_what_the_readme_shows(project):
    """The ten lines a stranger starts from."""
    shop = project(
        {"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\napp = FastAPI()\n"}, folder="shop"
    )

    assert shop.run("init", "--app", "shop.main:app").returncode == 0
    shown = blocks("yaml")[1].splitlines()
    written = (shop.root / "deploy.yaml").read_text().splitlines()
    assert [line for line in shown if line not in written] == []


def test_every_verb_stands_in_the_table():
    listed = subprocess.run(
        [str(BIN / "invoke"), "--list", "--list-format", "json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    verbs = {task["name"] for task in json.loads(listed.stdout)["tasks"]}

    table = README.split("## Every verb")[1].split("## ")[0]
    shown = {name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`([a-z]+)", row)}
    assert shown == verbs


def test_every_option_the_readme_names_exists():
    """An option that was renamed would leave the table behind."""
    table = README.split("## Every verb")[1].split("## ")[0]
    for row in re.findall(r"^\| `([a-z]+)[^|]*\|([^|]*\|[^|]*)\|", table, re.M):
        verb, text = row
        shown = subprocess.run(
            [str(BIN / "invoke"), "--help", verb], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for option in re.findall(r"`(--[a-z-]+)", text):
            assert option in shown or option.replace("--no-", "--[no-]") in shown, f"{verb} {option}"


@pytest.mark.parametrize(
    "file", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/deploy-yaml.md"]
)
def test_links_lead_somewhere(file: str):
    path = ROOT / file
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_commands_are_words_a_shell_understands():
    for command in tour():
        assert shlex.split(command), command
