"""The pullback strategy's numbers by hand."""

from trading_api.engines.equity import strength


def test_strength_is_the_share_of_gains_in_all_moves() -> None:
    """Ten moves up by 3 and four down by 5: 30 of 50."""
    closes = [100]
    for move in [3] * 10 + [-5] * 4:
        closes.append(closes[-1] + move)

    assert strength(closes) == 60


def test_strength_needs_fourteen_moves() -> None:
    assert strength(list(range(14))) is None
    assert strength(list(range(15))) == 100


def test_strength_of_a_market_that_stands_still_is_in_the_middle() -> None:
    assert strength([7] * 15) == 50
