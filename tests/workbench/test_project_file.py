"""Faults of a project.toml: all of them at once, each with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.arena import Arena, FixedObject, Zone, zones_outside
from workbench.project_edit import NEW_PROJECT
from workbench.project_file import parse_project

BASE = Path("/project")


def faults_of(text: str) -> list[str]:
    with pytest.raises(UserError) as error:
        parse_project(text, BASE)
    first, *faults = str(error.value).splitlines()
    assert f"{len(faults)} fault" in first
    return [fault.removeprefix("  - ") for fault in faults]


def zone(text: str) -> str:
    return f"[defaults.zones.z]\n{text}\n"


def test_what_the_tool_writes_is_read() -> None:
    file = parse_project(NEW_PROJECT, BASE)
    assert file.settings.segmenter == "surprise"
    assert not file.recordings


def test_the_example_of_the_documentation_is_read() -> None:
    import workbench.project_file as module

    assert module.__doc__
    text = module.__doc__.split("```toml\n")[1].split("```")[0]
    file = parse_project(text, BASE)
    assert file.recordings[0].video == Path("/videos/m12_day3.mp4")
    assert sorted(file.recordings[0].arena.zones) == ["feeder", "shelter"]
    assert file.recordings[0].arena.objects["object_1"].keypoint == "obj_1"


def test_faults_are_said_together_with_what_was_meant() -> None:
    faults = faults_of(
        """
        schema = 9
        setings = 1
        [defaults]
        fps = "30"
        px_per_cm = -1
        animal_count = 1.5
        animals = { ind1 = 3 }
        [label]
        segmentor = "fixed"
        clean = 3
        [[recording]]
        video = "a.mp4"
        [[recording]]
        name = "m1"
        tracks = 3
        zone = 1
        [[recording]]
        name = "M1"
        group = ""
        """
    )
    assert len(faults) == 14
    text = "\n".join(faults)
    assert "schema is 9; this version reads up to 1" in text
    assert "[defaults]: fps is '30'; expected a number above 0" in text
    assert "[defaults]: px_per_cm is -1" in text
    assert "[defaults]: animal_count is 1.5; expected a whole number" in text
    assert "[defaults]: animals is" in text
    assert "[label]: unknown entry 'segmentor'; did you mean 'segmenter'?" in text
    assert "[label]: clean is 3; expected a table" in text
    assert "recording 1: 'name' is missing" in text
    assert "recording 2 ('m1'): tracks is 3; expected text" in text
    assert "recording 2 ('m1'): unknown entry 'zone'; did you mean 'zones'?" in text
    assert "recording 3 ('M1'): group is ''" in text
    assert "recording 3 ('M1'): neither 'video' nor 'tracks'" in text
    assert "2 recordings are called 'm1' and 'M1'" in text
    assert "project.toml: unknown entry 'setings'" in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("polygon = [[0, 0], [1, 1]]", "2 corner(s); expected 3 or more"),
        ("polygon = [[0, 0], [1, 1], [0, 0]]", "expected 3 or more different ones"),
        ("polygon = [[0, 0], [9, 9], [9, 0], [0, 9]]", "crosses itself"),
        ("polygon = [[0, 0], [5, 5], [9, 9]]", "crosses itself"),
        ("polygon = [0, 0, 1]", "expected a list of corners"),
        ("polygon = [[0, 0], [1, nan], [2, 2]]", "expected a list of corners"),
        ("circle = { centre = [1, 2] }", "a circle needs centre"),
        ("circle = { centre = [1, 2], radius = 0 }", "radius is 0"),
        ("circle = { center = [1, 2], radius = 3 }", "did you mean 'centre'?"),
        ("kind = 'shelter'", "expected either polygon"),
        (
            "polygon = [[0, 0], [9, 9], [9, 0]]\ncircle = { centre = [1, 2], radius = 3 }",
            "expected either polygon",
        ),
    ],
)
def test_wrong_zones(text: str, fault: str) -> None:
    faults = faults_of(zone(text))
    assert any(fault in found for found in faults)
    assert all("zones.z" in found for found in faults)


@pytest.mark.parametrize("text", ["", "at = [1, 2]\nkeypoint = 'obj'"])
def test_object_needs_one_place(text: str) -> None:
    assert "expected either at" in faults_of(f"[defaults.objects.o]\n{text}\n")[0]


def test_single_brackets_and_broken_toml_are_said() -> None:
    assert "double brackets" in faults_of('[recording]\nname = "m1"\n')[0]
    with pytest.raises(UserError, match=r"not valid TOML.*line 1"):
        parse_project("fps = = 3\n", BASE)


def test_zone_of_a_recording_replaces_the_default_one_of_its_name() -> None:
    text = zone("circle = { centre = [1, 2], radius = 3 }") + (
        '[[recording]]\nname = "a"\nvideo = "a.mp4"\n'
        '[[recording]]\nname = "b"\nvideo = "b.mp4"\n'
        "[recording.zones.z]\npolygon = [[0, 0], [4, 0], [4, 4], [0, 4]]\n"
    )
    first, second = parse_project(text, BASE).recordings
    assert second.arena.zones["z"].shape.area == 16
    assert first.arena.zones["z"].shape.area == pytest.approx(28.2, abs=0.2)


def test_places_outside_the_frame_are_said() -> None:
    arena = Arena(
        {
            "in": Zone.polygon("in", [(0, 0), (100, 0), (100, 100)]),
            "half": Zone.polygon("half", [(-50, 0), (50, 0), (50, 10), (-50, 10)]),
        },
        {"far": FixedObject("far", at=(10, 300)), "near": FixedObject("near", at=(10, 20))},
    )
    said = zones_outside(arena, 100, 100)
    assert [text.split("'")[1] for text in said] == ["half", "far"]
    assert "50% of it is inside" in said[0]


def test_zones_of_which_nothing_is_in_the_frame_are_refused_together() -> None:
    zones = {
        "in": Zone.polygon("in", [(0, 0), (100, 0), (100, 100)]),
        "right": Zone.polygon("right", [(500, 40), (520, 40), (520, 60)]),
        "above": Zone.polygon("above", [(0, -9), (5, -9), (5, -1)]),
    }
    with pytest.raises(UserError) as caught:
        zones_outside(Arena(zones), 100, 100)
    assert str(caught.value) == (
        "Nothing of zone 'right' (x 500 to 520, y 40 to 60) and zone 'above' (x 0 to 5, y -9 to -1)"
        " lies inside the frame (100 x 100 px). Correct the corners in project.toml: pixels of this"
        " video, counted from its top left."
    )
