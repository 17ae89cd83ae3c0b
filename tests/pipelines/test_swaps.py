"""Exchanges of names between tracks; by hand."""

from __future__ import annotations

import numpy as np

from pipelines.tracks.swaps import Swap, find_swaps

NAN = float("nan")
BODY_PX = 80.0


def pair(first: list[float], second: list[float]) -> np.ndarray:
    x = np.array([first, second]).T
    return np.stack([x, np.where(np.isnan(x), NAN, 0.0)], axis=1)


def swaps(centres: np.ndarray, fps: float = 10) -> list[Swap]:
    return find_swaps(centres, np.arange(len(centres)) / fps, BODY_PX)


def test_an_exchange_and_the_one_back() -> None:
    centres = pair([0, 1, 101, 102, 4, 5], [100, 101, 2, 3, 104, 105])
    assert swaps(centres) == [Swap(0, 1, 2), Swap(0, 1, 4)]


def test_through_a_loss() -> None:
    centres = pair([0, 1, NAN, NAN, 104, 105], [100, 101, 102, 103, 4, 5])
    assert swaps(centres) == [Swap(0, 1, 4)]
    assert swaps(centres, fps=1) == []  # three seconds are enough to walk there


def test_passing_each_other_is_none() -> None:
    x = np.linspace(0, 300, 31)
    assert swaps(pair(list(x), list(300 - x))) == []


def test_one_that_jumps_to_the_other_is_none() -> None:
    assert swaps(pair([0, 0, 100, 0], [100, 100, 100, 100])) == []


def test_animals_that_touch_are_too_near_to_tell() -> None:
    assert swaps(pair([0, 30, 0], [30, 0, 30])) == []


def test_three_animals() -> None:
    centres = np.zeros((4, 2, 3))
    centres[:, 0] = [[0, 200, 400], [0, 200, 400], [0, 400, 200], [0, 400, 200]]
    assert swaps(centres) == [Swap(1, 2, 2)]
