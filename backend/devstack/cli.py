"""The verbs, as invoke tasks: each parses its options, calls one method of Stack and prints."""

import functools
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit, ParseError
from invoke.program import Program
from invoke.tasks import task

from devstack import __version__, reaper
from devstack.arguments import listed, named, names, number, offset
from devstack.ending import READER_LEFT, conclude, reader_has_left

if TYPE_CHECKING:
    from devstack.stack import Options, Stack

CLEAR = "\x1b[H\x1b[2J"
WATCH_S = 1.0

HELP = {
    "config": "deployment file; its folder is the root (default: deploy.yaml, searched upwards)",
    "set": "override one field, like servers.broker.instances=3; repeatable",
    "name": "a process (broker-0), a server or program (broker), or nginx; repeatable",
    "part": "procfile, nginx, logging, schema, ws-routers, specs, openapi, asyncapi, python; repeatable; all without it",
    "json": "as JSON, for programs",
}


def verb(**help_texts: str) -> Callable[[Callable[..., int | None]], Any]:
    """A task that ends as ending.py says.

    Values arrive as strings that we check ourselves: invoke's own conversion would answer a mistake with a traceback.
    """

    def decorate(body: Callable[..., int | None]) -> Any:
        @functools.wraps(body)
        def guarded(*args: Any, **kwargs: Any) -> None:
            try:
                conclude(body, *args, **kwargs)
            finally:
                gc.freeze()  # Python ends with collections that visit all there is: a fifth of the time of an ordered stop

        taken = body.__code__.co_varnames[1 : body.__code__.co_argcount]
        texts = {key: text for key, text in {**HELP, **help_texts}.items() if key in taken or f"{key}_" in taken}
        optional = taken[len(taken) - len(body.__defaults__ or ()) :]
        repeatable = [name for name in ("name", "part", "set_", "only", "except_") if name in optional]
        return task(guarded, iterable=repeatable, help=texts)

    return decorate


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
    with nullcontext() if detach else reaper.Manager.begin() as manager:
        options = _options(
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
        stack = _stack(config, set_)
        return stack.up(options, manager) if manager else stack.detach(options)


@verb(timeout="seconds the whole stop may take")
def down(_c: Context, config: str = "", timeout: str = "8") -> None:
    """Stop the stack in order, from any shell. Nothing running is fine too."""
    print(_stack(config).down(number("timeout", timeout, least=1), print))


@verb()
def restart(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Restart the stack with deploy.yaml read anew, or one server or instance; what is down is started."""
    print(_stack(config).restart(names("name", name)))


@verb()
def stop(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Stop one server or instance of the running stack; the rest stays up."""
    print(_stack(config).stop(named("stop", name)))


@verb()
def start(_c: Context, name: list[str] | None = None, config: str = "") -> None:
    """Start one server or instance of the running stack that is down."""
    print(_stack(config).start(named("start", name)))


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
    options = _options(port_offset=offset(port_offset), reload=reload)
    _stack(config, set_).run(named("run", name), options)


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

    return _stack(config, set_).session(SessionOptions(layout, date, replay, until, fresh, dry_run, json_))


@verb(watch="show it anew every second until Ctrl-C")
def status(_c: Context, json_: bool = False, watch: bool = False, config: str = "") -> int:
    """A row per process. Exit 0 all ready, 1 degraded, 3 not running."""
    from devstack.status.table import show  # rich costs 30 ms, which `up` need not wait for

    stack = _stack(config)
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
    stack = _stack(config)
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


@verb(
    check="write nothing; name what is missing, extra or edited by hand, exit 1",
    out="another folder to write to, relative to the root",
    name="only what belongs to this module, beside what all share; repeatable",
    force="make everything anew, whatever was kept of the last run",
    watch="go on: generate again after each edit, until Ctrl-C",
    breaking="a revision, like origin/main: what of the contracts has changed since, exit 1 when something breaks clients",
)
def gen(
    _c: Context,
    part: list[str] | None = None,
    name: list[str] | None = None,
    check: bool = False,
    force: bool = False,
    watch: bool = False,
    breaking: str = "",
    out: str = "",
    config: str = "",
    set_: list[str] | None = None,
) -> int:
    """Make generated/ from deploy.yaml and the application. The second run writes nothing."""
    stack = _stack(config, set_)
    if breaking:
        changes = stack.breaking(breaking)
        print("\n".join(map(str, changes)) or f"the contracts are as in {breaking}")
        return 1 if any(change.breaks for change in changes) else 0
    if check:
        drift, skipped = stack.drift(names("part", part), out, names("name", name))
        told = [*drift, f"{len(drift)} of the generated files differ; `invoke gen` makes them anew"] if drift else []
        unchecked = [f"not checked: {one} ({why})" for one, why in skipped.items()]
        print("\n".join([*told, *unchecked]) or "current")
        return 1 if drift else 0
    for outcome in stack.generating(names("part", part), out, names("name", name), force=force, watch=watch):
        lines = [f"wrote {path}" for path in outcome.written] + [f"removed {path}" for path in outcome.removed]
        if len(lines) > 1:
            lines.append(f"{len(lines)} of {outcome.files} files in {outcome.seconds:.1f} s")
        lines = lines or [f"{out or 'generated'} is current, nothing written"]
        print("\n".join([*lines, *(f"skipped: {one} ({why})" for one, why in outcome.skipped.items())]), flush=True)
        for warning in outcome.warnings:
            print(f"warning: {warning}", file=sys.stderr, flush=True)
    return 0


@verb(explain="a file: who would reload or generate after an edit of it, and by which rule")
def check(_c: Context, json_: bool = False, explain: str = "", config: str = "", set_: list[str] | None = None) -> int:
    """A doctor: deploy.yaml, nginx, ports, packages, limits. Starts nothing."""
    if explain:
        print("\n".join(_stack(config, set_).explain(explain)))
        return 0
    from devstack import doctor  # with rich and importlib.metadata, 60 ms that no other verb needs

    findings = _stack(config, set_).examine()
    if json_:
        print(doctor.as_json(findings))
    else:
        doctor.show(findings)
    return 1 if doctor.worst(findings) is doctor.Severity.ERROR else 0


@verb(app="import string of the application, like shop.main:app (default: the one */main.py that has an app)")
def init(_c: Context, app: str = "") -> None:
    """Write a ten-line deploy.yaml for a project that has none."""
    from devstack.stack import Stack

    print(Stack.initialise(app))


@verb(
    name="of the new module, like news-feed",
    deploy="give it a server in deploy.yaml and generate; without it, only its folder is written",
)
def module(_c: Context, name: str, deploy: bool = True, config: str = "") -> None:
    """Write a new module with REST, a WebSocket and tests, in an application that is laid out for modules."""
    print("\n".join(f"wrote {path}" for path in _stack(config).add_module(name, deploy=deploy)))
    print(
        f"{name} is there; next: devstack up, then {{base}}/{name}/docs"
        if deploy
        else f"{name} is not in deploy.yaml yet"
    )


VERBS = (up, down, restart, stop, start, run, session, status, logs, gen, check, init, module)
collection = Collection(*VERBS)
"""What a tasks.py imports, to have the verbs as `invoke up` and add its own."""


class _Devstack(Program):
    """The collection as a program of its own. Where invoke exits 1 for a mistake on the command line, this exits 2."""

    def parse_core(self, argv: list[str] | None) -> None:
        """The program's own options."""
        with _mistakes():
            super().parse_core(argv)

    def parse_tasks(self) -> None:
        """The verb and its options."""
        with _mistakes():
            super().parse_tasks()


@contextmanager
def _mistakes() -> Iterator[None]:
    try:
        yield
    except ParseError as error:
        raise Exit(f"{error}\n`devstack --list` shows the verbs, `devstack VERB --help` its options", code=2) from None


def main() -> None:
    """The `devstack` command."""
    try:
        _Devstack(name="devstack", binary="devstack", namespace=collection, version=__version__).run()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # `devstack --list | head`: invoke's own printing, outside of every verb
        if not reader_has_left():
            raise
        sys.exit(READER_LEFT)


def _stack(config: str, sets: Sequence[str] | None = None) -> "Stack":
    from devstack.stack import Stack  # 150 ms, in which the supervisor that `up` has begun gets ready

    return Stack.at(config, sets or ())


def _options(**said: Any) -> "Options":
    from devstack.stack import Options  # as above

    return Options(**said)


if __name__ == "__main__":
    main()
