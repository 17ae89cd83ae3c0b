"""What a project's people usually work with, and the notes of conversations."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_clock import Clock

from graphs.errors import UserError
from workbench.memory.conversation import Transcript, Turn
from workbench.memory.conversations import Conversations
from workbench.memory.portrait import (
    Portrait,
    clear_portrait,
    keep_portrait,
    portrait_of,
    prefer,
    preferred_unit,
)
from workbench.memory.session_notes import end_others, keep_notes
from workbench.memory.store import Memory
from workbench.project import Project, open_project
from workbench.project_new import create_project

TOLD = """
[[recording]]
name = "a"
video = "a.mp4"
fps = 25
px_per_cm = 10.0
keypoints = { nose = "snout", tailbase = "tailbase" }
[[recording]]
name = "b"
video = "b.mp4"
fps = 25
px_per_cm = 12.0
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = create_project(tmp_path / "project").folder
    path = folder / "project.toml"
    path.write_text(path.read_text() + TOLD)
    return open_project(folder, check_files=False)


@pytest.fixture
def memory(project: Project) -> Memory:
    return Memory(project.folder / "memory", clock=Clock())


def asked(memory: Memory, *questions: str) -> Transcript:
    transcript = Conversations(memory).new()
    for question in questions:
        transcript.add(Turn(question, "1"))
    return transcript


def test_from_the_project_alone(memory: Memory, project: Project) -> None:
    portrait, _ = portrait_of(memory, project)
    assert portrait == Portrait("cm", "25 fps", "", "nose is called snout", "social rodents")
    assert portrait.text().splitlines() == [
        "units: cm", "frame rate: 25 fps", "body parts: nose is called snout",
        "species: social rodents",
    ]  # fmt: skip


def test_an_empty_project(tmp_path: Path) -> None:
    project = create_project(tmp_path / "empty")
    assert portrait_of(Memory(tmp_path / "m"), project)[0] == Portrait(species="social rodents")


def test_where_recordings_differ(memory: Memory, project: Project) -> None:
    path = project.folder / "project.toml"
    path.write_text(
        path.read_text().replace("px_per_cm = 12.0", "").replace("fps = 25", "fps = 30", 1)
    )
    portrait, _ = portrait_of(memory, open_project(project.folder, check_files=False))
    assert (portrait.units, portrait.frame_rate) == ("", "25 or 30 fps")


def test_from_what_was_asked(memory: Memory, project: Project) -> None:
    for question in (
        "how far does mouse_1 walk, in mm?",
        "time within 30 mm of the wall",
        "is it faster than 5 cm/s?",
        "draw a raster of grooming",
        "plot rasters of both groups",
        "show a heat map of mouse_2",
        "how many transitions are there?",  # no picture
        "how many mm3 are in the arena",  # no length
    ):
        asked(memory, question)
    portrait, _ = portrait_of(memory, project)
    assert portrait.units == "mm"
    assert portrait.plots == "raster, occupancy"


def test_each_is_a_symbol_and_written_when_it_changes(memory: Memory, project: Project) -> None:
    written = keep_portrait(memory, project)
    assert [(one.name, one.text, one.kind, one.source) for one in written] == [
        ("my_units", "cm", "preference", "grammar"),
        ("my_frame_rate", "25 fps", "preference", "grammar"),
        ("my_body_parts", "nose is called snout", "preference", "grammar"),
        ("my_species", "social rodents", "preference", "grammar"),
    ]
    assert keep_portrait(memory, project) == []
    asked(memory, "plot a heat map")
    assert [one.text for one in keep_portrait(memory, project)] == ["occupancy"]


def test_what_a_person_says_stands(memory: Memory, project: Project) -> None:
    keep_portrait(memory, project)
    prefer(memory, "units", "mm")
    memory.write("my species", "a symbol of another kind")
    memory.forget("my body parts")
    assert keep_portrait(memory, project) == []
    portrait, said = portrait_of(memory, project)
    assert (portrait.units, portrait.species, portrait.body_parts) == ("mm", "social rodents", "")
    assert said == {"units"}
    assert memory.read("my species").text == "a symbol of another kind"


def test_only_what_a_person_said_is_applied(memory: Memory, project: Project) -> None:
    assert preferred_unit(memory) == ""
    asked(memory, "how far in mm?", "how far in mm?")
    keep_portrait(memory, project)
    assert memory.read("my_units").text == "mm"
    assert preferred_unit(memory) == ""
    prefer(memory, "units", "m")
    assert preferred_unit(memory) == "m"
    clear_portrait(memory, ["units"])
    assert preferred_unit(memory) == ""
    with pytest.raises(UserError, match="no 'unit'; did you mean 'units'"):
        clear_portrait(memory, ["unit"])


def test_what_is_cleared_is_not_learnt_again(memory: Memory, project: Project) -> None:
    clear_portrait(memory, ["all"])
    clear_portrait(memory, ["all"])
    assert keep_portrait(memory, project) == []
    assert portrait_of(memory, project)[0] == Portrait()
    memory.restore("my_units")
    assert [one.text for one in keep_portrait(memory, project)] == ["cm"]


def test_notes_of_a_conversation(memory: Memory) -> None:
    memory.write("chase", "runs after\nthe other")
    memory.write("ratio", "", program="answer(1)\nanswer(2)", kind="program")
    transcript = asked(memory)
    read = {"chase": 1, "ratio": 1, "macro:speed_in": 2, "gone": 1}
    transcript.add(Turn("how long is <|chase|>,\nin s?", "12.5 s", symbols=read))
    transcript.add(Turn("and <chase> of b", refused="no 'b'"))
    transcript.mark(1, "rejected", "too long")
    path = keep_notes(memory, transcript)
    assert path == memory.folder / "conversations" / "2026-03-01-1" / "notes.md"
    text = path.read_text()
    assert text.startswith(
        "# Conversation 2026-03-01-1\n\n2 questions\n\n"
        "1. how long is <|chase|>,\n     in s?\n   - 12.5 s\n   - rejected: too long\n\n"
        "2. and <chase> of b\n   - refused: no 'b'\n\n"
        "## Symbols\n\n- chase@1: runs after\n- ratio@1: answer(1)\n- gone@1: There is no symbol"
    )


def test_notes_are_written_once_and_again_when_a_conversation_went_on(memory: Memory) -> None:
    first, second = asked(memory, "q"), asked(memory, "r")
    assert [path.parent.name for path in end_others(memory, second.name)] == [first.name]
    assert end_others(memory, second.name) == []
    first.add(Turn("s", "1"))
    [path] = end_others(memory, second.name)
    assert "2 questions" in path.read_text()


def test_a_damaged_conversation_keeps_no_other_from_its_notes(memory: Memory) -> None:
    (asked(memory, "q").folder / "turn-001.toml").write_text("x")
    asked(memory, "r")
    assert [path.parent.name for path in end_others(memory)] == ["2026-03-01-2"]
