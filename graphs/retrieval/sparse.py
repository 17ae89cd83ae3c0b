"""Sparse counts: the two ways in which the indexes make and grow them."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike

from graphs.retrieval.documents import Floats


def entries(
    rows: ArrayLike, columns: ArrayLike, shape: tuple[int, int], values: Floats | None = None
) -> sp.csr_array:
    """Return a float32 matrix of the given entries, 1 each unless said; equal places add up."""
    at = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
    ones = np.ones(len(at[0]), np.float32) if values is None else values
    return sp.csr_array((ones, at), shape=shape)


def grown(matrix: sp.csr_array, rows: int, columns: int) -> sp.csr_array:
    """Return a matrix with empty rows and columns behind."""
    ends = np.pad(matrix.indptr, (0, rows - matrix.shape[0]), mode="edge")
    return sp.csr_array((matrix.data, matrix.indices, ends), shape=(rows, columns))
