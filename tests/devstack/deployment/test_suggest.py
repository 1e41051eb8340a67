"""Which known word was meant."""

import pytest

from devstack.deployment.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("brokr", "broker"),
        ("reoad", "reload"),
        ("worker", "worker_processes"),
        ("zebra", None),
        ("wo", None),
        ("", None),
    ],
)
def test_the_nearest_known_word_or_none(word: str, meant: str | None):
    assert nearest(word, ["broker", "reload", "worker_processes"]) == meant


def test_a_question_or_nothing():
    assert did_you_mean("prot", ["port"]) == "; did you mean port?"
    assert did_you_mean("prot", []) == ""
