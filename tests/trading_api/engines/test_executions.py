"""Which execution an engine gets, and what its replay is called."""

from pathlib import Path

import pytest
from support import paper

from trading_api.engines import executions
from trading_api.engines.exits import EngineError
from trading_api.engines.runner import Request, run

GATEWAY = "http://127.0.0.1:9"


def replay_id(folder: Path) -> str:
    """What the engine of a folder calls its replay."""
    path = paper.config_in(folder, f"execution: api\ngateway: {GATEWAY}\n{paper.CONFIG}")
    paper.engine("fno", path).close()
    return (paper.places(folder).state("fno") / "replay").read_text().strip()


def test_without_an_address_the_engine_says_where_to_write_it(tmp_path: Path) -> None:
    path = paper.config_in(tmp_path, f"execution: api\n{paper.CONFIG}")

    with pytest.raises(EngineError, match="write gateway: http://localhost:8000 in the config"):
        paper.engine("fno", path)


def test_a_replay_keeps_its_name_and_no_other_folder_has_it(tmp_path: Path) -> None:
    """So an engine that comes back finds its account, and two people who replay one day do not meet."""
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()

    first, again, other = (replay_id(tmp_path / name) for name in ("mine", "mine", "yours"))

    assert first == again != other
    assert first.startswith("fno-20240314-")


def test_a_fresh_day_is_another_replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = replay_id(tmp_path)
    from trading_api.engines import remote

    monkeypatch.setattr(remote, "PATIENT", remote.Retry(attempts=1))

    run(Request(("fno",), tmp_path / "paper.yaml", paper.DAY, "max", paper.UNTIL, fresh=True))

    assert (paper.places(tmp_path).state("fno") / "replay").read_text().strip() != before


@pytest.mark.parametrize(
    ("told", "configured", "beside", "expected"),
    [("a", "b", "c", "a"), (None, "http://b", "c", "http://b"), (None, None, "c", "c"), (None, None, None, None)],
)
def test_the_nearest_word_about_the_gateway_counts(
    monkeypatch: pytest.MonkeyPatch, told: str | None, configured: str | None, beside: str | None, expected: str | None
) -> None:
    """The command line, then the config, then the stack that the session was started beside."""
    monkeypatch.delenv(executions.GATEWAY, raising=False)
    if beside:
        monkeypatch.setenv(executions.GATEWAY, beside)
    config = executions.Config(gateway=configured if told is None else None)

    assert executions.gateway_of(config, told) == expected
