"""Node and the packages the generator runs, installed below `.devstack/node` from a lock file. Nothing else starts node."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devstack.errors import DevstackError

HERE = Path(__file__).parent
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
OLDEST = 20
INSTALL_S = 240.0
"""How long `npm ci` may take: some forty small packages and a compiler."""
RUN_S = 60.0


class NodeMissing(DevstackError):
    """There is no node that could run the generator; `str()` says why in two or three words: `no node`."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Node and a folder with `node_modules`."""

    node: str
    folder: Path

    def run(self, script: str, *options: str, text: str = "") -> str:
        """What a package's script prints, given `text`. DevstackError with its own words when it fails."""
        words = [self.node, str(self.folder / "node_modules" / script), *options]
        done = _run(words, self.folder, RUN_S, text)
        if done.returncode != 0:
            raise DevstackError(f"{script} failed, so the TypeScript client was not written:\n{_said(done)}")
        return done.stdout


def fingerprint() -> str:
    """Which generator writes: changes with every package in the lock file."""
    return hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in MANIFEST)).hexdigest()


def tools(root: Path) -> Tools:
    """The tools, installed first where they are missing. NodeMissing without node or npm; DevstackError when npm fails."""
    node = _node()
    home = root / ".devstack" / "node"
    folder = home / fingerprint()[:16]
    if not folder.is_dir():
        _install(folder)
        _sweep(home, folder)
    return Tools(node, folder)


def _node() -> str:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise NodeMissing("no node" if node is None else "no npm")
    said = _run([node, "--version"], HERE, RUN_S).stdout.strip()
    found = re.match(r"v(\d+)", said)
    if found is None or int(found[1]) < OLDEST:
        raise NodeMissing(f"node {said or '?'} is older than v{OLDEST}")
    return node


def _install(folder: Path) -> None:
    """Beside its place, then renamed into it: a second generator sees all packages or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    try:
        for name in MANIFEST:
            shutil.copyfile(HERE / name, scratch / name)
        done = _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], scratch, INSTALL_S)
        if done.returncode != 0:
            raise DevstackError(
                f"the TypeScript generator could not be installed into {folder.parent}; npm said:\n{_said(done)}\n"
                "Run the command again with access to a package registry, or without the part `typescript`."
            )
        with suppress(OSError):  # somebody else was first
            scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sweep(home: Path, kept: Path) -> None:
    """Packages of earlier lock files. What another process is installing right now has another kind of name."""
    for other in home.iterdir():
        if other != kept and re.fullmatch(r"[0-9a-f]{16}", other.name):
            shutil.rmtree(other, ignore_errors=True)


def _run(words: Sequence[str], folder: Path, within: float, text: str = "") -> subprocess.CompletedProcess[str]:
    # Colours and update notices are for people; the output is read by us.
    env = {**os.environ, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
    env.pop("FORCE_COLOR", None)
    try:
        return subprocess.run(
            words, cwd=folder, env=env, input=text, capture_output=True, encoding="utf-8", timeout=within, check=False
        )
    except subprocess.TimeoutExpired:
        raise DevstackError(f"{Path(words[0]).name} {words[1]} took longer than {within:g} s and was stopped") from None


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr.strip() or done.stdout.strip())[-2000:]
