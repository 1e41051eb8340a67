"""What was worked out lately, kept for whoever asks again; what is missing is worked out together. Safe in threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Holds `most` values, those that were used last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def many(self, keys: Sequence[K], make: Callable[[Sequence[K]], Sequence[V]]) -> list[V]:
        """The value of each key; `make` is asked once for all that are missing. Two threads may both make the same."""
        found = self._known(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            found |= dict(zip(missing, make(missing), strict=True))
            self._keep({key: found[key] for key in missing})
        return [found[key] for key in keys]

    def _known(self, keys: Sequence[K]) -> dict[K, V]:
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def _keep(self, made: dict[K, V]) -> None:
        with self._lock:
            self._values.update(made)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
