"""A newcomer's own behavior, from a file to facts: tried, saved, labelled, changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from workbench import open_project
from workbench.behaviors import own
from workbench.behaviors.catalog import catalog, known_behavior
from workbench.behaviors.find import find_entry, function_of
from workbench.behaviors.save import save_behaviors
from workbench.cli import app
from workbench.cli.demo import sample_project
from workbench.ethograms import ethogram_text, shipped_ethograms
from workbench.project import Project
from workbench.project_new import create_project

TAIL_CHASE = '''
from workbench import Example, Length, Speed, behavior


@behavior(
    target="animal",
    needs=["nose", "tailbase"],
    verb="chases the tail of",
    examples=[
        Example("open_field", "mouse_2", "mouse_1", present=[(65.5, 67)], absent=[(0, 60)])
    ],
)
def tail_chase(rec, subject, target, near: Length = "12 cm", at_least: Speed = "10 cm/s"):
    """The subject's nose stays near the tail base of the other animal while both run."""
    behind = rec.distance(f"{subject}.nose", f"{target}.tailbase") < near
    both_run = (rec.speed(subject) > at_least) & (rec.speed(target) > at_least)
    return (behind & both_run).bouts(min_s="0.3 s", max_gap_s="0.2 s")
'''


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The sample, not labelled."""
    return sample_project(tmp_path / "p")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tail_chasing.py"
    path.write_text(TAIL_CHASE, encoding="utf-8")
    return path


def workbench(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done.output


def as_json(*words: object, code: int = 0) -> Any:
    done = CliRunner().invoke(app, [*map(str, words), "--json"])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def test_from_a_file_to_facts(project: Project, file: Path) -> None:
    folder = project.folder
    assert "passes" in workbench("behaviors", "test", file)
    saved = workbench("behaviors", "save", file, "-p", folder)
    assert "in ethogram.toml" in saved
    assert (folder / "behaviors" / file.name).read_text(encoding="utf-8") == TAIL_CHASE
    workbench("label", "-p", folder, "--jobs", "1")  # a process of its own loads the file
    facts = as_json("facts", "-p", folder, "--predicate", "tail_chase")["facts"]
    by_hand = open_project(folder).recording("open_field").behavior("tail_chase")
    assert [f["start_s"] for f in facts] == pytest.approx(sorted(by_hand.start_s), abs=1e-6)
    assert len(facts) >= 2
    assert {f["source"] for f in facts} == {"rule"}
    assert all(f["event_id"] for f in facts)
    assert "skipped" in workbench("label", "-p", folder)


GO_ALONG = '''
from workbench import behavior


@behavior(target="animal", verb="goes along")
def go_along(rec, subject, target):
    """The subject walks in a bout of contact with the other animal."""
    contact = rec.behavior("contact", subject, target)
    return contact.overlapping(rec.behavior("walk", subject), same="subject")
'''

GO_ALONG_FOR_LONG = '''
from workbench import behavior


@behavior(target="animal", verb="goes along for long")
def go_along_for_long(rec, subject, target):
    """The subject goes along for 3.3 s or more."""
    both = rec.behavior("go_along", subject, target).mask(rec)
    return both.bouts(min_s="3.3 s")
