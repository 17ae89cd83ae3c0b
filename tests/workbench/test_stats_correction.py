"""Corrections for many measures, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.stats.correction import corrected

P = np.array([0.01, 0.04, 0.03, 0.005])


def test_holm() -> None:
    # 4 x 0.005, 3 x 0.01, 2 x 0.03, and 1 x 0.04 raised to the one before
    assert corrected(P, "holm") == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert corrected(np.array([0.5, 0.6]), "holm") == pytest.approx([1, 1])


def test_false_discovery_rate() -> None:
    # 4/1 x 0.005, 4/2 x 0.01, 4/3 x 0.03, 4/4 x 0.04
    assert corrected(P, "fdr") == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_one_measure_stays_as_it_is() -> None:
    for how in ("holm", "fdr"):
        assert corrected(np.array([0.03]), how) == pytest.approx([0.03])
