"""The TypeScript package as its users have it: compiled, imported by programs that node runs. Skips where there is no node."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devstack.codegen.typescript.node import NodeMissing, Tools, tools
from devstack.errors import DevstackError

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "generated" / "typescript"
WITHIN_S = 20.0
PRELUDE = """\
import * as lib from "trading-client";
import { createInterface } from "node:readline";
const { ApiError, Client } = lib;
const origin = process.argv[2];
const say = (value) => console.log(JSON.stringify(value));
const words = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = async () => (await words.next()).value;
const failure = (promise) => promise.then(
  (value) => ({ name: "none", value }),
  (error) => ({ ...error, name: error.name, message: error.message }),
);
const take = async (reader, count) => {
  const found = [];
  while (found.length < count) {
    const { value, done } = await reader.next();
    if (done) break;
    found.push(value);
  }
  return found;
};
"""


def node_tools() -> Tools:
    """The generator's node and packages, or a skip that says what is missing."""
    try:
        return tools(REPOSITORY)
    except NodeMissing as missing:
        pytest.skip(f"needs node and npm: {missing}")
    except DevstackError as error:
        pytest.skip(f"the generator's packages cannot be installed here: {str(error).splitlines()[0]}")


def npm_package(name: str, version: str) -> Path:
    """The `node_modules` in which a package of npm's is, installed once into a cache outside of the tree; or a skip."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip(f"{name} needs node, which is not here")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "devstack-tests"
    folder = cache / f"{name.strip('@').replace('/', '-')}-{version}"
    if not (folder / "node_modules" / name).is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:  # half a package is none
            _install(f"{name}@{version}", Path(scratch) / "whole")
            with contextlib.suppress(OSError):  # somebody else was faster
                (Path(scratch) / "whole").rename(folder)
    return folder / "node_modules"


def _install(package: str, folder: Path) -> None:
    folder.mkdir()
    words = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), package]
    try:
        subprocess.run(words, capture_output=True, text=True, timeout=110, check=True)
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", None) or str(error)
        pytest.skip(f"{package} cannot be installed: {said[-200:]}")


def lend(root: Path) -> None:
    """Link the generator's packages into a copy of the checkout, so that `gen` there installs none. Nothing without node."""
    with contextlib.suppress(DevstackError):
        found = tools(REPOSITORY)
        (root / ".devstack/node").mkdir(parents=True)
        (root / ".devstack/node" / found.folder.name).symlink_to(found.folder)


class Package:
    """A project in which the package is installed, and programs beside it."""

    def __init__(self, root: Path, source: Path = SOURCE, name: str = "trading-client") -> None:
        self.tools = node_tools()
        self.root, self.name = root, name
        self.home = root / "node_modules" / name
        shutil.copytree(source, self.home, ignore=shutil.ignore_patterns("node_modules", "dist"))
        for name in ("openapi-fetch", "openapi-typescript-helpers", "ws", "@types"):
            (root / "node_modules" / name).symlink_to(self.tools.folder / "node_modules" / name)
        (root / "package.json").write_text('{"type": "module", "private": true}')

    def tsc(self, *options: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
        """The compiler's verdict."""
        words = [self.tools.node, str(self.tools.folder / "node_modules/typescript/bin/tsc"), *options]
        return subprocess.run(words, cwd=folder or self.root, capture_output=True, text=True, timeout=300, check=False)

    def build(self) -> "Package":
        """What `npm run build` does."""
        done = self.tsc("-p", ".", folder=self.home)
        assert done.returncode == 0, done.stdout
        return self

    @contextlib.contextmanager
    def running(self, text: str, origin: str, *options: str) -> Iterator["Program"]:
        """A program of the package's user; it must end by itself, well, within the deadline."""
        file = self.root / "program.mjs"
        file.write_text(PRELUDE.replace("trading-client", self.name) + text)
        program = Program(
            subprocess.Popen(
                [self.tools.node, "--no-warnings", *options, str(file), origin],
                cwd=self.root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        try:
            yield program
            program.end()
        finally:
            program.kill()


class Program:
    """A running program: what it says, line by line, as values, and words for it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                self._lines.put(line)
        self._lines.put(None)

    def next(self, within: float = WITHIN_S) -> Any:
        """The next value it says; AssertionError with everything else it said when that is not one."""
        try:
            line = self._lines.get(timeout=within)
        except queue.Empty:
            raise AssertionError(f"the program said nothing for {within:g} s") from None
        assert line is not None, f"the program ended with {self.process.wait(WITHIN_S)}"
        try:
            return json.loads(line)
        except json.JSONDecodeError:
            self.kill()
            raise AssertionError(line + self._rest()) from None

    def tell(self, word: str = "go") -> None:
        """A word for `await told()`."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Wait until it is over: nothing of the client may keep a program alive after `close`."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(WITHIN_S)
        assert (code, self._rest()) == (0, "")

    def kill(self) -> None:
        """Whatever it does."""
        self.process.kill()
        self.process.wait(WITHIN_S)
        self._reader.join(WITHIN_S)
        if self.process.stdin is not None and not self.process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()

    def _rest(self) -> str:
        self._reader.join(WITHIN_S)
        return "".join(iter(lambda: self._lines.get_nowait() or "", ""))


ORDER = {"symbol": "AAPL", "type": 1, "side": 1, "qty": "5", "limitPrice": "100.50"}
"""An order that rests; as text it is JavaScript too."""
END = "\nclient.close();\n"


def client(options: str = "") -> str:
    """The beginning of a program."""
    return f"const client = new Client({{ baseUrl: origin, {options} }});\n"


def as_account(name: str) -> str:
    """The beginning of a program that trades for an account."""
    return client(f'headers: {{ "X-Account": "{name}" }}')
