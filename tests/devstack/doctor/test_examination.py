"""The doctor's round, on this very machine."""

import io
import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.ports import free_block

from devstack.deployment import Deployment, Logs, Nginx, Server
from devstack.doctor import Finding, Severity, as_json, examine, show, worst
from devstack.doctor.finding import error, ok, warn
from devstack.errors import DevstackError
from devstack.plan.planner import plan
from devstack.state import Row, Snapshot

ROUND = [
    "configuration", "python", "packages", "bytecode", "nginx", "node", "generated files", "ports", "reload",
    "file system", "open files", "folder", "control socket", "disk", "clock",
]  # fmt: skip


def deployment(first: int, **nginx: object) -> Deployment:
    server = Server(port=first + 1, app="shop.main:app", routes=("/",), reload=True)
    return Deployment(
        name="shop",
        app="shop.main:app",
        nginx=Nginx(port=first, **nginx),
        servers={"core": server},
        logs=Logs(max_mb=1),
    )


def found(findings: Sequence[Finding], subject: str) -> list[Finding]:
    return [finding for finding in findings if finding.subject == subject]


def test_a_healthy_project_is_looked_at_from_all_sides_within_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The round is always the same, so that two outputs can be compared."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    shop = deployment(free_block(2))

    began = time.monotonic()
    findings = examine(tmp_path, shop, plan(shop), conf="events {}\nhttp {}\n", drift=list)

    assert time.monotonic() - began < 3
    assert [finding.subject for finding in findings] == ROUND
    assert [finding.subject for finding in findings if finding.severity is Severity.ERROR] == []
    assert found(findings, "nginx")[0].detail.endswith("accepts the configuration")
    assert list(tmp_path.iterdir()) == []


def test_whatever_is_not_well_comes_with_its_remedy(tmp_path: Path) -> None:
    """A doctor who only complains is of no use."""
    shop = deployment(free_block(2), binary="no-such-nginx")

    findings = examine(tmp_path, shop, plan(shop), drift=lambda: ["generated/Procfile: differs"])

    assert worst(findings) is Severity.ERROR
    assert "no-such-nginx" in found(findings, "nginx")[0].detail
    assert found(findings, "generated files")[0].remedy == "run `invoke gen` and commit what it wrote"
    assert all(bool(finding.remedy) == (finding.severity is not Severity.OK) for finding in findings)


def test_a_stranger_on_a_port_is_an_error_and_our_own_stack_is_not(tmp_path: Path) -> None:
    """`check` beside a running stack must not call the stack its own enemy."""
    shop = deployment(free_block(2))
    with socket.create_server(("127.0.0.1", shop.nginx.port)):
        row = Row("nginx", "gateway", pid=os.getpid())
        running = Snapshot(stack="shop", id="x", state="ready", processes=(row,))

        [stranger] = found(examine(tmp_path, shop, plan(shop)), "ports")
        [own] = found(examine(tmp_path, shop, plan(shop), running=running), "ports")

    assert stranger.severity is Severity.ERROR
    assert f"held by pid {os.getpid()} (" in stranger.detail
    assert own.severity is Severity.OK
    assert own.detail.endswith("1 of them held by this stack, which runs")


def test_a_configuration_nginx_refuses_is_an_error_in_nginx_own_words(tmp_path: Path) -> None:
    """What `up` would say later, `check` says now."""
    shop = deployment(free_block(2))

    [finding] = found(examine(tmp_path, shop, plan(shop), conf="events {}\nnonsense on;\n"), "nginx")

    assert finding.severity is Severity.ERROR
    assert 'unknown directive "nonsense"' in finding.detail


def test_the_single_layout_needs_no_nginx(tmp_path: Path) -> None:
    """Nothing is asked for that will not run."""
    shop = Deployment(name="shop", app="shop.main:app", servers={"core": Server(port=free_block())})

    assert found(examine(tmp_path, shop, plan(shop, layout="single")), "nginx") == []


def test_the_table_is_plain_in_a_pipe_with_the_remedy_below_its_finding() -> None:
    """CI shows it, and `grep` finds it."""
    out = io.StringIO()

    show([ok("python", "fine " * 40), warn("disk", "12 MB free", "make room")], out)

    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert lines[0] == "ok    python  " + ("fine " * 40).rstrip()
    assert lines[1:] == ["warn  disk    12 MB free", "              → make room"]


def test_as_json_programs_read_the_same() -> None:
    """An editor or a CI step decides by the severity of the whole."""
    told = json.loads(as_json([ok("python", "fine"), error("nginx", "none", "install one")]))

    assert told["severity"] == "error"
    assert told["findings"][1] == {
        "severity": "error", "subject": "nginx", "detail": "none", "remedy": "install one",
    }  # fmt: skip
    assert json.loads(as_json([])) == {"severity": "ok", "findings": []}


def test_packages_without_bytecode_are_told_with_the_command_that_compiles_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some installers compile nothing, and images forbid it: then each start of each process compiles everything again."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "empty"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    shop = deployment(free_block(2))

    forbidden, missing = found(examine(tmp_path, shop, plan(shop)), "bytecode")

    assert forbidden.remedy == "unset PYTHONDONTWRITEBYTECODE"
    assert missing.detail.startswith("fastapi, pydantic, uvicorn: not compiled")
    assert missing.remedy.startswith("python -m compileall -q ")


def test_an_application_that_does_not_load_is_a_finding_among_others(tmp_path: Path) -> None:
    """The doctor is asked when something is wrong; one fault must not hide the rest of the round."""
    shop = deployment(free_block(2))

    def refused() -> list[str]:
        raise DevstackError("shop.main:app does not load")

    findings = examine(tmp_path, shop, plan(shop), drift=refused)

    assert [finding.subject for finding in findings] == ROUND
    assert found(findings, "generated files")[0].severity is Severity.ERROR
    assert found(findings, "generated files")[0].detail == "shop.main:app does not load"
