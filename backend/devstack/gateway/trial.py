"""Asking nginx itself about a configuration before anybody depends on it."""

import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.errors import DevstackError
from devstack.gateway.binary import arguments, binary, version
from devstack.gateway.prefix import Prefix

TRIAL_S = 20.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def test(text: str, root: Path, configured: str | None) -> None:
    """Have nginx read `text` in a folder of its own. What it refuses is a DevstackError with nginx's own words.

    Nothing below `root` is read or written but the binary it may name: `nginx -t` opens log files and, as root, gives
    folders away.
    """
    program = binary(configured, root)
    with _undisturbed(), tempfile.TemporaryDirectory(prefix="devstack-") as folder:
        # As deep below the temporary folder as the real ones are below the root, for paths that climb.
        prefix, conf = Path(folder) / ".devstack" / "nginx", Path(folder) / "generated" / "nginx.conf"
        Prefix(prefix).make(version(program), documents=False)
        conf.parent.mkdir()
        conf.write_text(text, encoding="utf-8")
        said = _ask([*arguments(program, prefix, conf), "-t"], program)
        if said is not None:
            raise DevstackError(f"nginx refuses the configuration, nothing was replaced: {_plain(said, folder)}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals to leave wait for these hundredths of a second, or one that comes while the folder is removed leaves half of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ask(command: list[str], program: Path) -> str | None:
    """What nginx complains about, None when it does not."""
    try:
        trial = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=TRIAL_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DevstackError(f"{program}: cannot test the configuration: {error}") from error
    return None if trial.returncode == 0 else trial.stderr


def _plain(said: str, folder: str) -> str:
    """The first complaint without time, pid and the temporary folder."""
    complaint = next((line for line in said.splitlines() if "[emerg]" in line), said.strip())
    return re.sub(r"^.*?\[emerg\] (\d+#\d+: )?", "", complaint).replace(f"{folder}/", "")
