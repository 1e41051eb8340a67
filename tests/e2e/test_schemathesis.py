"""Requests made from the merged OpenAPI document, honest and not, through the gateway: no server error, and every answer is one
that the document promises. Operations are found in the document, so new ones are tried without being named here.
"""

import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from support.project import Project

pytestmark = pytest.mark.e2e

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
KNOWN = {"symbol": "AAPL", "symbols": ["AAPL", "XOM"], "resolution": "1", "user_input": "A", "order_id": "1"}
"""What no generator guesses: without it, nearly every request would end at its first check."""


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """The whole stack behind nginx."""
    project = clone()
    project.up("--no-reload")
    return project


def test_no_request_that_the_document_allows_or_forbids_is_a_server_error(stack: Project) -> None:
    """A few hundred examples, different ones in no run: a failure can be repeated."""
    tried = attack(stack, at_least=300)

    assert tried.total() >= 300
    assert_answered(tried)


@pytest.mark.hard
@pytest.mark.timeout(3600)
def test_five_thousand_examples_are_no_server_error(stack: Project) -> None:
    """What a short run does not find."""
    tried = attack(stack, at_least=5000)

    assert tried.total() >= 5000
    assert_answered(tried)


def assert_answered(tried: Counter[int]) -> None:
    """Not all refused, not all taken: else the requests were of one kind only."""
    print(f"{tried.total()} requests: {dict(sorted(tried.items()))}")
    assert tried.keys() >= {200, 404, 422}
    assert not [status for status in tried if status >= 500]


def attack(stack: Project, *, at_least: int) -> Counter[int]:
    """Every operation in turn, until there were so many requests; how many had which status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries below it, about proxies nobody asked for
        import schemathesis
        from schemathesis.checks import CHECKS as ALL

        schema = schemathesis.openapi.from_url(f"{stack.url}/api/v1/openapi.json")
    checks = [check for check in ALL.get_all() if check.__name__ in CHECKS]
    assert len(checks) == len(CHECKS), "schemathesis renamed its checks"
    operations = [found.ok() for found in schema.get_all_operations()]
    tried: Counter[int] = Counter()
    rounds = 0
    while tried.total() < at_least:
        for operation in operations:
            _attack(operation, stack.url, checks, tried, examples=at_least // len(operations) + 1, number=rounds)
        rounds += 1
    return tried


def _attack(operation: Any, url: str, checks: list[Any], tried: Counter[int], *, examples: int, number: int) -> None:
    from schemathesis import GenerationMode

    honest, dishonest = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(case=st.one_of(honest, honest.map(_plausible), dishonest))
    def run(case: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            answer = case.call(base_url=url, timeout=20)
            tried[answer.status_code] += 1
            case.validate_response(answer, checks=checks)

    run()


def _plausible(case: Any) -> Any:
    """The same request with known values where it has any."""
    for part in (case.query, case.path_parameters, case.body):
        if isinstance(part, dict):
            part.update({key: value for key, value in KNOWN.items() if key in part})
            part.update({key: "1" for key in ("qty", "limitPrice") if key in part})
    return case
