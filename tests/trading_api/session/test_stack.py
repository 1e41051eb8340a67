"""What a session makes of what a stack says, over a real socket; the stack itself is tried in tests/e2e/test_session_stack.py."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from trading_api.engines.exits import EngineError
from trading_api.session.processes import Command
from trading_api.session.stack import StackCrew

FNO = Command("fno", ("fno",), ("python", "-m", "x"), ("--date", "2024-03-14"))
PROCESS = {"name": "fno", "command": {"arguments": ["run", "fno"], "python": False}}
Say = Callable[[dict[str, Any]], None]


def held(path: Path, stack: Callable[[dict[str, Any], Say, asyncio.StreamReader], Awaitable[None]], act: Any) -> Any:
    """Run `act` on a crew whose stack behaves as told."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = json.loads(await reader.readline())
        await stack(request, lambda message: writer.write(json.dumps(message).encode() + b"\n"), reader)
        await writer.drain()
        writer.close()

    async def main() -> Any:
        async with await asyncio.start_unix_server(serve, str(path)):
            return await act(StackCrew(str(path), [PROCESS]))

    return asyncio.run(main())


async def tried(crew: StackCrew) -> None:
    """As a session does it: whatever became of the start, it stops."""
    try:
        await crew.start([FNO])
    finally:
        await crew.stop()


def told(**event: object) -> dict[str, Any]:
    return {"progress": json.dumps({"engine": "fno", **event})}


def test_engines_are_asked_for_with_what_the_session_adds_to_their_command(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    async def stack(request: dict[str, Any], say: Say, reader: asyncio.StreamReader) -> None:
        asked.append(request)
        say(told(pid=7, restarts=0))
        await reader.read()
        say(told(code=0, restarts=0))
        say({"result": {"codes": {"fno": 0}}})

    async def act(crew: StackCrew) -> tuple[int | None, int | None, Any]:
        (engine,) = await crew.start([FNO])
        pid = engine.pid
        killed = await crew.stop()
        return pid, engine.code, list(killed)

    assert held(tmp_path / "s", stack, act) == (7, 0, [])
    assert asked[0]["verb"] == "engines"
    assert asked[0]["args"]["processes"][0]["command"]["arguments"] == ["run", "fno", "--date", "2024-03-14"]


def test_an_end_is_heard_at_once_with_its_code_and_restarts(tmp_path: Path) -> None:
    async def stack(_request: dict[str, Any], say: Say, reader: asyncio.StreamReader) -> None:
        say(told(pid=7, restarts=0))
        say(told(pid=8, restarts=1))
        say(told(code=-9, restarts=1))
        await reader.read()

    async def act(crew: StackCrew) -> tuple[Any, ...]:
        (engine,) = await crew.start([FNO])
        await asyncio.wait_for(engine.ended, 5)
        await crew.stop()
        return engine.pid, engine.code, engine.restarts, engine.failed

    assert held(tmp_path / "s", stack, act) == (8, -9, 1, True)


def test_a_refusal_is_handed_on_in_the_words_of_the_stack(tmp_path: Path) -> None:
    async def stack(_request: dict[str, Any], say: Say, reader: asyncio.StreamReader) -> None:
        say({"error": "fno runs already: another session has not ended", "exit_code": 1})

    with pytest.raises(EngineError, match="the stack refused the engines: fno runs already"):
        held(tmp_path / "s", stack, tried)


def test_when_the_stack_is_gone_its_engines_are_lost(tmp_path: Path) -> None:
    """Nobody can tell how they ended: that is a failure."""

    async def stack(_request: dict[str, Any], say: Say, reader: asyncio.StreamReader) -> None:
        say(told(pid=7, restarts=0))

    async def act(crew: StackCrew) -> tuple[Any, ...]:
        (engine,) = await crew.start([FNO])
        await asyncio.wait_for(engine.ended, 5)
        await crew.stop()
        return engine.code, engine.failed

    assert held(tmp_path / "s", stack, act) == (1, True)


def test_a_socket_that_nobody_serves_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="invoke status"):
        asyncio.run(StackCrew(str(tmp_path / "none"), [PROCESS]).start([FNO]))


def test_an_engine_that_deploy_yaml_does_not_name_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"engines\.fno is not in the deployment file; it has none"):
        asyncio.run(StackCrew(str(tmp_path / "none"), []).start([FNO]))
