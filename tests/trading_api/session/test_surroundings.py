"""What `invoke session` tells of the stack in the environment."""

import os
import socket

import pytest

from trading_api.session.crew import Children
from trading_api.session.nursery import Nursery
from trading_api.session.stack import StackCrew
from trading_api.session.surroundings import Surroundings


def test_without_a_word_of_a_stack_engines_are_children() -> None:
    around = Surroundings.of({})

    nursery = Nursery()
    assert isinstance(around.crew(nursery), Children)
    nursery.close()
    assert (around.ports, around.line) == ({}, None)


def test_a_running_stack_is_where_engines_live() -> None:
    told = {"DEVSTACK_CONTROL": "/there", "DEVSTACK_ENGINES": '[{"name": "fno"}]', "DEVSTACK_PORTS": '{"nginx": 8000}'}

    around = Surroundings.of(told)

    assert isinstance(around.crew(None), StackCrew)
    assert around.ports == {"nginx": 8000}


def test_letting_go_closes_our_side_and_waits_for_the_end_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer comes when the stack is gone."""
    ours, theirs = socket.socketpair()
    monkeypatch.setenv("DEVSTACK_LINE", str(ours.detach()))
    around = Surroundings.of(os.environ)
    theirs.sendall(b'{"result": {}}\n')
    theirs.shutdown(socket.SHUT_WR)

    around.let_go()

    assert theirs.recv(10) == b"", "our side is closed"
    assert "DEVSTACK_LINE" not in os.environ
    theirs.close()
