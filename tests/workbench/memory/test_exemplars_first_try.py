"""Twenty questions, each answered once with the other nineteen as memory and once without.

The model is scripted: shown a dialogue it writes the same program for the names of its question,
and by itself it knows two functions and invents all others. Programs run on a recording; right is
the number computed by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from notebook_runs import FPS, FRAMES, PX_PER_CM, STEPS, ZONES, told_by

from graphs.errors import UserError
from workbench.memory.exemplars import Exemplar, Exemplars
from workbench.memory.situation import Situation

SAY = "from workbench import answer\n\n"
CM_PER_S = {animal: step * FPS / PX_PER_CM for animal, step in STEPS.items()}
SPEEDS = ("How fast is {} on average?", "What is the average speed of {}?", "Average speed of {}?")
PATHS = ("How far does {} walk?", "What distance does {} walk in all?", "How far did {} walk?")
STAYS = "How much time does {} spend in the {} zone?"
APART = "What is the mean distance between {} and {}?"


def in_left(animal: str) -> float:
    """Frames at x < 451.5 px, in seconds: 151, 76 and 51 of them."""
    return {"mouse_1": 151, "mouse_2": 76, "mouse_3": 51}[animal] / FPS


def questions() -> dict[str, tuple[str, float]]:
    """Question -> program and answer."""
    found: dict[str, tuple[str, float]] = {}
    for animal, speed, path in zip(STEPS, SPEEDS, PATHS, strict=True):
        at = f"{animal}.centre"
        found[speed.format(animal)] = f'answer(rec.speed("{at}").mean())', CM_PER_S[animal]
        far = STEPS[animal] * (FRAMES - 1) / PX_PER_CM
        found[path.format(animal)] = f'answer(rec.path_length("{at}"))', far
        for zone in ZONES:
            time = in_left(animal) if zone == "left" else FRAMES / FPS - in_left(animal)
            found[STAYS.format(animal, zone)] = f'answer(rec.time_in("{at}", "{zone}"))', time
    for one, other in (("mouse_1", "mouse_2"), ("mouse_2", "mouse_3"), ("mouse_1", "mouse_3")):
        found[APART.format(one, other)] = (
            f'answer(rec.distance("{one}.centre", "{other}.centre").mean())',
            mean_apart(one, other),
        )
    for animal in STEPS:
        latest = f'answer(rec.position("{animal}.centre").x.max())'
        far = STEPS[animal] * (FRAMES - 1) / PX_PER_CM
        found[f"Which x position does {animal} reach at most?"] = latest, far
    found["How long is the recording?"] = "answer(rec.duration_s)", FRAMES / FPS
    found["How many animals are there?"] = "answer(len(rec.animals))", 3.0
    return {question: (SAY + program + "\n", right) for question, (program, right) in found.items()}


def mean_apart(one: str, other: str) -> float:
    """Return the mean over frames of the distance of two mice, by Pythagoras, in cm."""
    names = list(STEPS)
    across = 100.0 * (names.index(other) - names.index(one))
    along = STEPS[other] - STEPS[one]
    frames = range(FRAMES)
    return sum((across**2 + (along * f) ** 2) ** 0.5 for f in frames) / FRAMES / PX_PER_CM


MISLED = "What distance does mouse_2 walk in all?"
"""Its words are nearer to those of another question than to those that mean the same."""

KNOWN = {"How long is the recording?", "How many animals are there?"}


def scripted_model(question: str, dialogues: list[Exemplar]) -> str:
    if question in KNOWN:
        return questions()[question][0]
    if not dialogues:
        return SAY + f'answer(rec.compute_metric("{question}"))\n'
    known = r"mouse_\d|left|right"
    names = iter(re.findall(known, question))
    old = dict.fromkeys(re.findall(known, dialogues[0].program))
    new = dict(zip(old, names, strict=False))
    return re.sub(known, lambda found: new.get(found[0], found[0]), dialogues[0].program)


def is_right(program: str, right: float) -> bool:
    try:
        value = told_by(program).values[0].value
    except (AttributeError, UserError):
        return False
    return value == pytest.approx(right, rel=1e-5)


def first_tries(folder: Path | None) -> list[str]:
    """Return the questions answered right at the first try; `folder` for those with memory."""
    right = []
    for question, (_, expected) in questions().items():
        dialogues = [] if folder is None else without_itself(folder, question)
        if is_right(scripted_model(question, dialogues), expected):
            right.append(question)
    return right


def without_itself(folder: Path, question: str) -> list[Exemplar]:
    """Return the best dialogues for a question among those of all others."""
    exemplars = Exemplars(folder)
    (own,) = [path for path, one in exemplars.files().items() if one.situation.question == question]
    aside = own.rename(own.with_suffix(".aside"))
    best = [one.exemplar for one in exemplars.best(Situation(question))]
    aside.rename(own)
    return best


def test_every_program_gives_the_number_computed_by_hand() -> None:
    everything = questions()
    assert len(everything) == 20
    for program, right in everything.values():
        assert is_right(program, right), program


def test_memory_helps_and_never_harms_the_first_try(tmp_path: Path) -> None:
    exemplars = Exemplars(tmp_path)
    for question, (program, found) in questions().items():
        exemplars.add(Exemplar(Situation(question), (), program, f"{found:g}", "check"), ran=True)
    without, with_memory = first_tries(None), first_tries(tmp_path)
    assert set(without) == KNOWN
    assert set(without) <= set(with_memory)
    assert set(questions()) - set(with_memory) == {MISLED}
