"""Random numbers that anyone can draw again: Philox bits keyed by words, and our own way from bits to numbers.

numpy keeps the bit stream of its generators stable between releases, but not its distributions; so those are ours.
"""

from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class Stream:
    """An endless stream of random numbers, the same for the same key on every machine and in every process."""

    def __init__(self, *key: object) -> None:
        words = "|".join(str(word) for word in key).encode()
        self._bits = np.random.Philox(key=int.from_bytes(blake2b(words, digest_size=16).digest(), "little"))

    def uniforms(self, count: int) -> Floats:
        """The next `count` numbers between 0 and 1, both excluded."""
        raw = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        return ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53

    def normals(self, count: int) -> Floats:
        """The next `count` normal numbers, by Box and Muller."""
        half = (count + 1) // 2
        radius = np.sqrt(-2.0 * np.log(self.uniforms(half)))
        angle = 2.0 * np.pi * self.uniforms(half)
        return np.concatenate((radius * np.cos(angle), radius * np.sin(angle)))[:count]
