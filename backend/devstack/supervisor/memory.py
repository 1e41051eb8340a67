"""How much memory processes take, as the machine tells it."""

import os
import sys
from collections.abc import Container, Iterator

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(leaders: list[int]) -> dict[int, float]:
    """Memory of each process group in MB (10^6 bytes), one decimal: of pages that several share, to each its part (PSS).

    Where the system does not tell, shared pages are counted in full.
    """
    groups = dict.fromkeys(leaders, 0)
    for group, size in _linux(groups) if sys.platform == "linux" else _elsewhere():
        if group in groups:
            groups[group] += size
    return {pid: round(size / 1e6, 1) for pid, size in groups.items()}


def _linux(groups: Container[int]) -> Iterator[tuple[int, int]]:
    for name in os.listdir("/proc"):  # noqa: PTH208 - names only, no paths wanted
        if not name.isdecimal():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - as above
                # What follows the last bracket is fields 3 and on; the name before it may hold anything.
                fields = file.read().rpartition(b")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if int(fields[2]) in groups:
            yield int(fields[2]), _share(name) or int(fields[21]) * _PAGE


def _share(name: str) -> int | None:
    try:
        with open(f"/proc/{name}/smaps_rollup", "rb") as file:  # noqa: PTH123 - as above
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:"))
    except (OSError, StopIteration):  # gone meanwhile, another user's, or an old kernel
        return None


def _elsewhere() -> Iterator[tuple[int, int]]:
    import psutil  # 3 MB that Linux need not spend

    for process in psutil.process_iter():
        try:
            yield os.getpgid(process.pid), process.memory_info().rss
        except (ProcessLookupError, PermissionError, psutil.Error):
            continue