'''


def test_what_it_is_made_of_means_the_same_when_it_is_labelled(
    project: Project, tmp_path: Path
) -> None:
    """`contact` is a rule of the ethogram, and built in too: the rule as it stands is meant."""
    text = project.ethogram_path.read_text(encoding="utf-8")
    start = text.index("[behavior.contact.rule]")
    rule = text[start:].replace("min_s = 0.3", "min_s = 2.0", 1)
    project.ethogram_path.write_text(text[:start] + rule, encoding="utf-8")
    for name, made in (("go_along", GO_ALONG), ("go_along_for_long", GO_ALONG_FOR_LONG)):
        file = tmp_path / f"{name}.py"
        file.write_text(made, encoding="utf-8")
        workbench("behaviors", "save", file, "-p", project.folder)
    workbench("label", "-p", project.folder, "--jobs", "1")
    counts = {"contact": 8, "go_along": 6, "go_along_for_long": 4}  # built in: 10, 7 and 4
    for name, count in counts.items():
        facts = as_json("facts", "-p", project.folder, "--predicate", name)["facts"]
        by_hand = open_project(project.folder).recording("open_field").behavior(name)
        assert [f["start_s"] for f in facts] == pytest.approx(sorted(by_hand.start_s), abs=1e-6)
        assert len(facts) == count, name


def test_it_appears_everywhere(project: Project, file: Path) -> None:
    save_behaviors(project, file)
    listed = as_json("behaviors", "list", "-p", project.folder)["behaviors"]
    (mine,) = [b for b in listed if b["name"] == "tail_chase"]
    assert mine["from"] == "ethogram"
    assert mine["entry"]["definition"].startswith("The subject's nose stays near the tail base")
    shown = workbench("behaviors", "show", "tail_chase", "-p", project.folder)
    assert "near: a length (px, mm, cm, BL) = 12 cm" in shown
    ran = as_json(
        "behaviors", "run", "tail_chase", "-p", project.folder, "--set", "near=30 cm",
        "--subject", "mouse_1",
    )  # fmt: skip
    assert {b["subject"] for b in ran["bouts"]} == {"mouse_1"}
    entry = project.full_ethogram()["tail_chase"]
    assert (entry.verb, entry.target, entry.kind) == ("chases the tail of", "animal", "state")


def test_arguments_in_the_ethogram_hold(project: Project, file: Path) -> None:
    save_behaviors(project, file)
    usual = project.recording("open_field").behavior("tail_chase").total_s
    text = project.ethogram_path.read_text(encoding="utf-8")
    project.ethogram_path.write_text(
        text.replace('function = "tail_chase"', 'function = "tail_chase"\narguments.near = "9 cm"')
    )
    stricter = project.recording("open_field").behavior("tail_chase").total_s
    assert 0 < stricter < usual


def test_a_changed_function_labels_again(project: Project, file: Path) -> None:
    saved = save_behaviors(project, file)
    workbench("label", "--jobs", 0, "-p", project.folder)
    saved.path.write_text(TAIL_CHASE.replace('"12 cm"', '"14 cm"'), encoding="utf-8")
    said = workbench("label", "--jobs", 0, "-p", project.folder, code=2)
    assert f"changed since you trusted it: {file.name}" in said
    workbench("behaviors", "trust", "-p", project.folder)
    assert "labelled with other settings" in workbench("facts", "-p", project.folder)
    assert "1 done, 0 skipped" in workbench("label", "--jobs", 0, "-p", project.folder)


def test_a_bad_one_is_refused_with_its_places_and_changes_nothing(
    project: Project, file: Path
) -> None:
    before = project.ethogram_path.read_bytes()
    file.write_text(TAIL_CHASE.replace('"12 cm"', '"1 cm"'), encoding="utf-8")
    said = workbench("behaviors", "save", file, "-p", project.folder, code=2)
    assert "was not saved" in said
    assert "tail_chase fails: F1 0.00 on its examples, wanted 0.8." in said
    assert "open_field, mouse_2 -> mouse_1: missed from 65.50 to 67.00 s" in said
    assert project.ethogram_path.read_bytes() == before
    assert not (project.folder / "behaviors").exists()
    assert not own.is_trusted(project.folder)
    assert "fails" in workbench("behaviors", "test", file, code=1)


def test_a_name_that_the_ethogram_has_already(project: Project, file: Path) -> None:
    file.write_text(TAIL_CHASE.replace("def tail_chase", "def chase"), encoding="utf-8")
    with pytest.raises(UserError, match="The ethogram has 'chase' already"):
        save_behaviors(project, file)


def test_an_example_of_an_unknown_recording(project: Project, file: Path) -> None:
    file.write_text(TAIL_CHASE.replace('"open_field"', '"monday"'), encoding="utf-8")
    with pytest.raises(UserError, match="'monday', which is neither in the project"):
        save_behaviors(project, file)


def test_foreign_behaviors_do_not_run_when_asked_for_or_labelled(
    project: Project, file: Path
) -> None:
    save_behaviors(project, file)
    own.distrust(project.folder)
    assert "not trusted" in workbench("label", "-p", project.folder, code=2)
    assert "not trusted" in workbench(
        "behaviors", "run", "tail_chase", "-p", project.folder, code=2
    )
    listed = as_json("behaviors", "list", "-p", project.folder)
    assert "not trusted" in listed["notes"][0]
    other = file.with_name("other.py")
    other.write_text(TAIL_CHASE.replace("tail_chase", "tail_race"), encoding="utf-8")
    with pytest.raises(UserError, match="not trusted on this machine"):
        save_behaviors(project, other)
    workbench("behaviors", "trust", "-p", project.folder)
    assert len(save_behaviors(project, other).scores) == 1
    assert own.is_trusted(project.folder)


def write(file: Path, body: str, declared: str = "") -> Path:
    """A behavior without examples."""
    file.write_text(
        f"from workbench import behavior\n\n@behavior({declared})\ndef mine(rec, subject"
        f'{", target" if "target" in declared else ""}):\n    "Mine."\n    return {body}\n'
    )
    return file


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("rec.nothing", r"tried on 'open_field'.*line 6\): AttributeError"),
        ("3", "returned int; expected a mask"),
        ("rec.entries(subject, 'shelter')", 'Say kind="point" in its @behavior'),
        ("rec.behavior('shrug', subject)", "No behavior 'shrug'"),
    ],
)
def test_a_broken_one_without_examples_is_refused(
    project: Project, file: Path, body: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        save_behaviors(project, write(file, body))
    assert not (project.folder / "behaviors").exists()
    assert "function" not in project.ethogram_path.read_text(encoding="utf-8")


def test_without_a_recording_that_can_be_read_the_sample_is_tried(
    tmp_path: Path, file: Path
) -> None:
    project = create_project(tmp_path / "empty")
    with (project.folder / "project.toml").open("a") as text:
        text.write('[[recording]]\nname = "gone"\ntracks = "gone.csv"\nfps = 30\n')
    project = open_project(project.folder, check_files=False)
    with pytest.raises(UserError, match="tried on 'open_field'"):
        save_behaviors(project, write(file, "rec.nothing"))
    save_behaviors(project, write(file, "rec.tracked(subject)"))


def test_one_that_means_nothing_here_is_saved_and_that_is_said(
    project: Project, file: Path
) -> None:
    write(file, "rec.tracked(subject)", 'target="object"')
    said = workbench("behaviors", "save", file, "-p", project.folder)
    assert "mine could not be tried here, on 'open_field': 'mine' needs a subject" in said
    assert "mine" in project.full_ethogram().behaviors


def test_one_that_fails_on_a_recording_is_a_note_and_the_others_go_on(
    project: Project, file: Path
) -> None:
    save_behaviors(project, write(file, "rec.tracked(subject)"))
    path = project.folder / "behaviors" / file.name
    path.write_text(path.read_text().replace("rec.tracked", "rec.trakced"))
    own.trust(project.folder)
    with project.ethogram_path.open("a") as text:
        text.write('\n[behavior.fast]\nfunction = "locomotion"\n')
    said = workbench("label", "--jobs", 0, "-p", project.folder)
    assert "Not assessed: mine. Behavior 'mine' (tail_chasing.py, line 6): Attr" in said
    assert as_json("facts", "-p", project.folder, "--predicate", "fast")["facts"]


def test_the_name_of_another_file_is_refused(project: Project, file: Path) -> None:
    save_behaviors(project, file)
    other = file.with_name("other.py")
    other.write_text(TAIL_CHASE, encoding="utf-8")
    with pytest.raises(UserError, match=r"'tail_chase' is defined in .*tail_chasing\.py already"):
        save_behaviors(project, other)
    assert len(save_behaviors(project, file).scores) == 1  # its own may be replaced


@pytest.mark.parametrize("name", ["_mine.py", "mine.txt"])
def test_a_file_that_would_not_be_loaded(project: Project, file: Path, name: str) -> None:
    with pytest.raises(UserError, match="would not be loaded"):
        save_behaviors(project, write(file.with_name(name), "rec.tracked(subject)"))


def test_doctor_names_what_is_not_trusted(project: Project, file: Path) -> None:
    save_behaviors(project, file)
    assert "not trusted" not in workbench("doctor", "-p", project.folder)
    own.distrust(project.folder)
    assert f"not run: {file.name}" in workbench("doctor", "-p", project.folder, code=1)


def add_to_ethogram(project: Project, text: str) -> None:
    with project.ethogram_path.open("a") as file:
        file.write(text)


def test_a_word_means_the_same_on_the_tracks_and_among_the_facts(
    project: Project, file: Path
) -> None:
    rule = 'definition = "Fast."\nrule = "speed(subject) > 5 cm/s"\n'
    add_to_ethogram(project, f'\n[behavior.hurry]\nsynonyms = ["darting"]\n{rule}')
    save_behaviors(project, write(file, "rec.tracked(subject)"))
    workbench("label", "--jobs", 0, "-p", project.folder)
    recording = open_project(project.folder).recording("open_field")
    for word in ("hurry", "darting"):
        assert set(recording.behavior(word).label) == {"hurry"}
        assert set(recording.facts(predicate=word).label) == {"hurry"}
    assert "darting" not in [one.entry.name for one in catalog(project)[0]]
    assert known_behavior(project, "darting").entry.name == "hurry"


def test_a_synonym_of_ones_own_wins_over_a_built_in_name(project: Project, file: Path) -> None:
    write(file, "rec.tracked(subject)", 'synonyms=["freezing"]')
    folder = project.folder / "behaviors"
    folder.mkdir()
    (folder / "mine.py").write_bytes(file.read_bytes())
    own.trust(project.folder)
    assert set(project.recording("open_field").behavior("freezing").label) == {"mine"}
    assert known_behavior(project, "freezing").entry.name == "mine"
    assert "freezing" not in [one.entry.name for one in catalog(project)[0]]


@pytest.mark.parametrize("name", shipped_ethograms())
@pytest.mark.parametrize("word", ["locomotion", "locomote", "darting", "dart"])
def test_built_in_ones_that_shipped_ethograms_leave_reachable(name: str, word: str) -> None:
    ethogram = parse_ethogram(ethogram_text(name), origin=name)
    assert find_entry(ethogram, word) is None


def test_a_file_that_changes_while_labelling_is_not_run(project: Project, file: Path) -> None:
    path = save_behaviors(project, file).path
    text = project.full_ethogram()["tail_chase"].function
    assert text is not None
    assert function_of(text).name == "tail_chase"
    path.write_text("raise SystemExit\n")
    with pytest.raises(UserError, match="has changed since it was looked at"):
        function_of(text)


def test_functions_of_the_ethogram_with_faults(project: Project) -> None:
    text = project.ethogram_path.read_text(encoding="utf-8")
    project.ethogram_path.write_text(
        text
        + '\n[behavior.a]\nfunction = "contcat"\n[behavior.b]\nfunction = "contact"\n'
        + 'arguments = { neer = "2 cm" }\n[behavior.c]\nfunction = "contact"\ntarget = "zone"\n'
    )
    with pytest.raises(UserError) as fault:
        project.full_ethogram()
    said = str(fault.value)
    assert "3 faults" in said
    assert "a: no function 'contcat'; did you mean 'contact'" in said
    assert "b: contact has no setting 'neer'" in said
    assert "c: target is 'zone', that of contact 'animal'" in said


def test_what_a_recording_lacks_is_a_note_not_a_failure(project: Project) -> None:
    text = project.ethogram_path.read_text(encoding="utf-8")
    project.ethogram_path.write_text(text + '\n[behavior.up]\nfunction = "explore_object"\n')
    said = workbench("label", "--jobs", 0, "-p", project.folder)
    assert "1 done" in said
    assert "Not assessed: up." in said
