"""One engine's life: restore, follow the day, leave a checkpoint behind. Killed at any moment, it goes on as if nothing was."""

import asyncio
import fcntl
import hashlib
import logging
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from trading_api.engines.checkpoint import Checkpoints, Values
from trading_api.engines.clock import Clock
from trading_api.engines.config import Config
from trading_api.engines.day import MINUTE_MS, iso
from trading_api.engines.execution import restored
from trading_api.engines.executions import Assignment, execution_of
from trading_api.engines.exits import EngineError, ExitCode
from trading_api.engines.heartbeat import Heartbeat
from trading_api.engines.recorder import Recorder
from trading_api.engines.segments import Segments, whole
from trading_api.engines.strategy import Desk
from trading_api.engines.trader import Trader
from trading_api.shared.trading.contract import MICROS
from trading_api.shared.trading.fills import Fees, FillModel, Slippage, SlippageKind
from trading_api.shared.trading.venue import Venue

LATE_MS = 2_000
"""A source that does not foresee has a minute's ticks only when it is over, and a little later."""


class Phase(StrEnum):
    """Where an engine is in its life."""

    INIT = "init"
    RESTORE = "restore"
    WARMUP = "warmup"
    RUNNING = "running"
    DRAINING = "draining"
    SQUARE_OFF = "square_off"
    CHECKPOINT = "checkpoint"
    STOPPED = "stopped"
    FAILED = "failed"


