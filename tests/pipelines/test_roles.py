"""Roles from the keypoint names of many projects: fallbacks, overrides, what a person is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import h5py
import pytest

from graphs.errors import UserError
from pipelines.roles import Roles

SUPERANIMAL = (
    "nose left_ear right_ear left_ear_tip right_ear_tip left_eye right_eye neck mid_back "
    "mouse_center mid_backend mid_backend2 mid_backend3 tail_base tail1 tail2 tail3 tail4 tail5 "
    "left_shoulder left_midside left_hip right_shoulder right_midside right_hip tail_end "
    "head_midpoint"
)
JABS = (
    "NOSE LEFT_EAR RIGHT_EAR BASE_NECK LEFT_FRONT_PAW RIGHT_FRONT_PAW CENTER_SPINE LEFT_REAR_PAW "
    "RIGHT_REAR_PAW BASE_TAIL MID_TAIL TIP_TAIL"
)
DEEPOF = (
    "Nose Left_ear Right_ear Spine_1 Center Spine_2 Tail_base Tail_1 Tail_2 Tail_tip Left_bhip "
    "Right_bhip Left_fhip Right_fhip"
)
FLY = "head thorax abdomen wingL wingR forelegL4 forelegR4 midlegL4 hindlegL4 eyeL eyeR"
RAT = "top body tail tail-m tail-e"
OBJECTS = "obj_1 obj_2 nose L_ear R_ear head neck body tail_1 tail_2 tail_3"
MARS = "nose leftear rightear neck lefthip righthip tail"
HORSE = "Nose Eye Nearknee Offfrontfoot Shoulder Midshoulder Elbow Girth Wither Hip Stifle Ischium"
SLEAP_RODENT = "Nose Ear_L Ear_R TTI Tail_0 Tail_1 TailTip Head Trunk Haunch_L Haunch_R Neck"
MIRROR = "paw1LH_top tailBase_top tailMid_top nose_top obs_top paw1LH_bot tailBase_bot nose_bot"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (SUPERANIMAL, ("nose", "neck", "mouse_center", "tail_base", "left_ear", "right_hip")),
        (JABS, ("NOSE", "BASE_NECK", "CENTER_SPINE", "BASE_TAIL", "LEFT_EAR", "")),
        (DEEPOF, ("Nose", "Spine_1", "Center", "Tail_base", "Left_ear", "Right_bhip")),
        (FLY, ("head", "", "thorax", "abdomen", "", "")),
        (RAT, ("top", "", "body", "tail", "", "")),
        (OBJECTS, ("nose", "neck", "body", "tail_1", "L_ear", "")),
        (MARS, ("nose", "neck", "neck lefthip righthip", "tail", "leftear", "righthip")),
        (HORSE, ("Nose", "Wither", "Shoulder Midshoulder Girth Wither Hip", "Ischium", "", "")),
        (SLEAP_RODENT, ("Nose", "Neck", "Trunk", "TTI", "Ear_L", "Haunch_R")),
        (MIRROR, ("nose_top", "", "tailBase_top nose_top", "tailBase_top", "", "")),
        ("centre front back", ("front", "", "centre", "back", "", "")),
        ("front back", ("front", "", "front back", "back", "", "")),
        (
            "snout leftear tailbase",
            ("snout", "", "snout leftear tailbase", "tailbase", "leftear", ""),
        ),
        ("head thorax", ("head", "", "thorax", "", "", "")),
        ("centroid", ("", "", "centroid", "", "", "")),
        ("instance", ("", "", "instance", "", "", "")),
        ("left_paw right_paw", ("", "", "left_paw right_paw", "", "", "")),
    ],
)
def test_roles_by_name(names: str, expected: tuple[str, ...]) -> None:
    roles = Roles.from_keypoints(names.split())
    wanted = ("nose", "neck", "centre", "tailbase", "left_ear", "right_hip")
    assert tuple(" ".join(roles.resolve(role)) for role in wanted) == expected


def test_spelling_does_not_matter() -> None:
    for name in ("left ear", "Left_Ear", "leftEar", "LEFT-EAR", "ear_left", "EarL", "l_ear"):
        assert Roles.from_keypoints([name, "nose"]).resolve("left_ear") == (name,)
    assert Roles.from_keypoints(["Body Centre", "nose"]).resolve("center") == ("Body Centre",)
    assert Roles.from_keypoints(["tail base", "nose"]).resolve("Tail_Base") == ("tail base",)


def test_body_leaves_out_tail_and_things() -> None:
    roles = Roles.from_keypoints(OBJECTS.split())
    assert roles.objects == ("obj_1", "obj_2")
    assert roles.tail == ("tail_2", "tail_3")
    assert roles.body == ("nose", "L_ear", "R_ear", "head", "neck", "body", "tail_1")
    assert Roles.from_keypoints(RAT.split()).body == ("top", "body", "tail")
    assert "wingL" in Roles.from_keypoints(FLY.split()).body


@pytest.mark.parametrize(
    "name",
    ["obj_1", "object2", "Obj3", "corner_tl", "TL", "topRight", "bottom_left", "obsHigh_bot"],
)
def test_things_by_name(name: str) -> None:
    assert Roles.from_keypoints(["nose", name]).objects == (name,)


@pytest.mark.parametrize("name", ["top", "R_Wrist_Top", "left_backofhand", "mouth", "Stifle"])
def test_body_parts_that_sound_like_things(name: str) -> None:
    assert Roles.from_keypoints(["nose", name]).objects == ()


def test_several_animals_or_views_in_one_table_use_the_first() -> None:
    two = [f"{animal}_{part}" for animal in "BW" for part in DEEPOF.split()]
    roles = Roles.from_keypoints(two)
    assert roles.resolve("nose") == ("B_Nose",)
    assert all(name.startswith("B_") for name in roles.body)
    assert "'B' of B, W" in roles.rows["nose"].how
    other = next(row for row in roles.describe() if row.role == "other")
    assert "W_Nose" in other.keypoints
    assert "obs_top" in Roles.from_keypoints(MIRROR.split()).objects
    one = Roles.from_keypoints(["ind1_snout", "ind1_tailbase", "ind1_leftear"])
    assert one.resolve("nose") == ("ind1_snout",)


def test_axes_of_body_and_head() -> None:
    mouse = Roles.from_keypoints(MARS.split())
    assert mouse.body_axis == (("nose",), ("tail",))
    assert mouse.head_axis == (("nose",), ("leftear", "rightear"))
    assert Roles.from_keypoints(RAT.split()).head_axis == (("top",), ("body",))
    assert Roles.from_keypoints(["head", "thorax"]).body_axis == (("head",), ("thorax",))
    centroid = Roles.from_keypoints(["centroid"])
    assert centroid.body_axis is None
    assert centroid.head_axis is None


def test_overrides_win() -> None:
    roles = Roles.from_keypoints(OBJECTS.split(), {"nose": "head", "tailbase": "Tail_3"})
    assert roles.resolve("nose") == ("head",)
    assert roles.resolve("tailbase") == ("tail_3",)
    assert roles.tail == ("tail_1", "tail_2")
    assert "tail_3" in roles.body
    assert roles.rows["nose"].how == "set for the project"


def test_wrong_overrides_are_reported_together() -> None:
    with pytest.raises(UserError) as caught:
        Roles.from_keypoints(RAT.split(), {"noze": "top", "nose": "tail-n"})
    text = str(caught.value)
    assert "unknown role 'noze'" in text
    assert "no keypoint 'tail-n' for role 'nose'; did you mean 'tail-m'?" in text
    assert "The tracks have: top, body, tail, tail-m, tail-e." in text


def test_any_keypoint_by_its_own_name_and_unknown_ones() -> None:
    roles = Roles.from_keypoints(MARS.split())
    assert roles.resolve("lefthip") == ("lefthip",)
    assert roles.resolve("Left Hip") == ("lefthip",)
    with pytest.raises(UserError) as caught:
        roles.resolve("tialbase")
    text = str(caught.value)
    assert "did you mean 'tailbase'?" in text
    assert "(roles: nose, left_ear" in text
    assert "; keypoints: nose, leftear" in text


def test_description_says_how_it_was_decided() -> None:
    rows = {row.role: row for row in Roles.from_keypoints(OBJECTS.split()).describe()}
    assert rows["nose"].how == "by name"
    assert rows["left_hip"].keypoints == ()
    assert rows["left_hip"].how == "no keypoint of this kind"
    assert rows["objects"].keypoints == ("obj_1", "obj_2")
    centre = Roles.from_keypoints(MARS.split()).rows["centre"]
    assert centre.how == "mean of the trunk"


def test_real_recordings_have_a_centre_and_most_a_body_axis(shared_data: Path) -> None:
    found = {path.name: names for path, names in _real_names(shared_data)}
    assert len(found) > 10
    for file, names in found.items():
        roles = Roles.from_keypoints(names)
        assert roles.resolve("centre"), file
        assert roles.body_axis, file
        assert set(roles.objects) <= {"water_tube", "joystick", *(n for n in names if "ob" in n)}


def _real_names(folder: Path) -> list[tuple[Path, list[str]]]:
    """Return keypoint names straight from the headers of the files, without our readers."""
    result = []
    for path in sorted(folder.rglob("*.csv*")):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            lines = [next(file, "").rstrip("\n").split(",") for _ in range(3)]
        if lines[0][0] == "scorer":
            names = next(line for line in lines if line[0] == "bodyparts")[1:]
            result.append((path, list(dict.fromkeys(names))))
    for path in sorted(folder.rglob("*.analysis.h5")):
        with h5py.File(path) as file:
            result.append((path, [name.decode() for name in file["node_names"][:]]))
    return result
