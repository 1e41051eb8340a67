"""A PostgreSQL server in a temporary folder, for tests: what this machine has of it, under a user that it agrees to run as."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from support.ports import free_block, is_free

PLACES = ("/usr/local/bin", *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))
QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=60")


class Postgres:
    """Running when the constructor returns; `database()` empties its database and gives the URL."""

    def __init__(self) -> None:
        self._user = "nobody" if os.getuid() == 0 else None  # as root it refuses to run
        self.folder = Path(tempfile.mkdtemp(prefix="devstack-postgres-"))
        self.port = free_block()
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    @staticmethod
    def missing() -> str | None:
        """Why there can be no server here."""
        absent = [name for name in ("initdb", "postgres") if not _binary(name)]
        if absent:
            return f"no postgres: {' and '.join(absent)} not found"
        try:
            import asyncpg  # noqa: F401 - whether it is there is the question
        except ImportError:
            return "no postgres: asyncpg is not installed"
        return None

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start it, again after `kill`; ready when it returns."""
        words = [str(_binary("postgres")), "-D", str(self._data), "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        for option in QUICK:
            words += ["-c", option]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(words, cwd="/", stdout=log, stderr=log, user=self._user, group=self._group)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "postgres was not ready after 30 s"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a crash does it: every connection breaks."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def database(self) -> str:
        """The URL of the database, emptied: making another one takes seconds."""
        self._single("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return f"postgresql+asyncpg://tester@127.0.0.1:{self.port}/postgres"

    def close(self) -> None:
        """Stop it and remove its folder; nothing in it need be saved."""
        if self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)

    @property
    def _group(self) -> int | None:
        return pwd.getpwnam(self._user).pw_gid if self._user else None

    def _answers(self) -> bool:
        if is_free(self.port):
            return False
        try:
            self._single("SELECT 1")
        except OSError:
            return False
        return True

    def _single(self, statement: str) -> None:
        """In a loop of its own: tests have theirs."""
        import asyncio

        import asyncpg

        async def run() -> None:
            url = f"postgresql://tester@127.0.0.1:{self.port}/postgres"
            connection = await asyncpg.connect(url, timeout=10)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        try:
            asyncio.run(run())
        except asyncpg.CannotConnectNowError as error:
            raise OSError(str(error)) from error

    def _run(self, name: str, *options: str) -> None:
        done = subprocess.run(
            [str(_binary(name)), *options],
            cwd="/",
            capture_output=True,
            text=True,
            user=self._user,
            group=self._group,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "USER": self._user or getpass.getuser()},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _binary(name: str) -> str | None:
    found = shutil.which(name) or next((f"{place}/{name}" for place in PLACES if Path(place, name).exists()), None)
    return str(Path(found).resolve()) if found else None