class Engine:
    """Give it what it needs and `run` it once. `stop` makes it leave a checkpoint and end."""

    def __init__(self, assignment: Assignment, desk: Desk, clock: Clock) -> None:
        self.name = assignment.name
        self._assignment = assignment
        self._day = assignment.day
        self._desk = desk
        self._clock = clock
        self._log = logging.getLogger(f"engine.{self.name}")
        state = assignment.places.state(self.name)
        self._checkpoints = Checkpoints(state)
        self._heartbeat = Heartbeat(assignment.places.heartbeat(self.name), self.name)
        self._lock = _locked(state / "lock", self.name)
        self._phase = Phase.INIT
        self._notes: list[str] = []
        self._stopping = False
        self._seq = 0
        self._done = False
        self._lag = 0
        try:
            self._trader, self._segments = self._restore()
        except BaseException:  # whatever it is goes on; the next start needs the lock
            self._lock.close()
            raise

    def close(self) -> None:
        """Give the files back; `run` does so itself at its end."""
        self._segments.close()
        self._lock.close()

    def stop(self) -> None:
        """Take a note: no more entries; the loop ends at the next moment."""
        self._stopping = True

    async def run(self) -> ExitCode:
        """Trade the day, or what is left of it."""
        try:
            await self._trader.execution.open()
            await self._trade()
        except BaseException as error:  # whatever it is goes on, and the last heartbeat says so
            self._phase = Phase.FAILED
            self._beat(now=True, exit_code=error.code if isinstance(error, EngineError) else ExitCode.ERROR)
            raise
        finally:
            self.close()
            await self._trader.execution.close()
        code = ExitCode.RISK_HALT if self._trader.progress.halted else ExitCode.DONE
        self._phase = Phase.STOPPED
        self._beat(now=True, exit_code=code)
        self._log.info("%s at %s; exit code %d", self._ending(), iso(self._trader.at), code)
        return code

    async def _trade(self) -> None:
        self._phase = Phase.RUNNING
        self._log.info("follows %s from %s to %s", self._day.date, iso(self._trader.at), iso(self._day.close_ms))
        while not self._over() and not self._stopping:
            reached = self._usable(await self._clock.reached(self._trader.at))
            while self._trader.at < min(reached, self._day.close_ms) and not self._over() and not self._stopping:
                await self._step(reached)
                await asyncio.sleep(0)  # who is behind must hear a signal all the same, and let its neighbours trade
            self._lag = max(0, reached - self._trader.at)
            self._beat()
        if self._stopping and not self._over():
            self._phase = Phase.DRAINING
        self._done = self._over()
        self._checkpoint()

    async def _step(self, reached: int) -> None:
        if await self._trader.follow(reached):
            self._phase = Phase.SQUARE_OFF if self._trader.squaring else Phase.RUNNING
            if (
                self._trader.at - self._day.open_ms
            ) // MINUTE_MS % self._assignment.config.session.checkpoint_minutes == 0:
                self._checkpoint()
            self._beat()

    def _over(self) -> bool:
        """The day, or all trading in it after a halt."""
        if self._trader.at >= self._day.close_ms:
            return True
        return bool(self._trader.progress.halted) and self._trader.flat

    def _usable(self, reached: int) -> int:
        """Until when all ticks are there."""
        return reached if self._desk.foresees else (reached - LATE_MS) // MINUTE_MS * MINUTE_MS

    def _ending(self) -> str:
        if self._trader.progress.halted:
            return f"halted ({self._trader.progress.halted})"
        return "done" if self._done else "stopped"

    def _restore(self) -> tuple[Trader, Segments]:
        """From the newest checkpoint that is good, or anew; EngineError where the day was begun by another config."""
        self._phase = Phase.RESTORE
        folder = self._assignment.places.segments(self.name)
        found = self._checkpoints.newest(lambda values: whole(folder, _marks(values)), self._note)
        if found is not None and found["config_hash"] != self._hash:
            raise EngineError(
                f"{self.name} began {self._day.date} with another config (hash {found['config_hash']}, now {self._hash}); "
                "go on with that one, or trade the day anew with --fresh"
            )
        segments = Segments(folder, _marks(found or {}))
        try:
            trader = self._new_trader(segments, found)
        except BaseException:  # whatever it is goes on, and leaves no file open
            segments.close()
            raise
        if found is None:
            self._phase = Phase.WARMUP
            trader.begin()
        else:
            self._seq = found["seq"]
            trader.resume(found["trader"])
            self._log.info("goes on from checkpoint %06d at %s", self._seq, iso(trader.at))
        return trader, segments

    def _new_trader(self, segments: Segments, found: Values | None) -> Trader:
        config, desk = self._assignment.config, self._desk
        section = getattr(config.engines, self.name)
        contracts = {symbol: listing.contract for symbol, listing in desk.listings.items()}
        venue = Venue(contracts, self._day.hours, _fills(config))
        account = restored(found["trader"]["account"]) if found else None
        execution = execution_of(self._assignment, venue, account)
        loss = None if section.daily_loss is None else int(section.daily_loss * MICROS)
        recorder = Recorder(self.name, desk.strategy.name, desk.listings, segments)
        return Trader(desk, self._day, execution, recorder, contracts, prefix=self.name.upper(), daily_loss=loss)

    @property
    def _hash(self) -> str:
        """Equal where the same orders come out."""
        text = f"{self._assignment.config.hash}|{self._day.close_ms}|{self._desk.world}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _checkpoint(self) -> None:
        """Rows first, then the checkpoint that counts on them."""
        phase, self._phase = self._phase, Phase.CHECKPOINT
        self._seq += 1
        self._checkpoints.write(
            self._seq,
            {
                "engine": self.name,
                "date": self._day.date.isoformat(),
                "config_hash": self._hash,
                "seed": self._assignment.config.market.seed,
                "done": self._done,
                "segments": self._segments.marks(),
                "trader": self._trader.state(),
            },
        )
        self._phase = phase

    def _note(self, words: str) -> None:
        self._notes.append(words)
        self._log.warning("%s", words)

    def _beat(self, *, now: bool = False, exit_code: ExitCode | None = None) -> None:
        self._heartbeat.beat(lambda: self._condition(exit_code), now=now)

    def _condition(self, exit_code: ExitCode | None) -> Mapping[str, Any]:
        account = self._trader.execution.account
        return {
            "state": self._phase,
            "at": self._trader.at,
            "lag_ms": self._lag,
            "open_orders": len(account.orders),
            "positions": len(account.positions),
            "checkpoint": self._seq,
            "notes": tuple(self._notes),
            "reason": self._trader.progress.halted,
            "exit": exit_code,
        }


def _marks(values: Values) -> dict[str, tuple[int, int]]:
    return {name: (size, rows) for name, (size, rows) in values.get("segments", {}).items()}


def _fills(config: Config) -> FillModel:
    fills = config.fills
    return FillModel(
        Slippage(SlippageKind.TICKS, fills.slippage_ticks),
        Fees(per_order=int(fills.fee_per_order * MICROS), rate_bps=fills.fee_bps),
        fills.participation_bps,
    )


def _locked(path: Path, name: str) -> IO[str]:
    """One writer for one engine's day; EngineError while another lives. Ends with the process, however that ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise EngineError(
            f"another {name} engine trades this day already (it holds {path}); wait for its end, or stop it",
            ExitCode.TEMPORARY,
        ) from None
    return file
