"""Five questions in a row: what was put together once takes one step the next time."""

from __future__ import annotations

from pathlib import Path

from macro_of_speed import FACTS, FUNCTIONS, OPENING, SPEED_IN, TRIAL, opened
from notebook_runs import Notebook

from workbench.memory.attempts import Attempts
from workbench.memory.context import WorkingMemory
from workbench.memory.macro_folder import Macros

QUESTIONS = (
    ("speed_in", "mouse_1", "left"),
    ("distance", "mouse_1", "mouse_2"),
    ("speed_in", "mouse_2", "left"),
    ("distance", "mouse_2", "mouse_3"),
    ("speed_in", "mouse_3", "right"),
)


def answered(macros: Macros, question: tuple[str, str, str]) -> tuple[int, float]:
    """Answer as a scripted planner does; returns the steps taken and the number found."""
    what, animal, other = question
    memory, notebook, attempts = WorkingMemory(" ".join(question)), Notebook(), Attempts()
    memory.plan(["answer"])
    for program in programs(macros, what, animal, other):
        cell = memory.record(notebook.run(program))
        assert not cell.error, cell.error
        assert attempts.note(program, ok=True) == ""
    if what == "speed_in" and what not in macros.names():
        macros.save(SPEED_IN, TRIAL)
    return attempts.steps, float(notebook.names["mean"])  # type: ignore[arg-type]


def programs(macros: Macros, what: str, animal: str, other: str) -> list[str]:
    given = {"animal": animal, "zone": other}
    if what in macros.names():
        return [opened(macros.get(what).program(given, FACTS))]
    if what == "speed_in":
        _, calls = SPEED_IN.program(given, FACTS).split(OPENING)
        return [f"from workbench import answer\n{call}" for call in calls.splitlines()]
    return [f"mean = rec.distance('{animal}', '{other}').mean()", "print(float(mean))"]


def test_the_second_time_takes_fewer_steps(tmp_path: Path) -> None:
    macros = Macros(tmp_path, FUNCTIONS)
    steps = [answered(macros, question) for question in QUESTIONS]
    assert [count for count, _ in steps] == [5, 2, 1, 2, 1]
    assert [round(value) for _, value in steps[::2]] == [9, 18, 27]
