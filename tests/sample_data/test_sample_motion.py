"""The clean motion is that of mice: smooth, inside the arena, of constant build."""

import numpy as np
import pytest

from sample_data.generate import open_field_motion
from sample_data.measures import CENTRE, NECK, TAILBASE, measure, measure_pair
from sample_data.motion import HIND_CM, KEYPOINTS, STEP_S, Motion, simulate
from sample_data.scene import ANIMALS, ARENA_CM, BODY_LENGTH_CM
from sample_data.script import DURATION_S, OPEN_FIELD


@pytest.fixture(scope="module")
def motion() -> Motion:
    return open_field_motion()


def test_speeds_and_accelerations_are_those_of_mice(motion: Motion) -> None:
    for animal in range(len(ANIMALS)):
        own = measure(motion, animal)
        assert 25 < own.speed.max() < 50
        assert own.motion.max() < 80
        assert np.linalg.norm(np.gradient(own.velocity, STEP_S, axis=0), axis=1).max() < 250


def test_nobody_teleports_or_leaves_the_arena(motion: Motion) -> None:
    steps = np.linalg.norm(np.diff(motion.points_cm, axis=0), axis=-1)
    assert steps.max() < 1.0
    assert motion.points_cm.min() > 0
    assert motion.points_cm.max() < ARENA_CM


def test_body_keeps_its_build(motion: Motion) -> None:
    for animal in range(len(ANIMALS)):
        own = measure(motion, animal)
        upright = (own.rearing < 0.01) & (own.grooming < 0.01)
        hind = np.linalg.norm(own.points[:, CENTRE] - own.points[:, TAILBASE], axis=-1)
        assert hind[upright] == pytest.approx(HIND_CM, rel=0.01)
        assert np.median(own.length[upright]) == pytest.approx(1, abs=0.01)
        assert own.length[upright].max() < 1.15
        ears = np.diff(
            own.points[:, [KEYPOINTS.index(f"{s}_ear") for s in ("left", "right")]], axis=1
        )
        assert np.linalg.norm(ears, axis=-1) == pytest.approx(1.9)


def test_left_ear_is_on_the_left(motion: Motion) -> None:
    points = motion.points_cm
    ahead = points[:, :, KEYPOINTS.index("nose")] - points[:, :, NECK]
    across = points[:, :, KEYPOINTS.index("left_ear")] - points[:, :, NECK]
    # y points down: left of the direction of view has a negative cross product
    assert (ahead[..., 0] * across[..., 1] - ahead[..., 1] * across[..., 0]).max() < 0


def test_bodies_do_not_pass_through_each_other(motion: Motion) -> None:
    trunk = motion.points_cm[:, :, [NECK, CENTRE, TAILBASE]]
    apart = np.linalg.norm(trunk[:, 0, :, None] - trunk[:, 1, None], axis=-1)
    assert apart.min() > 2.0


def test_motion_is_decided_by_the_seed() -> None:
    first, again, other = (simulate(OPEN_FIELD, 5.0, seed).points_cm for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_sampling_between_steps_is_linear(motion: Motion) -> None:
    half = motion.at(np.array([2.5 * STEP_S]))[0]
    assert half == pytest.approx(motion.points_cm[2:4].mean(axis=0))
    assert motion.times_s[-1] == pytest.approx(DURATION_S)


def still(x_cm: float, y_cm: float, steps: int = 240) -> np.ndarray:
    """A mouse that looks along +x, straight, its centre at a place."""
    along = dict(zip(KEYPOINTS, (4.7, 3.0, 3.0, 2.1, 0.0, -3.8), strict=True))
    aside = {"left_ear": -0.95, "right_ear": 0.95}
    one = np.array([[x_cm + along[k], y_cm + aside.get(k, 0.0)] for k in KEYPOINTS])
    return np.repeat(one[None], steps, axis=0)


def test_measures_of_a_pair_by_hand() -> None:
    points = np.stack([still(20, 30), still(40, 30)], axis=1)
    points[:, 1] += np.arange(240)[:, None, None] * np.array([10 * STEP_S, 0])
    motion = Motion(np.arange(240) * STEP_S, points, np.zeros((240, 2)), np.zeros((240, 2)))
    behind, ahead = (measure(motion, animal) for animal in (0, 1))
    pair, back = measure_pair(behind, ahead), measure_pair(ahead, behind)
    assert behind.length == pytest.approx(8.5 / BODY_LENGTH_CM)
    assert ahead.speed[120] == pytest.approx(10)
    assert pair.gap[0] == pytest.approx(20 - 3.8 - 4.7)
    assert pair.nose_nose[0] == pytest.approx(20)
    assert pair.nose_tail[0] == pytest.approx(11.5)
    assert pair.closing[120] == pytest.approx(-10)
    assert pair.facing_deg[0] == pytest.approx(0, abs=1e-6)
    assert pair.leaving_deg[120] == pytest.approx(0, abs=1e-6)
    assert pair.behind_deg[0] == pytest.approx(180)
    assert back.facing_deg[0] == pytest.approx(180)
    assert back.behind_deg[0] == pytest.approx(0, abs=1e-6)
