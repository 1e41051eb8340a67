"""How long a process has not answered, and when that is long enough to start it anew. Pure: it is told what was seen and when.

A silent process may be broken, but it may as well load code again, work on something long, or stand at a breakpoint. What
has become of its family since its last answer tells: only where some of it is missing or stopped is the case clear at once.
"""

from dataclasses import dataclass, field

from devstack.supervisor.family import Family, Member

MISSES = 2
"""So many probes in a row without an answer make a process unhealthy; one alone may be chance."""
PATIENCE_S = 30.0
"""How long a process whose family is complete and running may be silent: a handler that blocks is no reason to lose its work."""


@dataclass(slots=True)
class Silence:
    """Kept from one good answer to the next. `start_s` is how long the process may take to load its code."""

    start_s: float
    before: Family = field(default_factory=Family)
    failures: int = 0
    """Probes in a row that were not answered well."""
    misses: int = 0
    """Those of them that were not answered at all."""
    since: float = 0.0
    words: str = ""

    def answered(self, those: Family, well: bool = True) -> None:
        """It has spoken, whatever it said; `those` are its family now."""
        self.before, self.misses = those, 0
        self.failures = 0 if well else self.failures + 1

    def missed(self, now: float, words: str) -> None:
        """No answer has come until `now` (monotonic seconds); `words` say how."""
        self.since = self.since if self.misses else now
        self.failures += 1
        self.misses += 1
        self.words = words

    def verdict(self, now: float, those: Family) -> str | None:
        """Why it has to be started anew, in words that fit after its name; None as long as it may still answer."""
        if self.misses < MISSES:
            return None
        if those.stopped:
            return self._because(f"{_pids(those.stopped)} of it is stopped")
        lost, new = self.before.members - those.members, those.members - self.before.members
        if lost and not new:
            return self._because(f"{_pids(lost)} of it is gone")
        # Where something was started since, its code may be loading again.
        patience = max(self.start_s, PATIENCE_S) if new else PATIENCE_S
        silent = now - self.since
        return self._because(f"has not for {silent:.0f} s") if silent >= patience else None

    def _because(self, reason: str) -> str:
        return f"does not answer and {reason}: {self.words}"


def _pids(members: frozenset[Member]) -> str:
    return "pid " + ", ".join(str(pid) for pid in sorted(member.pid for member in members))
