"""Questions to recordings of which some lack an animal, a zone or labels: the others are asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from grammar_worlds import grammar_world, write_standing

from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation
from workbench.ask.grammar.answering import leaving_out
from workbench.ask.plan import ProgramError
from workbench.project import Project

PAIR, TRIO = ("adult", "juvenile"), ("mouse1", "mouse2", "mouse3")
CLAIMS = [
    ("mouse1", "approach", "mouse2", 2, 6), ("mouse1", "approach", "mouse3", 8, 9),
    ("mouse2", "rear", None, 3, 5), ("adult", "rear", None, 1, 2),
]  # fmt: skip
CORNER = {"corner": {"kind": "shelter", "polygon": [[50, 50], [150, 50], [150, 150], [50, 150]]}}
SCRIPT = (
    "import runpy, sys\nfrom workbench.ask.telling import collecting\n"
    "with collecting() as told:\n    runpy.run_path(sys.argv[1])\n"
    "print([value.value for value in told.values])\n"
)


@pytest.fixture(scope="module")
def cages(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A trio and a pair under other names, both labelled, and a trio that is not."""
    folder = tmp_path_factory.mktemp("cages")
    looked = [(one, "approach", other) for one in TRIO for other in TRIO if one != other]
    project = grammar_world(
        folder, TRIO, {"trio": "ko"}, claims=CLAIMS[:3], looked=looked, zones=CORNER
    )
    pair = write_standing(folder / "pair.csv", PAIR)
    project.add([{"name": "pair", "tracks": pair, "fps": 10.0, "group": "wild"}])
    rears = [(one, "rear", None) for one in PAIR]
    other = grammar_world(folder / "other", PAIR, {"pair": None}, claims=CLAIMS[3:], looked=rears)
    project.store().write(other.store().read("pair"))
    late = write_standing(folder / "late.csv", TRIO)
    project.add([{"name": "late", "tracks": late, "fps": 10.0, "group": "ko"}])
    return project


def asked(project: Project, question: str) -> Answer:
    return Conversation(project).ask(question)


def left_out(answer: Answer) -> str:
    [caveat] = [one for one in answer.caveats if one.startswith("Left out:")]
    return caveat


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("how often does mouse1 approach mouse2?", [1.0]),
        ("how often does mouse1 approach mouse2 in each recording?", [("trio", 1.0)]),
        ("when does mouse1 approach mouse2?", [1.0]),
        ("how often does mouse1 approach while mouse2 rears?", [1.0]),
        ("which recording has the most approaches by mouse1?", ["trio"]),
        ("what does mouse1 do first?", [("trio", "approach")]),
        ("does mouse1 approach more than mouse2?", ["yes"]),
        ("what is the median number of approaches by mouse1 over recordings?", [2.0]),
        ("how often does mouse1 approach in each group?", [2.0]),
        ("which recordings have no approach by mouse1?", ["none"]),
    ],
)
def test_facts_of_the_recordings_that_have_the_animal(
    cages: Project, question: str, values: list[object]
) -> None:
    answer = asked(cages, question)
    told = [(one.name, one.value) if isinstance(values[0], tuple) else one.value
            for one in answer.values]  # fmt: skip
    assert ["yes" if one is True else one for one in told] == values
    assert "pair (No subject 'mouse1' was labelled here; known: adult, juvenile)" in left_out(
        answer
    )
    assert "late (The recording was not labelled yet" in left_out(answer)


@pytest.mark.parametrize(
    "question",
    ["how far does mouse1 travel?", "how fast is mouse1?", "plot the trajectory of mouse1",
     "how long are mouse1 and mouse2 within 300 px of each other?"],
)  # fmt: skip
def test_signals_of_the_recordings_that_have_the_animal(cages: Project, question: str) -> None:
    assert left_out(asked(cages, question)) == (
        "Left out: pair (No animal 'mouse1'; known: adult, juvenile)."
    )


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how long is mouse1 in the corner?", 20.0),
        ("how long is mouse1 in the corner while mouse2 rears?", 2.0),
        ("is mouse1 ever in the corner?", True),
    ],
)
def test_zones_of_the_recordings_that_have_them(
    cages: Project, question: str, value: float | bool
) -> None:
    answer = asked(cages, question)
    assert answer.value is not None
    assert answer.value.value == pytest.approx(value)
    assert "pair, late (No zone 'corner'; this recording has no zones" in left_out(answer)


def test_a_recording_without_the_animal_has_no_row(cages: Project) -> None:
    answer = asked(cages, "how often does mouse1 approach mouse2?")
    [table] = answer.tables
    assert {row[table.columns.index("recording")] for row in table.rows} == {"trio"}


