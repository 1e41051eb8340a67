"""An engine whose orders go through the generated clients to a running broker: the same files as with none."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support import paper
from support.asgi import served
from support.ports import free_block
from support.tokens import token

from trading_api.app_factory import AppFactory
from trading_api.engines import heartbeat, runner
from trading_api.engines.exits import EngineError, ExitCode
from trading_api.settings import Settings

pytest.importorskip("QuantLib", reason="the options engine's extra is not installed")


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running one."""
    folder = tmp_path_factory.mktemp("broker")
    settings = Settings(store_url=f"sqlite+aiosqlite:///{folder}/t.db", bus_url="memory:", instance="broker-0")
    with served(AppFactory(settings).create_app(["broker"])) as address:
        yield f"http://{address}"


def config_in(folder: Path, gateway: str, text: str = paper.CONFIG) -> Path:
    folder.mkdir(exist_ok=True)
    return paper.config_in(folder, f"execution: api\ngateway: {gateway}\n{text}")


class Steps:
    """A clock that comes as far as it is told, and stops its engine after some minutes."""

    def __init__(self, *seconds: int, minutes: int = 10**6) -> None:
        self._seconds, self._asked = seconds, 0
        self._minutes, self._since = minutes, 0
        self.engine: paper.Engine | None = None

    async def reached(self, at_ms: int) -> int:
        self._asked += 1
        self._since = self._since or at_ms
        if self.engine and at_ms - self._since >= self._minutes * 60_000:
            self.engine.stop()
        return at_ms + 1000 * self._seconds[self._asked % len(self._seconds)]


@pytest.mark.parametrize("name", paper.NAMES)
def test_the_day_has_the_same_files_wherever_its_orders_are_matched(
    tmp_path: Path, broker: str, name: paper.EngineName
) -> None:
    """Byte by byte, also the log of every change, and however the day is cut."""
    (tmp_path / "local").mkdir()
    assert paper.traded(name, paper.config_in(tmp_path / "local")) == 0

    assert paper.traded(name, config_in(tmp_path / "api", broker), Steps(41, 61, 7, 60)) == 0

    local, api = (paper.files(tmp_path / folder, [name]) for folder in ("local", "api"))
    assert api == local
    assert local[f"{name}/orders.csv"].count(b"filled") > 1, "a day without a fill would prove nothing"


class Killed(Exception):
    """Stands for a process that is gone: nothing after it is done."""


