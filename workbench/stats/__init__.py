"""Comparisons of behavior between two groups or two conditions, with the animal as the unit.

`compare` takes a tidy table of measures and returns a `Comparison`: numbers, notes for a person, a
paragraph of methods for a paper, and a picture.
"""

from __future__ import annotations

from workbench.stats.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
