"""The verbs that start, stop and show processes."""

import json
import os
import sys
import time
from contextlib import nullcontext

from invoke.context import Context

from devstack import reaper
from devstack.arguments import listed, named, names, number, offset
from devstack.project_file import project_file
from devstack.verbs.verb import options, stack_at, verb

CLEAR = "\x1b[H\x1b[2J"
WATCH_S = 1.0


@verb(
    detach="return when everything is healthy, leave it running",
    layout="multi: one process per instance behind nginx; single: every module in one process",
    only="run these alone; repeatable or comma-separated",
    **{"except": "run everything but these; repeatable or comma-separated"},
    port_offset="add N to every port, or auto for the next free block",
    fail_fast="the first process that fails stops all",
    reload="watch the sources and reload (as deploy.yaml says)",
    codegen="follow edits of deploy.yaml, nginx.conf.j2 and the code: apply and generate",
    verbose="say more about what is done",
)
def up(
    _c: Context,
    detach: bool = False,
    layout: str = "multi",
    only: list[str] | None = None,
    except_: list[str] | None = None,
    port_offset: str = "0",
    config: str = "",
    set_: list[str] | None = None,
    fail_fast: bool = False,
    reload: bool = True,
    codegen: bool = True,
    verbose: bool = False,
) -> int:
    """Render, check the ports, run everything; with prefixed logs until Ctrl-C, or detached."""
    with nullcontext() if detach else reaper.Manager.begin(project_file(config).parent) as manager:
        wanted = options(
            layout=layout,
            only=names("only", only),
            excluded=names("except", except_),
            modules=listed([os.environ.get("ENABLED_MODULES", "")]),
            port_offset=offset(port_offset),
            reload=reload,
            codegen=codegen,
            fail_fast=fail_fast,
            verbose=verbose,
        )
        stack = stack_at(config, set_)
        return stack.up(wanted, manager) if manager else stack.detach(wanted)


@verb(timeout="seconds the whole stop may take")
def down(_c: Context, config: str = "", timeout: str = "8") -> None:
    """Stop the stack in order, from any shell. Nothing running is fine too."""
    print(stack_at(config).down(number("timeout", timeout, least=1), print))


@verb()
def restart(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Restart the stack with deploy.yaml read anew, or one server or instance; what is down is started."""
    print(stack_at(config).restart(names("name", name)))


@verb()
def stop(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Stop one server or instance of the running stack; the rest stays up."""
    print(stack_at(config).stop(named("stop", name)))


@verb()
def start(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Start one server or instance of the running stack that is down."""
    print(stack_at(config).start(named("start", name)))


@verb(port_offset="as the running stack was started with")
def run(
    _c: Context,
    name: list[str] | None = None,
    config: str = "",
    port_offset: str = "0",
    set_: list[str] | None = None,
    reload: bool = False,
) -> None:
    """Run one line in this terminal, with its standard input: for a debugger, beside `up --except NAME`."""
    wanted = options(port_offset=offset(port_offset), reload=reload)
    stack_at(config, set_).run(named("run", name), wanted)


@verb(
    layout="single: all engines in one process; multi: one process each",
    date="the day, YYYY-MM-DD (default: today, or the last session for a replay)",
    replay="max, or how many times the market's pace",
    until="end the day then, HH:MM in the exchange's time",
    fresh="forget what was traded of that day before",
    dry_run="stop after the checks",
)
def session(
    _c: Context,
    layout: str = "single",
    date: str = "",
    replay: str = "",
    until: str = "",
    fresh: bool = False,
    dry_run: bool = False,
    json_: bool = False,
    config: str = "",
    set_: list[str] | None = None,
) -> int:
    """Run the engines of deploy.yaml through a day: checks, engines, report. In the running stack, or on its own."""
    from devstack.stack import SessionOptions  # as in _stack

    return stack_at(config, set_).session(SessionOptions(layout, date, replay, until, fresh, dry_run, json_))


@verb(watch="show it anew every second until Ctrl-C")
def status(_c: Context, json_: bool = False, watch: bool = False, config: str = "") -> int:
    """A row per process. Exit 0 all ready, 1 degraded, 3 not running."""
    from devstack.status.table import show  # rich costs 30 ms, which `up` need not wait for

    stack = stack_at(config)
    while True:
        snapshot = stack.status()
        if watch:
            print(CLEAR, end="")
        if json_:
            print(json.dumps(snapshot.as_json(), indent=2))
        else:
            show(snapshot)
        if not watch:
            return snapshot.exit_code
        time.sleep(WATCH_S)


@verb(
    lines="how many of the last lines",
    follow="go on with new lines until Ctrl-C",
    since="not older than 30s, 5m, 2h or 2026-01-31T10:00",
    grep="only entries that match this regular expression",
    level="only entries of this level and worse: debug, info, warning, error, critical",
    clean="empty the log files and remove rotated ones",
)
def logs(
    _c: Context,
    name: list[str] | None = None,
    lines: str = "50",
    follow: bool = False,
    since: str = "",
    grep: str = "",
    level: str = "",
    json_: bool = False,
    clean: bool = False,
    config: str = "",
) -> None:
    """The last lines of one, several or all processes, rotated files included. Never hangs without --follow."""
    stack = stack_at(config)
    if clean:
        print(stack.clean_logs())
        return
    asked = stack.logs(
        names("name", name), lines=number("lines", lines, least=0), since=since, grep=grep, level=level, follow=follow
    )
    found = False
    for entry in asked:
        found = True
        print(json.dumps(entry.as_json()) if json_ else entry, flush=follow)
    if not found:
        print(stack.silence(names("name", name)), file=sys.stderr)
