"""Conditions on data: what holds, why not, and that they can do nothing else."""

from __future__ import annotations

import pytest

from graphs.errors import UserError
from workbench.memory.conditions import check_condition, why_not

FACTS = {
    "n_animals": 2, "keypoints": ("nose", "centre"), "species": "mice", "zones": (), "fps": 29.97,
    "has_scale": False, "scale": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "condition",
    [
        "", "n_animals >= 2 and 'nose' in keypoints", "1 < n_animals <= 2", "not has_scale",
        "len(keypoints) == 2", "species in ['mice', 'rats']", "'tail' not in keypoints",
        "scale is None or scale > 3", "n_animals > -1", "not (zones or has_scale)",
    ],
)  # fmt: skip
def test_conditions_that_hold(condition: str) -> None:
    assert why_not(condition, FACTS) == ""


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("n_animals >= 3", "n_animals >= 3 does not hold (n_animals is 2)"),
        (
            "n_animals >= 3 and 'nose' in keypoints and 'shelter' in zones",
            "n_animals >= 3 does not hold (n_animals is 2); "
            "'shelter' in zones does not hold (zones is empty)",
        ),
        ("has_scale or fps > 60",
         "has_scale or fps > 60 does not hold (has_scale is False, fps is 29.97)"),
        ("'tail' in keypoints", "'tail' in keypoints does not hold (keypoints is nose, centre)"),
        ("scale is not None and scale > 3", "scale is not None does not hold (scale is None)"),
        ("1 > 2", "1 > 2 does not hold"),
    ],
)  # fmt: skip
def test_conditions_that_do_not_hold_say_why(condition: str, reason: str) -> None:
    assert why_not(condition, FACTS) == reason


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ("n_animal >= 2", "'n_animal' is not known of data; did you mean 'n_animals'?"),
        ("__import__('os').system('true')", "is not allowed in it"),
        ("keypoints.__class__", "'keypoints.__class__' is not allowed in it"),
        ("[x for x in keypoints]", "is not allowed in it"),
        ("(lambda: 1)()", "is not allowed in it"),
        ("n_animals + 1 > 2", "'n_animals + 1' is not allowed in it"),
        ("keypoints[0] == 'nose'", "is not allowed in it"),
        ("f'{species}' == 'mice'", "is not allowed in it"),
        ("~n_animals", "'Invert' is not allowed in it"),
        ("len(keypoints, 2) == 2", "the only function is len"),
        ("len == 2", "'len' is not known of data"),
        ("max(keypoints)", "the only function is len"),
        ("b'x' in keypoints", "is not allowed in it"),
        ("n_animals >=", "is not one: invalid syntax"),
        ("x = 1", "is not one"),
        ("(" * 300 + "1" + ")" * 300, "at most 500 characters"),
        ("not " * 120 + "has_scale", "has more than 100 parts"),
        ("species > 3", "cannot be answered: '>' not supported"),
        ("'a' in n_animals", "cannot be answered"),
    ],
)
def test_what_is_no_condition_is_told(condition: str, fault: str) -> None:
    with pytest.raises(UserError) as told:
        why_not(condition, FACTS)
    assert fault in str(told.value)


def test_all_faults_are_told_together() -> None:
    with pytest.raises(UserError) as told:
        check_condition("n_animal > 2 and keypoint[0] and open('x')", FACTS)
    for fault in (
        "'n_animal' is not known",
        "'keypoint[0]' is not allowed",
        "only function is len",
    ):
        assert fault in str(told.value)
