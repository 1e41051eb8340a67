"""Random numbers that anyone can draw again: Philox bits keyed by words, and our own way from bits to numbers.

numpy keeps the bit stream of its generators stable between releases, but not its distributions; so those are ours.
"""

from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


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
        return normals_of(self.uniforms((count + 1) // 2 * 2), count)

    def normals_at(self, count: int, where: Ints) -> Floats:
        """Some of the next `count` normal numbers, by their places among them."""
        if 2 * where.size > count:
            return self.normals(count)[where]
        half = (count + 1) // 2
        first, second = self.uniforms(half), self.uniforms(half)
        places = where % half
        radius, angle = np.sqrt(-2.0 * np.log(first[places])), 2.0 * np.pi * second[places]
        return np.asarray(radius * np.where(where < half, np.cos(angle), np.sin(angle)), dtype=np.float64)


def normals_of(uniforms: Floats, count: int) -> Floats:
    """`count` normal numbers out of as many uniform ones, or one more, along the last axis; by Box and Muller."""
    half = uniforms.shape[-1] // 2
    # Copies in one piece: numpy may round otherwise on its way through numbers that lie apart.
    first, second = (np.ascontiguousarray(part) for part in (uniforms[..., :half], uniforms[..., half:]))
    radius, angle = np.sqrt(-2.0 * np.log(first)), 2.0 * np.pi * second
    return np.concatenate((radius * np.cos(angle), radius * np.sin(angle)), axis=-1)[..., :count]
