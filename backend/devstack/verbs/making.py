"""The verbs that write files, or examine them."""

import sys

from invoke.context import Context

from devstack.arguments import names
from devstack.verbs.verb import stack_at, verb


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
    stack = stack_at(config, set_)
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
        lines = outcome.lines or [f"{out or 'generated'} is current, nothing written"]
        print("\n".join([*lines, *(f"skipped: {one} ({why})" for one, why in outcome.skipped.items())]), flush=True)
        for warning in outcome.warnings:
            print(f"warning: {warning}", file=sys.stderr, flush=True)
    return 0


@verb(explain="a file: who would reload or generate after an edit of it, and by which rule")
def check(_c: Context, json_: bool = False, explain: str = "", config: str = "", set_: list[str] | None = None) -> int:
    """A doctor: deploy.yaml, nginx, ports, packages, limits. Starts nothing."""
    if explain:
        print("\n".join(stack_at(config, set_).explain(explain)))
        return 0
    from devstack import doctor  # with rich and importlib.metadata, 60 ms that no other verb needs

    findings = stack_at(config, set_).examine()
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
    print("\n".join(f"wrote {path}" for path in stack_at(config).add_module(name, deploy=deploy)))
    print(
        f"{name} is there; next: devstack up, then {{base}}/{name}/docs"
        if deploy
        else f"{name} is not in deploy.yaml yet"
    )
