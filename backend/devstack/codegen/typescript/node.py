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


class Waiting:
    """A script of ours that loads what it needs until its text is there. One answer; `close` ends it, whatever it does."""

    def __init__(self, node: str, script: Path, folder: Path) -> None:
        self._script = script
        self._process = subprocess.Popen(
            [node, str(script)],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def answer(self, text: str) -> str:
        """What the script prints, given `text`. DevstackError with its own words when it fails."""
        try:
            printed, complained = self._process.communicate(text, timeout=RUN_S)
        except subprocess.TimeoutExpired:
            self.close()
            raise DevstackError(f"node {self._script.name} took longer than {RUN_S:g} s and was stopped") from None
        if self._process.returncode != 0:
            said = (complained.strip() or printed.strip())[-2000:]
            raise DevstackError(f"{self._script.name} failed, so the TypeScript client was not written:\n{said}")
        return printed

    def close(self) -> None:
        """Nothing is asked of it any more."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()


@dataclass(frozen=True, slots=True)
class Tools:
    """Node and a folder with `node_modules`."""

    node: str
    folder: Path

    def begin(self, script: Path) -> Waiting:
        """Start a script of ours; it finds the packages in its working folder."""
        return Waiting(self.node, script, self.folder)


def fingerprint() -> str:
    """Which generator writes: changes with every package in the lock file."""
    return hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in MANIFEST)).hexdigest()


def tools(root: Path) -> Tools:
    """The tools, installed first where they are missing. NodeMissing without node or npm; DevstackError when npm fails."""
    node, folder = _node(), _folder(root)
    if not folder.is_dir():
        _install(folder)
        _sweep(folder.parent, folder)
    return Tools(node, folder)


def installed(root: Path) -> bool:
    """Whether `tools` would install nothing."""
    return _folder(root).is_dir()


def _folder(root: Path) -> Path:
    return root / ".devstack" / "node" / fingerprint()[:16]


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


def _run(words: Sequence[str], folder: Path, within: float) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            words,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=within,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DevstackError(f"{Path(words[0]).name} {words[1]} took longer than {within:g} s and was stopped") from None


def _environment() -> dict[str, str]:
    """Colours and update notices are for people; the output is read by us."""
    env = {**os.environ, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
    env.pop("FORCE_COLOR", None)
    return env


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return (done.stderr.strip() or done.stdout.strip())[-2000:]
