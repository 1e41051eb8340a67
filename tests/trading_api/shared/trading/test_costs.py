"""The file of fees and slippage: what it means to a fill, and what it says of mistakes."""

from decimal import Decimal
from pathlib import Path

import pytest
from support.desk import CENT, Desk, small_venue

from trading_api.settings import Settings, SettingsError
from trading_api.shared.trading.changes import Entry, EntryKind
from trading_api.shared.trading.contract import Segment
from trading_api.shared.trading.costs import Costs, CostsError, costs_of

SHIPPED = Path(__file__).parents[4] / "configs" / "costs.yaml"


@pytest.fixture
def written(tmp_path):
    """A file with this content."""

    def write(text: str) -> Path:
        path = tmp_path / "costs.yaml"
        path.write_text(text)
        return path

    return write


def traded(path: Path, symbol: str = "ONE", **fields):
    """A desk at those costs that bought and sold a hundred."""
    desk = Desk(small_venue(segments=Costs.load(path).models))
    desk.buy(100, symbol=symbol, **fields)
    desk.tick(desk.quotes[symbol].last, symbol=symbol)
    desk.sell(100, symbol=symbol)
    desk.tick(desk.quotes[symbol].last, symbol=symbol)
    fees = [-Decimal(c.amount) / CENT / 100 for c in desk.log if isinstance(c, Entry) and c.kind is EntryKind.FEE]
    return [ticks for _, _, ticks in desk.fills()], fees


def test_each_part_of_a_fee_is_counted_once_per_fill(written):
    """1000 of turnover: 0.50 + 100 x 0.005 + 0.35 bps; the tax is the seller's alone; 0.035 cents are lost to rounding."""
    path = written("segments: {stock: {fees: {per_order: 0.5, per_unit: 0.005, bps: 0.35, sell_tax_bps: 7.5}}}")
    prices, fees = traded(path)

    assert prices == [1_001, 999]
    assert fees == [Decimal("1.04"), Decimal("1.78")]


def test_halves_go_to_the_even_minor_unit(written):
    """Not up: over many fills that would be a tax of its own. 0.125 and 0.375 to cents; to whole units 0.5 is nothing."""
    for minor, unit, expected in [("0.01", "0.00125", "0.12"), ("0.01", "0.00375", "0.38"), ("1", "0.015", "2")]:
        path = written(f"minor_unit: {minor}\nsegments: {{stock: {{fees: {{per_unit: {unit}}}}}}}")
        assert traded(path)[1][0] == Decimal(expected)


def test_a_fee_keeps_its_bounds(written):
    assert traded(written("segments: {stock: {fees: {per_unit: 0.0001, min: 1.25}}}"))[1] == [Decimal("1.25")] * 2
    assert traded(written("segments: {stock: {fees: {per_unit: 1, max: 9}}}"))[1] == [Decimal(9)] * 2


def test_segments_differ_and_what_is_not_written_costs_nothing(written):
    path = written("segments: {futures: {slippage: {kind: ticks, amount: 3}}, option: {fees: {per_unit: 0.65}}}")

    assert traded(path) == ([1_001, 999], [])
    assert traded(path, "FUT") == ([204, 196], [])
    assert traded(path, "CALL") == ([21, 19], [Decimal(65)] * 2)


def test_the_volume_that_can_be_taken_is_the_segments(written):
    desk = Desk(small_venue(segments=Costs.load(written("segments: {stock: {participation_percent: 50}}")).models))
    desk.buy(100)
    desk.tick(1_000, volume=60)

    assert desk.fills() == [("o00001", 30, 1_001)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("segments: {stock: {fees: {min: 5, max: 2}}}", r"segments\.stock\.fees: .*max must not be below min \(5\)"),
        ("segments: {stock: {fees: {bps: -1}}}", r"segments\.stock\.fees\.bps: .*greater than or equal to 0, not -1; correct it"),
        ("segments: {stock: {fees: {per_share: 1}}}", r"segments\.stock\.fees\.per_share: there is no such key; take it out"),
        ("segments: {crypto: {}}", r"segments\.crypto: Input should be 'stock', 'futures' or 'option', not 'crypto'"),
        ("segments: {stock: {slippage: {kind: lots}}}", r"segments\.stock\.slippage\.kind: Input should be 'none', 'ticks'"),
        ("segments: {stock: {fees: {per_order: .nan}}}", r"segments\.stock\.fees\.per_order: .*finite number"),
        ("latency_ms: -1", r"latency_ms: Input should be greater than or equal to 0, not -1; correct it there"),
        ("minor_unit: 0", r"minor_unit: Input should be greater than 0"),
        ("[", "this is not YAML; mend it there"),
        ("- 1", "the file: Input should be a valid dictionary"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_place_and_remedy(written, text, told):
    with pytest.raises(CostsError, match=rf"costs\.yaml: {told}"):
        Costs.load(written(text))


def test_all_mistakes_are_told_at_once(written):
    with pytest.raises(CostsError) as refused:
        Costs.load(written("segments: {stock: {fees: {min: x, max: y}}}"))
    assert len(str(refused.value).splitlines()) == 2


def test_the_setting_names_the_file_and_without_it_nothing_costs_anything(tmp_path):
    assert costs_of(Settings()) == Costs()
    with pytest.raises(SettingsError, match=r"^BROKER_COSTS: .*nowhere\.yaml: No such file.*; name a file"):
        costs_of(Settings(broker_costs=str(tmp_path / "nowhere.yaml")))


def test_the_file_of_the_repository_has_every_segment():
    assert set(Costs.load(SHIPPED).models) == set(Segment)