def killed_after(path: Path, minutes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trade some of the day, and end without a checkpoint of the end."""
    clock = Steps(41, 60, minutes=minutes)
    engine = clock.engine = paper.engine("equity", path, clock)

    def die() -> None:
        raise Killed

    monkeypatch.setattr(engine, "stop", die)
    with pytest.raises(Killed):
        asyncio.run(engine.run())


def test_an_engine_that_comes_back_hears_again_what_it_had_heard(
    tmp_path: Path, broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checkpoint is older than the broker's account: commands are repeated, fills are not."""
    (tmp_path / "local").mkdir()
    paper.traded("equity", paper.config_in(tmp_path / "local"))
    path = config_in(tmp_path / "api", broker)

    for minutes in (4, 13, 33):
        killed_after(path, minutes, monkeypatch)
    assert paper.traded("equity", path, Steps(17, 60, 55)) == 0

    assert paper.files(tmp_path / "api", ["equity"]) == paper.files(tmp_path / "local", ["equity"])


def test_a_day_begun_through_the_broker_can_be_ended_without_it(tmp_path: Path, broker: str) -> None:
    """The checkpoint holds the whole account; who executes is no part of what decides orders."""
    (tmp_path / "local").mkdir()
    paper.traded("equity", paper.config_in(tmp_path / "local"))
    path = config_in(tmp_path / "api", broker)
    clock = Steps(60, minutes=20)
    clock.engine = paper.engine("equity", path, clock)
    assert asyncio.run(clock.engine.run()) is ExitCode.DONE

    assert paper.traded("equity", paper.config_in(tmp_path / "api")) == 0

    assert paper.files(tmp_path / "api", ["equity"]) == paper.files(tmp_path / "local", ["equity"])


def test_a_day_begun_without_the_broker_is_refused_by_it(tmp_path: Path, broker: str) -> None:
    """Its account would begin anew in the middle of the day."""
    clock = Steps(60, minutes=20)
    tmp_path.joinpath("api").mkdir()
    clock.engine = paper.engine("equity", paper.config_in(tmp_path / "api"), clock)
    asyncio.run(clock.engine.run())

    with pytest.raises(EngineError, match="begun with another store or execution; go on with that, or --fresh"):
        paper.traded("equity", config_in(tmp_path / "api", broker))


def test_a_broker_that_is_away_is_a_sentence_and_worth_another_try(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 75, and nothing lost: the same command goes on."""
    from trading_api.engines import remote

    monkeypatch.setattr(remote, "PATIENT", remote.Retry(attempts=1))
    path = config_in(tmp_path, f"http://127.0.0.1:{free_block()}")
    request = runner.Request(("fno",), path, paper.DAY, "max", paper.UNTIL)

    with caplog.at_level(logging.ERROR):
        code = runner.run(request)

    beat = heartbeat.read(paper.places(tmp_path).heartbeat("fno"))
    assert code is ExitCode.TEMPORARY
    assert "does not answer" in caplog.text
    assert "invoke status" in caplog.text
    assert "Traceback" not in caplog.text
    assert beat is not None
    assert beat.exit == ExitCode.TEMPORARY


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a broker that asks who calls, and the file of its tokens."""
    folder = tmp_path_factory.mktemp("guarded")
    tokens = folder / "tokens.json"
    token(tokens, "nobody", "NOBODY")
    settings = Settings(
        store_url=f"sqlite+aiosqlite:///{folder}/t.db",
        bus_url="memory:",
        instance="broker-0",
        auth="trading_api.shared.tokens:bearer",
        auth_tokens_file=str(tokens),
    )
    with served(AppFactory(settings).create_app(["broker"])) as address:
        yield f"http://{address}", tokens


def kept(folder: Path, text: str, mode: int = 0o600) -> str:
    """The line of a config that names a file with this text."""
    folder.mkdir(exist_ok=True)
    file = folder / "engines.token"
    file.write_text(f"{text}\n")
    file.chmod(mode)
    return f"token_file: {file}\n"


def test_a_token_of_every_account_lets_an_engine_trade_with_a_broker_that_asks_who_calls(
    tmp_path: Path, guarded: tuple[str, Path]
) -> None:
    """Over HTTP and over the WebSocket."""
    gateway, tokens = guarded
    (tmp_path / "local").mkdir()
    assert paper.traded("equity", paper.config_in(tmp_path / "local")) == 0
    line = kept(tmp_path / "api", token(tokens, "engines", "--any-account"))

    assert paper.traded("equity", config_in(tmp_path / "api", gateway, line + paper.CONFIG)) == 0

    local, api = (paper.files(tmp_path / folder, ["equity"]) for folder in ("local", "api"))
    assert api == local


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "does not let this engine in"),
        (("alice", "ALICE"), "name a file with a token for every account as token_file"),
    ],
    ids=["no token", "a token for another account"],
)
def test_a_stranger_is_told_which_token_it_needs(
    tmp_path: Path, guarded: tuple[str, Path], words: tuple[str, ...], said: str
) -> None:
    gateway, tokens = guarded
    line = kept(tmp_path, token(tokens, *words)) if words else ""

    with pytest.raises(EngineError, match=said):
        paper.traded("equity", config_in(tmp_path, gateway, line + paper.CONFIG))


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("a-token", 0o644, r"others may read .*engines.token \(mode 0644\); run: chmod 600"),
        ("two words", 0o600, "does not hold one token; make one with: python -m trading_api.shared.tokens"),
        ("", 0o600, "does not hold one token"),
        (None, 0o600, "token_file: .*engines.token: No such file or directory"),
    ],
)
def test_a_token_file_that_will_not_do_is_a_sentence(
    tmp_path: Path, broker: str, text: str | None, mode: int, said: str
) -> None:
    line = kept(tmp_path, text or "", mode)
    if text is None:
        (tmp_path / "engines.token").unlink()

    with pytest.raises(EngineError, match=said):
        paper.traded("equity", config_in(tmp_path, broker, line + paper.CONFIG))


def test_a_broker_that_is_started_again_in_between_is_waited_for(tmp_path: Path) -> None:
    """Commands are sent again, the stream is taken up where it stopped."""
    (tmp_path / "local").mkdir()
    paper.traded("equity", paper.config_in(tmp_path / "local"))
    settings = Settings(store_url=f"sqlite+aiosqlite:///{tmp_path}/t.db", bus_url="memory:", instance="broker-0")

    with ExitStack() as stack:
        running = [stack.enter_context(served(AppFactory(settings).create_app(["broker"])))]
        path = config_in(tmp_path / "api", f"http://{running[0]}")
        port = int(running[0].rpartition(":")[2])

        async def traded() -> ExitCode:
            clock = Steps(60)
            engine = paper.engine("equity", path, clock)
            trading = asyncio.create_task(engine.run())
            await _until_fill(tmp_path / "api")
            await asyncio.to_thread(stack.close)
            running[0] = stack.enter_context(served(AppFactory(settings).create_app(["broker"]), port=port))
            return await trading

        assert asyncio.run(traded()) == 0

    assert paper.files(tmp_path / "api", ["equity"]) == paper.files(tmp_path / "local", ["equity"])


async def _until_fill(folder: Path, within: float = 20) -> None:
    """Until something has been traded there."""
    path = paper.places(folder).segments("equity") / "executions.csv"
    async with asyncio.timeout(within):
        while not path.is_file() or path.read_text().count("\n") < 2:
            await asyncio.sleep(0.005)
