"""Random numbers that anyone can draw again."""

import numpy as np

from trading_api.shared.market.bits import Stream


def test_the_same_key_gives_the_same_numbers_however_they_are_drawn():
    """Known values: they may change only together with MODEL, or instances of different releases would disagree."""
    whole, parts = Stream("a", 1).uniforms(6), Stream("a", 1)

    assert whole.tolist() == [*parts.uniforms(2).tolist(), *parts.uniforms(4).tolist()]
    assert [round(number, 12) for number in whole[:3].tolist()] == [0.561760396532, 0.091238800459, 0.274944273155]


def test_another_key_gives_other_numbers():
    """Each part of the key counts, and their borders do."""
    first = {tuple(Stream(*key).uniforms(3)) for key in [("a", 1), ("a", 2), ("b", 1), ("a1", ""), ("a",)]}

    assert len(first) == 5


def test_uniforms_stay_inside_and_normals_are_normal():
    """A uniform of 0 would become an infinite normal; the moments catch a wrong transformation."""
    uniforms, normals = Stream("u").uniforms(100_000), Stream("n").normals(100_001)

    assert 0 < uniforms.min() < uniforms.max() < 1
    assert len(normals) == 100_001
    assert abs(normals.mean()) < 0.02
    assert abs(normals.std() - 1) < 0.02
    assert abs((normals**4).mean() - 3) < 0.15
    assert abs(np.corrcoef(normals[1:], normals[:-1])[0, 1]) < 0.02
