"""What a server that reloads says of itself for `status`: a small file, written by it and read by whoever shows rows."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devstack.state.identity import start_ticks

FOLDER = ".devstack/run/serve"


@dataclass(frozen=True, slots=True)
class Note:
    """Its code does not load; `error` says why. `serves`: the code before the last edit does."""

    error: str
    serves: bool


def write(root: Path, name: str, note: Note | None) -> None:
    """Leave a note, or take it away; a disk that refuses costs the note only. Called by the process the note is about."""
    path = root / FOLDER / f"{name}.note"
    with suppress(OSError):
        if note is None:
            path.unlink(missing_ok=True)
            return
        if not (root / ".devstack").is_dir():  # not below a stack
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        own = {"pid": os.getpid(), "ticks": start_ticks(os.getpid()), "error": note.error, "serves": note.serves}
        temporary.write_text(json.dumps(own))
        temporary.replace(path)


def read(root: Path, name: str, pid: int | None) -> Note | None:
    """The note of this very process; one that an earlier process of the name left says nothing."""
    try:
        said = json.loads((root / FOLDER / f"{name}.note").read_bytes())
        if pid is not None and said["pid"] == pid and said["ticks"] == start_ticks(pid):
            return Note(str(said["error"]), bool(said["serves"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None
