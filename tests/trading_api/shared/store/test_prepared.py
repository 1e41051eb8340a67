"""Statements that are compiled once."""

import pytest
from sqlalchemy import bindparam, func, insert, select

from trading_api.shared.store.sync.prepared import Prepared
from trading_api.shared.store.tables import facts

ADD = Prepared(insert(facts), ["name", "value"])
LIKE = Prepared(
    select(facts.c.name, func.coalesce(facts.c.value, "none"))
    .where(facts.c.name.like(bindparam("pattern")), facts.c.value != "hidden")
    .order_by(facts.c.name)
    .limit(bindparam("most"))
)


def test_it_runs_with_its_own_constants_and_the_callers_values(store_run):
    """On every database alike: each has its own way of writing parameters."""

    async def run(store):
        def work(connection):
            changed = [
                ADD.run(connection, {"name": f"x{n}", "value": "hidden" if n == 1 else str(n)}) for n in range(4)
            ]
            return changed, LIKE.rows(connection, {"pattern": "x%", "most": 2})

        return await store.transact(work)

    assert store_run(run) == ([1, 1, 1, 1], [("x0", "0"), ("x2", "2")])


def test_a_value_that_is_missing_is_named(store_run):
    """Instead of a NULL that nobody meant."""

    async def run(store):
        await store.transact(lambda connection: ADD.run(connection, {"name": "x"}))

    with pytest.raises(KeyError, match="value"):
        store_run(run)
