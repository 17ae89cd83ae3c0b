"""What a project's people usually work with, and the notes of conversations."""

from __future__ import annotations

from pathlib import Path

import pytest
from memory_clock import Clock

from workbench.memory.conversation import Turn
from workbench.memory.names import SymbolRef
from workbench.memory.portrait import Portrait, keep_portrait, portrait_of
from workbench.memory.session_notes import keep_notes, notes
from workbench.memory.store import Memory
from workbench.project import Project, create_project, open_project

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


def test_from_the_project_alone(memory: Memory, project: Project) -> None:
    portrait = portrait_of(memory, project)
    assert portrait == Portrait("cm", "25 fps", "", "nose is called snout", "social rodents")
    assert portrait.text().splitlines() == [
        "units: cm", "frame rate: 25 fps", "body parts: nose is called snout",
        "species: social rodents",
    ]  # fmt: skip


def test_an_empty_project(tmp_path: Path) -> None:
    project = create_project(tmp_path / "empty")
    assert portrait_of(Memory(tmp_path / "m"), project) == Portrait(species="social rodents")


def test_where_recordings_differ(memory: Memory, project: Project) -> None:
    path = project.folder / "project.toml"
    path.write_text(
        path.read_text().replace("px_per_cm = 12.0", "").replace("fps = 25", "fps = 30", 1)
    )
    portrait = portrait_of(memory, open_project(project.folder, check_files=False))
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
        memory.used(question, {})
    portrait = portrait_of(memory, project)
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
    memory.used("plot a heat map", {})
    assert [one.text for one in keep_portrait(memory, project)] == ["occupancy"]


def test_what_a_person_says_stands(memory: Memory, project: Project) -> None:
    keep_portrait(memory, project)
    memory.write("my units", "mm", kind="preference")
    memory.write("my species", "a symbol of another kind")
    memory.forget("my body parts")
    assert keep_portrait(memory, project) == []
    portrait = portrait_of(memory, project)
    assert (portrait.units, portrait.species) == ("mm", "social rodents")
    assert memory.read("my species").text == "a symbol of another kind"


def test_notes_of_a_conversation(memory: Memory) -> None:
    memory.write("chase", "runs after\nthe other")
    memory.write("ratio", "", program="answer(1)\nanswer(2)", kind="program")
    memory.write("found", result=3, kind="result")
    turns = [Turn("how long is <|chase|>,\nin s?", "12.5 s"), Turn("and <chase> of b", "")]
    made = [
        SymbolRef("chase", 1),
        SymbolRef("ratio", 1),
        SymbolRef("found", 1),
        SymbolRef("chase", 1),
    ]
    path = keep_notes(memory, turns, made)
    assert path == memory.folder / "conversations" / "2026-03-01-1.md"
    assert path.read_text() == (
        "# Conversation 2026-03-01-1\n\n2 questions\n\n"
        "1. how long is <|chase|>,\n     in s?\n   - 12.5 s\n\n"
        "2. and <chase> of b\n   - nothing\n\n"
        "## Symbols\n\n- chase@1: runs after\n- ratio@1: answer(1)\n- found@1: a result\n"
    )


def test_several_notes_a_day(memory: Memory) -> None:
    paths = [keep_notes(memory, [Turn("q", "a")]) for _ in range(11)]
    assert [path.stem for path in paths[-2:]] == ["2026-03-01-10", "2026-03-01-11"]
    assert notes(memory) == paths


def test_notes_of_a_symbol_that_was_changed_by_hand_meanwhile(memory: Memory) -> None:
    memory.write("chase", "one")
    path = memory.files.path("chase")
    path.write_text(path.read_text().replace("one", "two"))
    path = keep_notes(memory, [], [SymbolRef("chase", 1), memory.read("chase").ref])
    assert "- chase@1: one\n- chase@2: two\n" in path.read_text()
