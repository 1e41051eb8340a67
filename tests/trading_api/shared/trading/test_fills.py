"""Slippage and fees."""

import pytest

from trading_api.models.orders import Side
from trading_api.shared.trading.contract import Contract
from trading_api.shared.trading.fills import Fees, FillModel, Slippage, SlippageKind

CENT = 10_000


@pytest.mark.parametrize(
    ("slippage", "bought", "sold"),
    [
        (Slippage(), 1_000, 1_000),
        (Slippage(SlippageKind.TICKS, 2), 1_002, 998),
        (Slippage(SlippageKind.BPS, 15), 1_002, 998),
        (Slippage(SlippageKind.IMPACT, 100), 1_005, 995),
        (Slippage(SlippageKind.TICKS, 2_000), 3_000, 1),
    ],
)
def test_slippage_is_against_who_needs_the_price(slippage, bought, sold):
    """Fifty of a volume of a hundred; nothing is ever sold below one tick."""
    assert slippage.worse(1_000, Side.BUY, 50, 100) == bought
    assert slippage.worse(1_000, Side.SELL, 50, 100) == sold


@pytest.mark.parametrize(
    ("fees", "side", "first", "fee"),
    [
        (Fees(per_order=100 * CENT), Side.BUY, True, 100),
        (Fees(per_order=100 * CENT), Side.BUY, False, 0),
        (Fees(per_step=5_000), Side.BUY, True, 2),
        (Fees(per_step=15_000), Side.BUY, True, 8),
        (Fees(rate_bps=10), Side.BUY, True, 5),
        (Fees(sell_tax_bps=10), Side.BUY, True, 0),
        (Fees(sell_tax_bps=10), Side.SELL, True, 5),
        (Fees(least=20 * CENT), Side.BUY, True, 20),
        (Fees(per_step=CENT, most=3 * CENT), Side.BUY, True, 3),
    ],
)
def test_fees_are_whole_cents_halves_to_the_even(fees, side, first, fee):
    """Five steps at 10.00, in cents: half a cent a step is 2.5, one and a half is 7.5."""
    assert fees.of(Contract("X", CENT), side, 5, 1_000, first=first) == fee * CENT


def test_a_tenth_of_the_volume_can_be_taken():
    assert FillModel().takes(59) == 5
    assert FillModel().takes(None) is None
    assert FillModel(participation_bps=None).takes(59) is None
