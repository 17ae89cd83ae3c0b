"""Arrays computed once and kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

LIMIT_BYTES = 400_000_000


class ArrayCache:
    """Arrays by key; the ones not used for longest give way when they exceed a number of bytes."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._bytes = 0
        self._arrays: OrderedDict[Hashable, NDArray[np.float64]] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the array of a key; `compute` makes it if it is not there."""
        if key in self._arrays:
            self._arrays.move_to_end(key)
            return self._arrays[key]
        array = compute()
        self._arrays[key] = array
        self._bytes += array.nbytes
        while self._bytes > self._limit and len(self._arrays) > 1:
            _, dropped = self._arrays.popitem(last=False)
            self._bytes -= dropped.nbytes
        return array

    def clear(self) -> None:
        """Forget everything."""
        self._arrays.clear()
        self._bytes = 0
