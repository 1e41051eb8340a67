"""Run the README's first command word for word in a fresh clone, use what it says is ready, then press Ctrl-C.

    python3 .ci/first_command.py CLONE

Standard library only: it runs before anything is installed. Exit 0 when every call answered and nothing was left behind.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

READY_S = 300
LEAVE_S = 15
URLS = (
    "/api/v1/core/health",
    "/api/v1/broker/orders",
    "/api/v1/broker/instance",
    "/api/v1/datafeed/bars?symbol=AAPL&resolution=1&to_time=1700000000&count_back=5",
    "/api/v1/openapi.json",
    "/api/v1/asyncapi.json",
    "/api/v1/docs",
)


def first_command(readme: str) -> str:
    """The first shell block of the README is the first command."""
    found = re.search(r"```sh\n(.+?)```", readme, re.DOTALL)
    assert found, "the README has no ```sh block"
    return found[1].strip()


def main() -> None:
    clone = Path(sys.argv[1])
    command = first_command((clone / "README.md").read_text(encoding="utf-8"))
    print(f"$ {command}", flush=True)
    for number in (
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGHUP,
    ):  # ignored in the background of a script and under nohup
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    output = (clone.parent / "first-command.log").open("w+")
    run = subprocess.Popen(
        ["/bin/sh", "-c", command], cwd=clone, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        url = wait_for_url(run, output.name)
        for path in URLS:
            with urllib.request.urlopen(url + path, timeout=10) as answer:
                print(answer.status, path, flush=True)
                assert answer.status == 200, path
        os.killpg(run.pid, signal.SIGINT)
        code = run.wait(LEAVE_S)
        assert code in (130, -signal.SIGINT), f"Ctrl-C ended with {code}"  # -2 where the shell itself died of it
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        print(Path(output.name).read_text(errors="replace")[-4000:], flush=True)
    found = subprocess.run(["pgrep", "-af", str(clone)], capture_output=True, text=True, check=False).stdout
    left = [line for line in found.splitlines() if not line.startswith(f"{os.getpid()} ")]
    assert not left, f"left behind: {left}"


def wait_for_url(run: "subprocess.Popen[bytes]", log: str) -> str:
    """The URL of the ready line, within READY_S."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if found := re.search(r"ready in .*?(http://[0-9.:]+)", Path(log).read_text(errors="replace")):
            return found[1]
        assert run.poll() is None, f"the first command ended with {run.returncode}"
        time.sleep(0.2)
    raise AssertionError(f"not ready within {READY_S} s")


if __name__ == "__main__":
    main()
