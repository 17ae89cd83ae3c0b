"""What all behaviors of the library have in common."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from behavior_scenes import BODY_PX, POINTS, box

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.recording import Recording
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.library import built_in

LIBRARY = built_in().behaviors
NAMES = {
    "locomotion", "rest", "freezing", "rearing", "rearing_3d", "grooming", "turning", "darting",
    "approach", "avoid", "flee", "chase", "follow", "contact", "nose_to_nose", "nose_to_tail",
    "nose_to_ear", "huddle", "side_by_side", "watching", "mounting", "enter_zone", "exit_zone",
    "dwell", "thigmotaxis", "head_dip", "explore_object", "stretch_attend", "stride", "stance",
}  # fmt: skip
PAW = {"stride": {"paw": "left_hindpaw"}, "stance": {"paw": "left_hindpaw"}}

every = pytest.mark.parametrize("one", LIBRARY.values(), ids=LIBRARY)


def unseen(frames: int = 90) -> Recording:
    """Two animals in three dimensions of which no frame is known, a zone and a thing."""
    position = np.full((frames, 3, len(POINTS) + 2, 2), np.nan)
    position[:, :, -1] = 100.0
    names = [*POINTS, "left_hindpaw", "obj_1"]
    clock = TimeBase.constant(frames, 30.0)
    tracks = make_tracks(position, None, names, ["a", "b"], clock, "by hand")
    zones = {"room": box("room", 0, 0, 4, 4)}
    return Recording.from_tracks(tracks, zones=zones, body_length_px=BODY_PX)


def test_the_library_is_complete() -> None:
    assert set(LIBRARY) == NAMES


@every
def test_the_docstring_is_a_definition(one: BehaviorFunction) -> None:
    first, *others = one.entry.definition.split("\n\n")
    assert first.endswith(".")
    assert first[0].isupper()
    assert len(others) >= 2
    assert "of this library" in one.entry.definition
    for argument in one.arguments:
        assert f"`{argument.name}`" in one.entry.definition, argument.name


@every
def test_every_setting_has_a_unit_and_a_default(one: BehaviorFunction) -> None:
    for argument in one.arguments:
        assert argument.dimension is not None or argument.name in ("paw", "side")
        assert not argument.required or argument.name == "paw"
    rec = unseen()
    assert set(one.settings(rec, PAW.get(one.name, {}))) == {a.name for a in one.arguments}


@every
def test_nothing_is_said_of_what_was_not_seen(one: BehaviorFunction) -> None:
    found = unseen().behavior(one.name, **PAW.get(one.name, {}))
    assert {row.subject for row in found.rows} == {"a", "b"}
    assert len(found) == 0
    assert found.assessed_s == 0
    assert np.isnan(found.fraction)


@every
def test_bouts_carry_the_name_of_the_behavior(one: BehaviorFunction) -> None:
    assert {row.label for row in unseen().behavior(one.name, **PAW.get(one.name, {})).rows} == {
        one.name
    }


def test_no_word_means_two_behaviors() -> None:
    words = [w for one in LIBRARY.values() for w in {one.name, *one.entry.synonyms}]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert built_in().find("immobility") is LIBRARY["rest"]
    assert built_in().find("Self-Grooming") is LIBRARY["grooming"]


@every
def test_settings_of_another_unit_are_refused(one: BehaviorFunction) -> None:
    for argument in one.arguments:
        if argument.dimension is not None:
            settings = {**PAW.get(one.name, {}), argument.name: "3 kg"}
            with pytest.raises(UserError, match="kg"):
                one.settings(unseen(), settings)
