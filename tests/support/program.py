"""A small program to supervise: `python program.py [--option…] [PORT]`. Starts in tens of milliseconds: sockets only."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path


def main() -> None:
    """Do what the options say, then answer HTTP on PORT, or just live, until told to leave."""
    options = parsed()
    if options.ignore_term:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        for number in (signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, lambda *_: (say("bye"), sys.exit(0)))
    if options.ignore_quit:
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    if options.escape:
        subprocess.Popen([sys.executable, __file__, "--ignore-term", "--quiet"], start_new_session=True)
    if options.helper:
        subprocess.Popen([sys.executable, __file__, "--quiet"])
    if options.say:
        say(options.say)
    if options.long_line:
        long_line(options.long_line)
    if options.forking:
        fork_for_ever()
    if options.once_more and not Path(options.once_more).exists():
        Path(options.once_more).touch()
        options.leave = options.crash = None
    if options.crash:
        raise LookupError("no such table")
    if options.eat:
        eat(options)
    if options.flood:
        flood()
    serve(options)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int, nargs="?")
    parser.add_argument("--leave", type=int, help="exit with this code")
    parser.add_argument("--crash", action="store_true", help="raise an exception that nobody catches")
    parser.add_argument("--after", type=float, default=0.0, help="… after so many seconds")
    parser.add_argument("--once-more", help="the first start, told by this missing file, does not leave")
    parser.add_argument("--ignore-term", action="store_true")
    parser.add_argument("--ignore-quit", action="store_true")
    parser.add_argument("--escape", action="store_true", help="start a child in its own session that ignores TERM")
    parser.add_argument("--helper", action="store_true", help="start a child in the same group")
    parser.add_argument("--say")
    parser.add_argument("--long-line", type=int, help="say so many bytes without a line end, then a short line")
    parser.add_argument(
        "--forking", action="store_true", help="start a short-lived child each 10 ms, in a session of its own"
    )
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--eat", type=int, help="take so many MB when the file of --when is there")
    parser.add_argument("--when", type=Path)
    parser.add_argument("--survive", action="store_true", help="say that there was not enough, and go on")
    parser.add_argument("--flood", action="store_true")
    parser.add_argument("--name", default=os.environ.get("DEVSTACK_INSTANCE", ""))
    parser.add_argument("--mute-when", help="answer nothing while this file exists")
    return parser.parse_args()


def say(text: str) -> None:
    print(text, flush=True)


def eat(options: argparse.Namespace) -> None:
    while not options.when.exists():
        time.sleep(0.02)
    try:
        say(f"has {len(bytearray(options.eat * 1_000_000))} bytes")
    except MemoryError:
        if not options.survive:
            raise
        traceback.print_exc()


def flood() -> None:
    line = b"y" * 99 + b"\n"
    while True:
        os.write(1, line * 100)


def long_line(length: int) -> None:
    for _ in range(length // 65536):
        os.write(1, b"x" * 65536)
    say("\nthe long line is out")


def fork_for_ever() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(0.5)
            os._exit(0)
        time.sleep(0.01)


def serve(options: argparse.Namespace) -> None:
    if options.leave is not None:
        time.sleep(options.after)
        say(f"leaving with {options.leave}")
        sys.exit(options.leave)
    if options.port is None:
        while True:
            signal.pause()
    head = f"HTTP/1.1 200 OK\r\nX-Devstack-Instance: {options.name}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", options.port))
        listener.listen()
        if not options.quiet:
            say(f"serving as {options.name}")
        while True:
            link, _ = listener.accept()
            if options.mute_when and Path(options.mute_when).exists():
                link.close()
                continue
            with link:
                link.recv(65536)
                link.sendall(head.encode())


if __name__ == "__main__":
    main()
