"""The table of `status` for people: in colour on a terminal, plain when piped or under NO_COLOR."""

from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from devstack.state import RowState, Snapshot

STYLES = {"ready": "green", "starting": "cyan", "restarting": "yellow", "stale": "yellow", "stopped": "dim"}


def show(there: Snapshot, file: IO[str] | None = None) -> None:
    """Print the table: in colour on a terminal, plain when piped or under NO_COLOR."""
    console = Console(file=file, highlight=False, soft_wrap=True)
    console.print(_headline(there))
    if there.processes:
        console.print(_table(there), crop=False)
    for row in there.processes:
        if row.last_error and row.state != RowState.READY:
            console.print(Text(f"{row.name}: {row.last_error}"))


def _headline(there: Snapshot) -> Text:
    words = [there.stack or there.id, there.state]
    words += [there.layout] if there.layout else []
    words += [there.url] if there.url else []
    words += [f"supervisor pid {there.supervisor.pid}"] if there.supervisor else []
    return Text("  ".join(words), style="bold")


def _table(there: Snapshot) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("NAME", "STATE", "HEALTH", "PID", "PORT", "RESTARTS", "UPTIME", "MEMORY", "MODULES"):
        table.add_column(
            title, no_wrap=True, justify="right" if title in {"PID", "PORT", "RESTARTS", "MEMORY"} else "left"
        )
    for row in there.processes:
        table.add_row(
            row.name,
            Text(row.state, style=STYLES.get(row.state, "red")),
            row.health,
            _or_dash(row.pid),
            _or_dash(row.port),
            str(row.restarts),
            "-" if row.uptime_s is None else _duration(row.uptime_s),
            "-" if row.rss_mb is None else f"{row.rss_mb:.0f} MB",
            ",".join(row.modules),
        )
    return table


def _or_dash(value: object) -> str:
    return "-" if value is None else str(value)


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole < 60:
        return f"{whole}s"
    minutes, seconds_left = divmod(whole, 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours}h{minutes_left:02}m" if hours else f"{minutes}m{seconds_left:02}s"
