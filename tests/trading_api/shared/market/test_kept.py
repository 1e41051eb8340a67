"""What is kept, and what is made again."""

from concurrent.futures import ThreadPoolExecutor

from trading_api.shared.market.kept import Shelf


def test_what_is_missing_is_made_together_and_once():
    made = []

    def make(keys):
        made.append(list(keys))
        return [key * 10 for key in keys]

    shelf = Shelf(10)

    assert shelf.many([1, 2, 3], make) == [10, 20, 30]
    assert shelf.many([3, 4, 2], make) == [30, 40, 20]
    assert made == [[1, 2, 3], [4]]


def test_what_was_used_last_stays_and_more_than_fits_is_answered_too():
    made = []

    def make(keys):
        made.extend(keys)
        return list(keys)

    shelf = Shelf(2)
    shelf.many([1, 2], make)
    shelf.many([1], make)
    shelf.many([3], make)
    shelf.many([1, 3], make)

    assert made == [1, 2, 3]
    assert shelf.many(range(5), make) == [0, 1, 2, 3, 4]


def test_threads_that_ask_at_once_get_what_they_asked_for():
    shelf = Shelf(5)

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda start: shelf.many(range(start, start + 20), lambda keys: [-key for key in keys]), range(200)
            )
        )

    assert answers == [[-key for key in range(start, start + 20)] for start in range(200)]
