"""Macros: checked, tried, saved in versions, and the same as their calls by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from macro_of_speed import FACTS, FUNCTIONS, SPEED_IN, TRIAL, run
from notebook_runs import measured_recording, told_by

from graphs.errors import DataError, UserError
from workbench.memory.macro_folder import Macros
from workbench.memory.macro_words import value_exchanged, values_asked
from workbench.memory.macros import Argument, Call, Macro


@pytest.fixture
def macros(tmp_path: Path) -> Macros:
    return Macros(tmp_path / "macros", FUNCTIONS)


def test_running_a_macro_is_running_its_calls_by_hand(macros: Macros) -> None:
    saved = macros.save(SPEED_IN, TRIAL)
    program = macros.get("speed_in").program({"animal": "mouse_2", "zone": "left"}, FACTS)
    assert program == (
        "from workbench import answer, open_project\n\n"
        "project = open_project()\n"
        "rec = project.recording(name='run')\n"
        "speed = rec.speed(who='mouse_2')\n"
        "inside = rec.in_zone(who='mouse_2', zone='left')\n"
        "there = speed.when(where=inside)\n"
        "mean = there.mean()\n"
        "answer(value=mean, name='$peed')\n"
    )
    rec = measured_recording()
    by_hand = rec.speed("mouse_2").when(rec.in_zone("mouse_2", "left")).mean()
    (told,) = run(program).values
    assert told.value == float(by_hand) == pytest.approx(18.0)
    assert (told.name, told.unit, saved.version) == ("$peed", "cm/s", 1)


def test_a_condition_that_does_not_hold_is_told(macros: Macros) -> None:
    macros.save(SPEED_IN, TRIAL)
    with pytest.raises(UserError) as told:
        macros.get("speed_in").program({"animal": "mouse_1"}, FACTS | {"n_animals": 1})
    assert str(told.value) == (
        "The macro 'speed_in' cannot be used here: n_animals >= 2 does not hold (n_animals is 1)."
    )


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (Call("rec.velocity_of", {"who": "$animal"}), "there is no 'velocity_of'"),
        (Call("rec.sped", {"who": "$animal"}), "there is no 'sped'; did you mean 'speed'?"),
        (Call("answr", {"value": 1}), "there is no function 'answr'; did you mean 'answer'?"),
        (Call("recording.speed"), "no call before it gives 'recording'"),
        (Call("answer", {"value": "$later"}), "'$later' is neither an argument nor given"),
        (Call("answer", {"value": "$speed.total"}), "there is no 'total'"),
        (Call("answer", {"value": "$animal.name"}), "an argument has no properties"),
        (Call("rec.__class__"), "expected the name of a function"),
        (Call("rec.speed(); import os"), "expected the name of a function"),
        (Call("answer", {"value=1); import os": 1}), "cannot be the name of an argument"),
        (Call("answer", {"value": "$speed); import os"}), "is neither an argument nor given"),
        (Call("answer", {}, "class"), "'class' cannot be the name of what it gives"),
        (Call("answer", {}, "animal"), "'animal' cannot be the name of what it gives"),
    ],
)
def test_a_call_of_something_unknown_is_not_saved(macros: Macros, call: Call, fault: str) -> None:
    macro = SPEED_IN
    with pytest.raises(UserError) as told:
        macros.save(replace(macro, calls=(*macro.calls, call)), TRIAL)
    assert fault in str(told.value)
    assert macros.names() == []


def test_all_faults_of_a_macro_are_told_together(macros: Macros) -> None:
    wrong = replace(
        SPEED_IN,
        name="Speed In",
        description=" ",
        arguments=(Argument("class", "text"), Argument("n", "number", "x"), Argument("n", "text")),
        when="animals_n > 2",
    )
    with pytest.raises(UserError) as told:
        macros.save(wrong, TRIAL)
    for fault in (
        "lower case letters", "description is not one line", "two arguments have one name",
        "'class' cannot be the name", "the default of n is 'x'", "'animals_n' is not known",
        "'$animal' is neither",
    ):  # fmt: skip
        assert fault in str(told.value)
    with pytest.raises(UserError, match="it has no calls"):
        macros.save(replace(SPEED_IN, calls=()), TRIAL)
    many = tuple(Argument(f"a{number}", "text", "x") for number in range(7))
    with pytest.raises(UserError, match="it has 7 arguments; at most 6"):
        macros.save(replace(SPEED_IN, arguments=many), TRIAL)


def test_a_macro_whose_trial_fails_is_not_saved(macros: Macros) -> None:
    wrong = replace(SPEED_IN, calls=(*SPEED_IN.calls, Call("rec.count")))
    with pytest.raises(UserError, match="its trial failed: 'Recording' object has no attribute"):
        macros.save(wrong, TRIAL)
    with pytest.raises(UserError, match="cannot be used here: n_animals >= 2"):
        macros.save(SPEED_IN, replace(TRIAL, facts=FACTS | {"n_animals": 1}))
    assert macros.names() == []


def test_versions_are_kept_and_nothing_is_overwritten(macros: Macros) -> None:
    macros.save(SPEED_IN, TRIAL)
    other = replace(SPEED_IN, description="How fast it is there.")
    with pytest.raises(UserError, match="not saved as a new one: version 1 is there"):
        macros.save(other, TRIAL)
    assert macros.save(other, TRIAL, replaces=1).version == 2
    with pytest.raises(UserError, match="follows version 1: version 2 is there"):
        macros.save(other, TRIAL, replaces=1)
    with pytest.raises(UserError, match="follows version 3: there is none of this name"):
        macros.save(replace(other, name="another"), TRIAL, replaces=3)
    assert macros.versions("speed_in") == [1, 2]
    assert macros.get("speed_in").description == "How fast it is there."
    assert macros.get("speed_in", 1) == replace(SPEED_IN, version=1)
    with pytest.raises(UserError, match=r"no version 3; there are \[1, 2\]"):
        macros.get("speed_in", 3)
    with pytest.raises(UserError, match="did you mean 'speed_in'"):
        macros.get("speed_on")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({}, "animal is missing; expected the name of an animal"),
        ({"animal": "mouse_4"}, "animal is 'mouse_4', which is no animal; did you mean 'mouse_"),
        ({"animal": "mouse_1", "zone": 3}, "zone is 3; expected the name of a zone"),
        ({"animal": "mouse_1", "zon": "left"}, "no argument 'zon'; did you mean 'zone'"),
    ],
)
def test_wrong_arguments_are_told(values: dict[str, object], fault: str) -> None:
    with pytest.raises(UserError) as told:
        SPEED_IN.program(values, FACTS)  # type: ignore[arg-type]
    assert fault in str(told.value)


def test_what_is_compared_or_combined_is_a_call_too(macros: Macros) -> None:
    start, speed = SPEED_IN.calls[:2], Call("rec.speed", {"who": "$animal"}, "speed")
    macro = Macro(
        "fast",
        "How often an animal is fast in the right half.",
        (
            *start,
            speed,
            Call(">", {"left": "$speed", "right": "$least"}, "fast"),
            Call("rec.in_zone", {"who": "$animal", "zone": "right"}, "right"),
            Call("&", {"left": "$fast", "right": "$right"}, "both"),
            Call("both.bouts", {}, "bouts"),
            Call("answer", {"value": "$bouts.count"}),
        ),
        (Argument("animal", "animal"), Argument("least", "text", "10 cm/s")),
    )
    macros.save(macro, TRIAL)
    program = macros.get("fast").program({"animal": "mouse_3"}, FACTS)
    assert "fast = speed > '10 cm/s'\n" in program
    assert "both = fast & right\n" in program
    assert "answer(value=bouts.count)\n" in program
    assert [value.value for value in run(program).values] == [1.0]
    wrong = replace(macro, calls=(*start, speed, Call(">", {"left": "$speed"}, "fast")))
    with pytest.raises(UserError, match="expected the arguments left and right"):
        macros.save(wrong, TRIAL, replaces=1)


def test_a_text_cannot_become_program() -> None:
    macro = Macro(
        "say", "Says it.", (Call("answer", {"value": "$text"}),), (Argument("text", "text"),)
    )
    text = "'); import os; print('"
    (told,) = told_by(macro.program({"text": text}, {})).values
    assert told.value == text
    (told,) = told_by(macro.program({"text": "$speed"}, {})).values
    assert told.value == "$speed"


def test_a_file_changed_by_hand_is_checked_again(macros: Macros) -> None:
    macros.save(SPEED_IN, TRIAL)
    path = macros.folder / "speed_in" / "1.toml"
    path.write_text(path.read_text().replace('"$mean"', '"$mean); import os"'))
    with pytest.raises(DataError, match="neither an argument nor given by a call before"):
        macros.get("speed_in")


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ("how fast is {mouse} in the {zone}", "asked names {mouse}, which is no argument"),
        ("{animal} and {animal}", "asked names {animal} twice"),
        ("how fast in the {zone}", "asked does not name {animal}, which has no default"),
        ("{animal}?", "asked has no word beside its arguments"),
        ("pace of {animal}{zone}", "asked has two arguments without a word between them"),
    ],
)
def test_words_that_cannot_ask_are_not_saved(macros: Macros, asked: str, fault: str) -> None:
    with pytest.raises(UserError) as told:
        macros.save(replace(SPEED_IN, asked=asked), TRIAL)
    assert fault in str(told.value)
    assert macros.names() == []


PACE = replace(SPEED_IN, asked="how quick is {animal} in the {zone} on average")


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How quick is Mouse 1 in the  left on average?",
         {"animal": "mouse_1", "zone": "left"}),
        ("how quick is mouse_1 in the left", None),
        ("how quick is mouse_9 in the left on average", None),
        ("so how quick is mouse_1 in the left on average", None),
        ("speed_in(mouse-3)", {"animal": "mouse_3"}),
        ("speed_in(zone='left', animal=\"mouse_2\")", {"animal": "mouse_2", "zone": "left"}),
        ("speed_in(mouse_9)", {"animal": "mouse_9"}),
        ("speed_in(mouse_1, left, 3)",
         {"animal": "mouse_1", "zone": "left", "argument 3": "3"}),
        ("speed_in", None),
    ],
)  # fmt: skip
def test_which_questions_ask_for_a_macro(question: str, values: dict[str, str] | None) -> None:
    assert values_asked(PACE, question, FACTS) == values


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("and mouse_2?", {"animal": "mouse_2", "zone": "left"}),
        ("What about in the right?", {"animal": "mouse_1", "zone": "right"}),
        ("and mouse_9?", None),
        ("and how far?", None),
    ],
)
def test_a_bare_name_changes_an_argument(question: str, values: dict[str, str] | None) -> None:
    before = {"animal": "mouse_1", "zone": "left"}
    assert value_exchanged(PACE, before, question, FACTS) == values


def test_a_bare_name_that_could_be_several_arguments_changes_none() -> None:
    apart = replace(PACE, arguments=(Argument("a", "animal"), Argument("b", "animal")), asked="")
    assert value_exchanged(apart, {"a": "mouse_1", "b": "mouse_2"}, "mouse_3?", FACTS) is None


def test_the_file_can_be_read_by_people(macros: Macros) -> None:
    macros.save(SPEED_IN, TRIAL)
    text = (macros.folder / "speed_in" / "1.toml").read_text()
    assert text.startswith(
        'name = "speed_in"\ndescription = "How fast an animal is while it is in a zone."\n'
        'arguments = [\n    { name = "animal", type = "animal", sense = "who" },\n'
        '    { name = "zone", type = "zone", default = "right" },\n]\n'
        "when = \"n_animals >= 2 and 'centre' in keypoints\"\nversion = 1\n\n[[calls]]\n"
    )
    assert '[[calls]]\ncall = "rec.in_zone"\ngives = "inside"\n\n[calls.arguments]\n' in text
