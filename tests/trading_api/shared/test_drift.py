"""The warning about stale specs, at a real start."""

import logging

import pytest
from fastapi import APIRouter
from support.asgi import served
from support.modules import SampleModule

from trading_api.app_factory import ModularFastAPI
from trading_api.settings import Settings
from trading_api.shared.specs import document_bytes


def application(**options):
    """core alone, as the whole project."""
    return ModularFastAPI([SampleModule("core")], Settings(**options), complete=True)


def warnings_of_a_start(app, caplog) -> list[str]:
    """Start it, stop it, and read what it said about specs."""
    with caplog.at_level(logging.WARNING), served(app):
        pass
    return [r.getMessage() for r in caplog.records if r.name.endswith("drift")]


@pytest.fixture
def committed(tmp_path, monkeypatch):
    """A working folder with committed specs, at first in order."""
    folder = tmp_path / "generated" / "specs"
    folder.mkdir(parents=True)
    (folder / "openapi.json").write_bytes(document_bytes(application().openapi()))
    monkeypatch.chdir(tmp_path)
    return folder / "openapi.json"


def test_equal_specs_are_not_mentioned(committed, caplog):
    """A warning that is always there is read by nobody."""
    assert warnings_of_a_start(application(), caplog) == []


def test_different_specs_are_named_with_the_command_and_left_alone(committed, caplog):
    """Only `gen` writes: n instances would be n writers, and a reload loop."""
    stale = committed.read_bytes().replace(b"Health", b"Wealth")
    committed.write_bytes(stale)

    said = warnings_of_a_start(application(), caplog)

    assert said == ["generated/specs is stale (openapi.json); run: invoke gen"]
    assert committed.read_bytes() == stale


@pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
def test_specs_that_cannot_be_made_are_said_at_the_start_and_hinder_nobody(committed, caplog):
    """A name used twice is found by `gen` in any case; it must not turn the next Ctrl-C into a failed shutdown."""
    api = APIRouter()
    api.add_api_route("/vitals", lambda: None, name="get_health")
    app = ModularFastAPI([SampleModule("core", api)], Settings(), complete=True)

    said = warnings_of_a_start(app, caplog)

    assert len(said) == 1
    assert said[0].startswith("the specs cannot be written: module core: operation id get_health")
    assert "shutdown failed" not in caplog.text


@pytest.mark.parametrize("case", ["some modules only", "another base url", "nothing committed"])
def test_what_cannot_be_equal_is_not_compared(committed, caplog, case):
    """A server of one module, or a run under an overlay, has other documents by intention."""
    committed.write_bytes(committed.read_bytes().replace(b"Health", b"Wealth"))
    app = application(api_base_url="/other") if case == "another base url" else application()
    app.complete = case != "some modules only"
    if case == "nothing committed":
        committed.unlink()

    assert warnings_of_a_start(app, caplog) == []