@pytest.mark.parametrize(
    "question", ["how often does mouse1 approach adult?", "does mouse1 rear more than adult?"]
)
def test_nobody_can_answer(cages: Project, question: str) -> None:
    with pytest.raises(ProgramError, match="No recording has an answer") as caught:
        asked(cages, question)
    said = str(caught.value)
    assert "pair (No subject 'mouse1' was labelled here; known: adult, juvenile)" in said
    assert "trio (No" in said
    assert "known: mouse1, mouse2, mouse3" in said


def test_a_group_of_which_nothing_is_known_has_neither_more_nor_less(cages: Project) -> None:
    answer = asked(cages, "do group ko mice approach more often than group wild mice?")
    assert [value.value for value in answer.values] == ["not assessed"]
    with pytest.raises(ProgramError, match="No recording has an answer"):
        asked(cages, "how often does mouse1 approach in group wild?")


def test_where_all_recordings_can_answer_nothing_is_said(cages: Project) -> None:
    answer = asked(cages, "how long are the recordings?")
    assert [value.value for value in answer.values] == [20.0, 20.0, 20.0]
    assert not any("Left out" in caveat for caveat in answer.caveats)


def test_the_program_can_be_read_and_run_again(cages: Project, tmp_path: Path) -> None:
    answer = asked(cages, "how often does mouse1 approach mouse2 in each recording?")
    assert answer.program.splitlines()[3:] == [
        "recordings = project.recordings().answering("
        "lambda rec: rec.facts('mouse1', 'approach', 'mouse2'))",
        "answer({rec.name: rec.facts('mouse1', 'approach', 'mouse2').count for rec in recordings})",
    ]
    path = tmp_path / "program.py"
    path.write_text(answer.program)
    environment = {**os.environ, "WORKBENCH_PROJECT": str(cages.folder)}
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", SCRIPT, str(path)],
        env=environment, capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.strip() == "[1.0]"
    assert "Left out: pair (No subject 'mouse1'" in done.stderr


def test_what_a_loop_asks_is_read_from_it() -> None:
    program = (
        "project = open_project()\n"
        "values = {}\n"
        "for rec in project.recordings().of(group='a'):\n"
        "    for animal in rec.animals:\n"
        "        found = rec.facts(animal, 'rear')\n"
        "        values[rec.name] = found.in_window(0, rec.duration_s)\n"
        "answer(values)\n"
    )
    assert leaving_out(program) == (
        "project = open_project()\n"
        "values = {}\n"
        "recordings = project.recordings().of(group='a').answering(\n"
        "    lambda rec: [\n"
        "        [rec.facts(animal, 'rear') for animal in rec.animals],\n"
        "        rec.duration_s,\n"
        "    ]\n"
        ")\n"
        "for rec in recordings:\n" + "\n".join(program.splitlines()[3:]) + "\n"
    )
    assert leaving_out(leaving_out(program)) == leaving_out(program)


def test_recordings_taken_by_name_are_asked_in_any_case() -> None:
    one = "rec = project.recording('day 1')\nanswer(rec.facts('mouse1').count)\n"
    two = "answer([rec.duration_s for rec in [project.recording(n) for n in ['a', 'b']]])\n"
    assert leaving_out(one) == one
    assert leaving_out(two) == two


def test_loops_over_the_same_recordings_ask_all_that_any_of_them_asks() -> None:
    program = (
        "first = sum([rec.facts('a').count for rec in project.recordings()])\n"
        "second = sum([rec.facts('b').count for rec in project.recordings()])\n"
        "recordings = project.recordings()\n"
        "third = [rec.in_zone('a', 'nest') for rec in recordings]\n"
        "recordings = project.recordings().of(group='ko')\n"
        "fourth = [rec.duration_s for rec in recordings]\n"
    )
    assert leaving_out(program) == (
        "recordings = project.recordings().answering(\n"
        "    lambda rec: [\n"
        "        rec.facts('a'),\n"
        "        rec.facts('b'),\n"
        "        rec.in_zone('a', 'nest'),\n"
        "    ]\n"
        ")\n"
        "first = sum([rec.facts('a').count for rec in recordings])\n"
        "second = sum([rec.facts('b').count for rec in recordings])\n"
        "third = [rec.in_zone('a', 'nest') for rec in recordings]\n"
        "recordings = project.recordings().of(group='ko').answering(lambda rec: rec.duration_s)\n"
        "fourth = [rec.duration_s for rec in recordings]\n"
    )
