"""The table of `status`: plain when piped, in colour where it is wanted."""

import io

import pytest

from devstack.state import Row, Snapshot, SupervisorRow, absent
from devstack.status.table import show

CORE = Row("core-0", "server", "core", ("core",), 80, 8001, "ready", 0, 3700.0, 81.4, "ok")
BROKER = Row(
    "broker-0",
    "server",
    modules=("core", "broker"),
    port=8011,
    state="failed",
    restarts=3,
    health="failing",
    last_error="left with exit code 3",
)
THERE = Snapshot("shop", "i", "degraded", "multi", "http://127.0.0.1:8000", SupervisorRow(77, 3700.0), (CORE, BROKER))


def test_piped_it_is_plain_and_complete() -> None:
    """Nothing is cut, whatever width a pipe is taken to have."""
    out = io.StringIO()

    show(THERE, out)

    head, titles, core, broker, reason = out.getvalue().splitlines()
    assert head == "shop  degraded  multi  http://127.0.0.1:8000  supervisor pid 77"
    assert titles.split() == ["NAME", "STATE", "HEALTH", "PID", "PORT", "RESTARTS", "UPTIME", "MEMORY", "MODULES"]
    assert core.split() == ["core-0", "ready", "ok", "80", "8001", "0", "1h01m", "81", "MB", "core"]
    assert broker.split() == ["broker-0", "failed", "failing", "-", "8011", "3", "-", "-", "core,broker"]
    assert reason == "broker-0: left with exit code 3"
    assert "\x1b" not in out.getvalue()


def test_no_color_is_honoured_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour only where it is wanted."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    coloured, plain = Terminal(), Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    show(THERE, coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    show(THERE, plain)

    assert "\x1b[32m" in coloured.getvalue()
    assert "\x1b[32m" not in plain.getvalue()


def test_nothing_running_is_one_line() -> None:
    """The name or the id of the checkout, and that it is stopped."""
    out = io.StringIO()

    show(absent("abcd1234"), out)

    assert out.getvalue().split() == ["abcd1234", "stopped"]
