"""JSON text: what it makes of values JSON has no word for."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from graphs.plain_json import evidence_from_json, to_json


def test_sorted_compact_and_readable() -> None:
    value = {"ü": (1, Path("x")), "b": math.nan, "a": {"inf": -math.inf, "n": np.float32(0.5)}}
    assert to_json(value) == '{"a":{"inf":"-inf","n":0.5},"b":null,"ü":[1,"x"]}'


def test_evidence_has_its_numbers_back() -> None:
    evidence = {"a": 1, "b": 0.1, "c": "near", "d": math.inf}
    assert evidence_from_json(to_json(evidence)) == evidence
    assert math.isnan(float(evidence_from_json('{"speed_cm_s":null}')["speed_cm_s"]))


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        to_json({"a": {1, 2}})
