"""Engines as processes of a running stack, asked for over its control socket: same logs, same status, gone with our line.

One JSON object a line. `{"verb": "engines", "args": {"processes": [...]}}` is answered by `{"progress": "{\"engine\": ...}"}`
for each start and end, and by `{"result": {"codes": {...}}}` after all have ended or we have closed our side.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from trading_api.engines.exits import EngineError, ExitCode
from trading_api.session.crew import Engine
from trading_api.session.processes import GRACE_S, Command, failed

START_S = 60.0
LOST = int(ExitCode.ERROR)
"""What an engine is taken to have ended with when the stack went away without a word of it."""
LONGEST_LINE = 1 << 20


class StackEngine:
    """One of its processes, as far as the stack has told."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.begun = asyncio.Event()
        self.pid: int | None = None
        self.restarts = 0

    @property
    def code(self) -> int | None:
        """See `Engine`."""
        return self.ended.result() if self.ended.done() else None

    @property
    def failed(self) -> bool:
        """See `Engine`."""
        return self.code is not None and (self.code < 0 or failed(self.code))

    def heard(self, event: Mapping[str, Any]) -> None:
        """The stack tells of a start or of the end."""
        self.restarts = event.get("restarts", self.restarts)
        self.pid = event.get("pid", self.pid)
        if "code" in event:
            self.end(LOST if event["code"] is None else event["code"])
        self.begun.set()

    def end(self, code: int) -> None:
        """It has ended, unless that is known."""
        if not self.ended.done():
            self.ended.set_result(code)
        self.begun.set()


class StackCrew:
    """A crew in the stack whose control socket is at `path`; `processes` are the engines as deploy.yaml has them.

    What fails is started again by the stack, as deploy.yaml says.
    """

    def __init__(self, path: str, processes: Sequence[Mapping[str, Any]]) -> None:
        self._path = path
        self._processes = {str(process["name"]): process for process in processes}
        self._engines: dict[str, StackEngine] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._refused = ""

    async def start(self, commands: Sequence[Command]) -> Sequence[Engine]:
        """See `Crew`."""
        self._engines = {command.name: StackEngine(command) for command in commands}
        request = {"verb": "engines", "args": {"processes": [self._asked(command) for command in commands]}}
        try:
            reader, self._writer = await asyncio.open_unix_connection(self._path, limit=LONGEST_LINE)
            self._writer.write(json.dumps(request).encode() + b"\n")
            self._hearing = asyncio.create_task(self._hear(reader))
            async with asyncio.timeout(START_S):
                await asyncio.gather(*(engine.begun.wait() for engine in self._engines.values()))
        except TimeoutError:
            raise EngineError(f"the stack did not start the engines within {START_S:g} s: invoke logs") from None
        except OSError as error:
            raise EngineError(f"the stack does not answer at {self._path}: {error.strerror}; invoke status") from None
        if self._refused:
            raise EngineError(f"the stack refused the engines: {self._refused}")
        return list(self._engines.values())

    async def stop(self) -> Sequence[str]:
        """See `Crew`: to close our side is to ask for it."""
        if self._writer is None or self._hearing is None:
            return ()
        if not self._hearing.done() and self._writer.can_write_eof():
            self._writer.write_eof()
        await asyncio.wait({self._hearing}, timeout=GRACE_S + 5)
        self._hearing.cancel()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        for engine in self._engines.values():
            engine.end(LOST)
        return [name for name, engine in self._engines.items() if engine.code == -9]

    def _asked(self, command: Command) -> Mapping[str, Any]:
        """The process of deploy.yaml with what this session adds to its command."""
        process = self._processes.get(command.name)
        if process is None:
            known = ", ".join(self._processes) or "none"
            raise EngineError(f"engines.{command.name} is not in the deployment file; it has {known}")
        words = [*process["command"]["arguments"], *command.options]
        return {**process, "command": {**process["command"], "arguments": words}}

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        """Until the answer, or the end of the stack."""
        try:
            while line := await reader.readline():
                if self._over(json.loads(line)):
                    break
        except (OSError, ValueError):
            pass  # the line is dead; what is not known to have ended is lost
        for engine in self._engines.values():
            engine.end(LOST)

    def _over(self, message: Mapping[str, Any]) -> bool:
        if "progress" in message:
            event = json.loads(message["progress"])
            self._engines[event["engine"]].heard(event)
            return False
        self._refused = message.get("error", "")
        return True
