"""When a silent process is started anew: by what became of its family, and only then by the clock."""

import pytest

from devstack.supervisor.family import Family, Member
from devstack.supervisor.silence import PATIENCE_S, Silence

PARENT, WORKER, NEW = Member(10, 1), Member(11, 2), Member(12, 3)


def silent(misses: int, start_s: float = 15.0) -> Silence:
    """A server and its worker, which have not answered so many times in a row, from second 100 on."""
    silence = Silence(start_s)
    silence.answered(Family(frozenset({PARENT, WORKER})))
    for _ in range(misses):
        silence.missed(100.0, "no answer on port 8011 within 1.5 s")
    return silence


def there(*members: Member, stopped: tuple[Member, ...] = ()) -> Family:
    return Family(frozenset(members), frozenset(stopped))


def test_a_worker_that_is_gone_is_clear_at_once() -> None:
    """uvicorn's reloader never replaces a killed worker; its port hangs for ever."""
    assert silent(2).verdict(102.0, there(PARENT)) == (
        "does not answer and pid 11 of it is gone: no answer on port 8011 within 1.5 s"
    )


def test_a_stopped_process_is_clear_at_once() -> None:
    """Nobody continues it by chance."""
    words = silent(2).verdict(102.0, there(PARENT, WORKER, stopped=(WORKER,)))

    assert words is not None
    assert "pid 11 of it is stopped" in words


def test_one_miss_alone_is_chance() -> None:
    """A machine under load answers late now and then."""
    assert silent(1).verdict(102.0, there(PARENT)) is None


@pytest.mark.parametrize(("start_s", "patience"), [(5.0, PATIENCE_S), (90.0, 90.0)])
def test_a_reload_may_take_as_long_as_a_start(start_s: float, patience: float) -> None:
    """A worker is gone and another has come: its code is loading."""
    reloading = silent(9, start_s)

    assert reloading.verdict(100.0 + patience - 1, there(PARENT, NEW)) is None
    assert "has not for" in (reloading.verdict(100.0 + patience, there(PARENT, NEW)) or "")


def test_a_complete_family_may_be_busy_for_long() -> None:
    """A handler that blocks its server for twenty seconds must not lose its work."""
    busy = silent(9)

    assert busy.verdict(100.0 + PATIENCE_S - 1, there(PARENT, WORKER)) is None
    assert "has not for 30 s" in (busy.verdict(100.0 + PATIENCE_S, there(PARENT, WORKER)) or "")


def test_an_answer_ends_the_silence() -> None:
    """Whatever it says: a process that says 503 lives."""
    silence = silent(9)
    silence.answered(there(PARENT), well=False)
    silence.missed(200.0, "no answer")

    assert silence.verdict(300.0, there()) is None
    assert silence.failures == 11
