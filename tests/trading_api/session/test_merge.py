"""Segments become one file, in one order, as often as one likes."""

from datetime import date
from pathlib import Path

from trading_api.engines.segments import Segments, path_of
from trading_api.session.merge import merge, rows_of
from trading_api.shared.places import Places


def segment(places: Places, engine: str, *moments: str) -> None:
    segments = Segments(places.segments(engine), {})
    for ts in moments:
        segments.row("orders", ts=ts, engine=engine, reason=f"{engine}, of course")
    segments.close()


def test_rows_are_sorted_by_time_then_engine_then_number(tmp_path: Path) -> None:
    places = Places(tmp_path, date(2024, 3, 14))
    segment(places, "fno", "T10", "T12", "T12")
    segment(places, "equity", "T12", "T13")

    merge(places, ["fno", "equity"])

    rows = rows_of(places.artifacts, "orders")
    assert [(row["ts"], row["engine"], row["seq"]) for row in rows] == [
        ("T10", "fno", "1"),
        ("T12", "equity", "1"),
        ("T12", "fno", "2"),
        ("T12", "fno", "3"),
        ("T13", "equity", "2"),
    ]


def test_merging_again_in_another_order_writes_the_same_bytes(tmp_path: Path) -> None:
    places = Places(tmp_path, date(2024, 3, 14))
    segment(places, "fno", "T10", "T12")
    segment(places, "equity", "T12")

    merge(places, ["fno", "equity"])
    first = (places.artifacts / "orders.csv").read_bytes()
    merge(places, ["equity", "fno"])

    assert (places.artifacts / "orders.csv").read_bytes() == first
    assert not list(places.artifacts.glob("*.tmp"))


def test_the_half_line_of_a_killed_engine_is_left_out(tmp_path: Path) -> None:
    places = Places(tmp_path, date(2024, 3, 14))
    segment(places, "fno", "T10")
    with path_of(places.segments("fno"), "orders").open("a") as file:
        file.write("T11,fno,ha")

    merge(places, ["fno", "options"])

    assert [row["ts"] for row in rows_of(places.artifacts, "orders")] == ["T10"]
