"""The numbered event log."""

from contextlib import suppress

from trading_api.shared.store import events
from trading_api.shared.store.events import Event, Stream

MINE, OTHER = Stream("A", "orders"), Stream("B", "orders")


def test_entries_are_numbered_from_one_per_account_and_topic(store_run):
    """A reader counts: any hole in its numbers is a lost message."""

    async def run(store):
        async with store.write() as connection:
            numbers = [await events.append(connection, stream, 7, "{}") for stream in (MINE, OTHER, MINE, MINE)]
            return (
                numbers,
                await events.head(connection, MINE),
                await events.head(connection, Stream("C", "orders")),
                await events.after(connection, MINE, 1, 1),
                await events.after(connection, MINE, 3, 9),
            )

    assert store_run(run) == ([1, 1, 2, 3], 3, 0, [Event(2, 7, "{}")], [])


def test_a_change_that_was_undone_leaves_no_hole(store_run):
    """The number is taken in the transaction of the change, so a rollback gives it back."""

    async def run(store):
        with suppress(LookupError):
            async with store.write() as connection:
                await events.append(connection, MINE, 7, "{}")
                raise LookupError("the change is refused")
        async with store.write() as connection:
            return await events.append(connection, MINE, 7, "{}")

    assert store_run(run) == 1


def test_news_name_the_streams_that_grew_and_where_to_ask_next(store_run):
    """One question for all accounts; asked again with the answer's position, nothing comes twice and nothing is left out."""

    async def run(store):
        async with store.write() as connection:
            empty = await events.end(connection)
            for stream in (MINE, MINE, OTHER):
                await events.append(connection, stream, 7, "{}")
            start = await events.end(connection)
            quiet = await events.news(connection, start)
            first, some = await events.news(connection, empty, most=2)
            last, rest = await events.news(connection, first)
            return empty, start, quiet, some, rest, last

    assert store_run(run) == (0, 3, (3, set()), {MINE}, {OTHER}, 3)
