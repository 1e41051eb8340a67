"""Log lines per second through the whole of `up` (relay, manager, display, files), beside a honcho, which keeps no files.

    python tests/bench/bench_flood.py [--short 1000000] [--long 100000] [--rounds 3]

Two children write at once, one short lines (32 bytes), one long ones (2 KiB), to both managers in turn; stdout is a file.
Every line that arrives is checked by its number and its CRC. Goals: ours ≥ 10 × honcho, no line lost, damaged or out of
order (in the files neither), and no process of ours over 40 MB. Memory is PSS, sampled: the relays are forks of the manager, and
pages they share count once.
"""

import argparse
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from figures import median_ratio, pss_mb, spread, verdict

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))

from support.ports import free_block  # noqa: E402 - the path is set just above
from support.project import clean_env, left_behind  # noqa: E402 - likewise

GOAL = 10.0
MOST_MB = 40.0
DEADLINE_S = 180.0
STILL_S = 1.0
PADDING = {"a": 8, "b": 2022}
LINE = re.compile(rb"@([ab]) (\d{9}) (x+) ([0-9a-f]{8})@\n")
DEPLOYMENT = """\
name: flood
nginx: {{port: {port}}}
servers: {{unused: {{port: {other}, app: "unused:app", routes: [/]}}}}
processes:
  a: {{command: sh child.sh a}}
  b: {{command: sh child.sh b}}
logs: {{max_mb: 10000}}
"""
CHILD = """\
until [ -e go ]; do sleep 0.02; done
cat "$1.txt"
until [ -e end ]; do sleep 0.05; done
"""
OURS = [sys.executable, "-m", "devstack.cli", "up", "--only", "a", "--only", "b", "--except", "nginx"]
THEIRS = [str(Path(sys.executable).with_name("honcho")), "start"]


def line(kind: str, number: int) -> bytes:
    """One line with its number and the CRC of all before it."""
    core = b"@%s %09d %s " % (kind.encode(), number, b"x" * PADDING[kind])
    return b"%s%08x@\n" % (core, zlib.crc32(core))


@contextmanager
def project(wanted: dict[str, int]) -> Iterator[Path]:
    """A folder with the children's lines, a deploy.yaml and a Procfile that both run them."""
    root = Path(tempfile.mkdtemp(prefix="devstack-bench-"))
    try:
        port = free_block(2)
        (root / "deploy.yaml").write_text(DEPLOYMENT.format(port=port, other=port + 1))
        (root / "unused.py").write_text("app = None\n")
        (root / "child.sh").write_text(CHILD)
        (root / "Procfile").write_text("".join(f"{kind}: exec sh child.sh {kind}\n" for kind in wanted))
        for kind, count in wanted.items():
            with (root / f"{kind}.txt").open("wb") as file:
                file.writelines(line(kind, number) for number in range(count))
        yield root
    finally:
        shutil.rmtree(root)


def flooded(command: list[str], root: Path, wanted: dict[str, int]) -> tuple[float, float, float]:
    """Lines per second until the last one has arrived; the greatest memory of a managing process, before and at its peak (MB)."""
    shutil.rmtree(root / ".devstack", ignore_errors=True)
    for gate in ("go", "end"):
        (root / gate).unlink(missing_ok=True)
    with (root / "out").open("wb") as out:
        run = subprocess.Popen(
            command,
            cwd=root,
            env=clean_env(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        until_children_wait(root, len(wanted))
        before = memory_mb(root)
        (root / "go").touch()
        seconds, peak = drained(root)
        (root / "end").touch()
        return sum(wanted.values()) / seconds, before, peak
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(30)


def until_children_wait(root: Path, count: int) -> None:
    """Both children stand at the gate."""
    deadline = time.monotonic() + 20
    while len([one for one in left_behind(root) if "child.sh" in one]) < count:
        if time.monotonic() > deadline:
            raise SystemExit(f"the children did not start:\n{(root / 'out').read_text()}")
        time.sleep(0.05)
    time.sleep(0.5)  # what the manager still does about their start is not measured


def drained(root: Path) -> tuple[float, float]:
    """Seconds from now until the output grew for the last time, and the peak of memory meanwhile."""
    out = root / "out"
    began = time.monotonic()
    last, size, peak, looks = began, out.stat().st_size, 0.0, 0
    while (now := time.monotonic()) - last < STILL_S or size < 1000:
        if now - began > DEADLINE_S:
            raise SystemExit(f"the lines were not through after {DEADLINE_S:g} s")
        if (there := out.stat().st_size) != size:
            last, size = now, there
        looks += 1
        if looks % 20 == 0:  # a look costs a millisecond of the same two cores
            peak = max(peak, memory_mb(root))
        time.sleep(0.01)
    return last - began, max(peak, memory_mb(root))


def memory_mb(root: Path) -> float:
    """The PSS of the managing process that has most of it."""
    found = [0.0]
    for one in left_behind(root):
        if "child.sh" in one or one.split()[1] in {"cat", "sleep"}:
            continue
        with suppress(OSError):  # it has left meanwhile
            found.append(pss_mb(int(one.split()[0])))
    return max(found)


def check(file: IO[bytes], wanted: dict[str, int]) -> str:
    """What is wrong with the lines that arrived; empty when each is there once, whole and in order."""
    expected = dict.fromkeys(wanted, 0)
    damaged = disorder = 0
    for text in file:
        if b"@" not in text and b"x" * 8 not in text:
            continue  # the manager's own
        found = LINE.search(text)
        if not found or text.count(b"@") != 2 or zlib.crc32(found[0][:-10]) != int(found[4], 16):
            damaged += 1
            continue
        kind, number = found[1].decode(), int(found[2])
        disorder += number != expected[kind]
        expected[kind] = number + 1
    lost = {kind: count - expected[kind] for kind, count in wanted.items() if count != expected[kind]}
    return f"lost {lost}, damaged {damaged}, out of order {disorder}" if lost or damaged or disorder else ""


def checked(paths: dict[Path, dict[str, int]]) -> None:
    """Each file holds just the lines it should."""
    for path, wanted in paths.items():
        with path.open("rb") as file:
            if wrong := check(file, wanted):
                raise SystemExit(f"{path.name}: {wrong}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", type=int, default=1_000_000)
    parser.add_argument("--long", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    wanted = {"a": asked.short, "b": asked.long}
    rates: dict[str, list[float]] = {"honcho": [], "devstack": []}
    peaks: dict[str, list[float]] = {"honcho": [], "devstack": []}
    grown: list[float] = []
    with project(wanted) as root:
        for _ in range(asked.rounds):
            for name, command in (("honcho", THEIRS), ("devstack", OURS)):
                rate, before, peak = flooded(command, root, wanted)
                rates[name].append(rate)
                peaks[name].append(peak)
                checked({root / "out": wanted})
            grown.append(peak - before)
            logs = root / ".devstack/logs"
            checked({logs / "all.log": wanted, **{logs / f"{kind}.log": {kind: wanted[kind]} for kind in wanted}})
    for name, values in rates.items():
        print(spread(name, values, "lines/s", digits=0))
        print(spread(name, peaks[name], "MB in its largest process", digits=1))
    print(
        f"devstack grew by at most {max(grown):.1f} MB under the flood; {sum(wanted.values()):,} lines, none lost or mixed"
    )
    print(verdict("lines/s over honcho's", median_ratio(rates["devstack"], rates["honcho"]), GOAL, least=True))
    print(verdict("largest process, MB", max(peaks["devstack"]), MOST_MB))


if __name__ == "__main__":
    main()
