"""The loop over programs of a scripted model: every way that it can end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ask_scripts import (
    BOTH,
    DIFFERENCE,
    FAILS,
    GOOD,
    HEAD,
    INVENTED,
    MALFORMED,
    NO_SUCH_ANIMAL,
    ONE,
    QUESTION,
    SILENT,
    UNKNOWN,
    Says,
    asked,
    loop,
    plan,
    write,
)

from graphs.errors import ModelError
from pipelines.models.budget import Budget, Meter
from workbench.ask.model.planner import AskingStopped, NotAnsweredError
from workbench.ask.model.trace import TRACE, read_trace
from workbench.memory.attempts import Limits
from workbench.memory.context import WorkingMemory
from workbench.project import Project
from workbench.sandbox.refusals import Fault
from workbench.sandbox.running import Ran, Sandbox


def test_a_good_program_is_asked_for_once(sample: Project, tmp_path: Path) -> None:
    asking, writer = loop(sample, [plan(GOOD, "compare walks")], tmp_path)
    found = asking.answer(asked(sample))
    assert [value.value for value in found.ran.told.values] == [DIFFERENCE]
    assert found.program == GOOD
    assert len(writer.asked) == 1
    assert found.trace.outcome == "answered"
    assert found.trace.steps[0].faults == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(INVENTED, "'how_many'", id="invented function"),
        pytest.param(NO_SUCH_ANIMAL, "there is no 'mouse_3'", id="animal"),
        pytest.param(MALFORMED, "not Python", id="malformed code"),
        pytest.param(FAILS, "", id="fails when it runs"),
        pytest.param(SILENT, "answered nothing", id="answers nothing"),
        pytest.param("import os\n" + GOOD, "'os' cannot be imported", id="forbidden import"),
        pytest.param(UNKNOWN, "all are NaN", id="nothing known"),
    ],
)
def test_what_is_wrong_goes_back_to_the_letter_and_is_repaired(
    wrong: str, said: str, sample: Project, tmp_path: Path
) -> None:
    asking, writer = loop(sample, [plan(wrong, "compare walks"), write(GOOD)], tmp_path)
    found = asking.answer(asked(sample))
    assert [value.value for value in found.ran.told.values] == [DIFFERENCE]
    first, second = found.trace.steps
    assert [first.kind, second.kind] == ["plan", "repair"]
    assert said in first.faults[0]
    assert first.faults[0] in writer.asked[1].text
    assert wrong.rstrip() in writer.asked[1].text
    assert found.program == GOOD, "what failed is no part of the whole"


def test_what_is_not_known_is_an_answer_if_the_model_insists(
    sample: Project, tmp_path: Path
) -> None:
    asking, writer = loop(sample, [plan(UNKNOWN, "mean walk"), write(UNKNOWN)], tmp_path)
    found = asking.answer(asked(sample))
    assert found.doubts == ("no value is known: all are NaN",)
    assert len(writer.asked) == 2


def test_the_same_program_three_times_stops(sample: Project, tmp_path: Path) -> None:
    again = [plan(INVENTED, "count"), write(INVENTED + "\n# once more\n"), plan(INVENTED, "x")]
    asking, writer = loop(sample, again, tmp_path, limits=Limits(failures=9))
    with pytest.raises(NotAnsweredError, match="the same program was tried 3 times") as stopped:
        asking.answer(asked(sample))
    assert len(writer.asked) == 3
    assert stopped.value.trace.reason == "the same program was tried 3 times"
    assert str(stopped.value).count("'how_many'") == 3, "what was tried is told"


def test_two_failures_ask_for_another_plan_with_both_errors(
    sample: Project, tmp_path: Path
) -> None:
    says = [plan(INVENTED, "count"), write(NO_SUCH_ANIMAL), plan(GOOD, "compare")]
    asking, writer = loop(sample, says, tmp_path)
    found = asking.answer(asked(sample))
    assert [step.kind for step in found.trace.steps] == ["plan", "repair", "replan"]
    third = writer.asked[2].text
    for step in found.trace.steps[:2]:
        assert step.faults[0] in third
    memory = WorkingMemory.read(asking.runs / found.trace.run / "work.toml")
    assert [part.outcome for part in memory.subgoals] == ["given up", "done"]


def test_three_failures_in_a_row_stop(sample: Project, tmp_path: Path) -> None:
    says = [plan(INVENTED, "count"), write(NO_SUCH_ANIMAL), plan(MALFORMED, "other")]
    asking, writer = loop(sample, says, tmp_path)
    with pytest.raises(NotAnsweredError, match="3 failures in a row"):
        asking.answer(asked(sample))
    assert len(writer.asked) == 3


def test_twelve_steps_are_the_most(sample: Project, tmp_path: Path) -> None:
    def says(question: object) -> dict[str, object]:
        number = len(writer.asked)
        program = GOOD if number == 1 else f"x{number} = rec.zones\n"
        if number % 3 == 2:
            program = f"x{number} = rec.nothing_{number}()\n"
        goals = [f"part {n}" for n in range(6)]
        return plan(program, *goals) if number == 1 else write(program)

    asking, writer = loop(sample, [says], tmp_path, limits=Limits(steps=5))
    with pytest.raises(NotAnsweredError, match="5 steps without an answer"):
        asking.answer(asked(sample))
    assert len(writer.asked) == 5


def test_subgoals_are_joined_to_one_program(sample: Project, tmp_path: Path) -> None:
    says = [
        plan(ONE, "walks of mouse_1", "walks of mouse_2", "compare"),
        write('others = rec.facts("mouse_2", "walk")\n'),
        write("answer(walks.count - others.count)\n"),
    ]
    asking, writer = loop(sample, says, tmp_path)
    found = asking.answer(asked(sample))
    assert [value.value for value in found.ran.told.values] == [DIFFERENCE]
    assert found.program.count("open_project()") == 1
    alone = Sandbox(sample).run(found.program)
    assert alone.fault is None
    assert alone.told.values == found.ran.told.values
    assert "Made project (Project), rec (Recording), walks (Bouts)." in writer.asked[1].text
    assert "It is the last one" in writer.asked[2].text
    assert "It is the last one" not in writer.asked[1].text


def test_lines_of_faults_are_those_of_the_last_program(sample: Project, tmp_path: Path) -> None:
    says = [plan(BOTH, "walks", "compare"), write("x = 1\nanswer(walks.how_many())\n"),
            write("answer(walks.count)\n")]  # fmt: skip
    asking, _ = loop(sample, says, tmp_path)
    trace = asking.answer(asked(sample)).trace
    assert trace.steps[1].faults[0].startswith("line 2: ")


def test_a_refusal_of_the_model_is_told(sample: Project, tmp_path: Path) -> None:
    asking, _ = loop(sample, [plan("", refuse="Nobody measured what it thinks.")], tmp_path)
    with pytest.raises(NotAnsweredError, match="Nobody measured what it thinks") as refused:
        asking.answer(asked(sample))
    assert refused.value.trace.outcome == "refused"
    assert read_trace(asking.runs / refused.value.trace.run) == refused.value.trace


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        pytest.param("I would count the bouts.", "not as asked for", id="no JSON"),
        pytest.param({"subgoals": []}, "program is missing", id="no program"),
        pytest.param(plan("", "count"), "program is empty", id="empty program"),
        pytest.param(plan(GOOD, refuse="No."), "both program and refuse", id="both"),
    ],
)
def test_an_answer_that_cannot_be_used_is_asked_for_again(
    bad: Says, said: str, sample: Project, tmp_path: Path
) -> None:
    asking, writer = loop(sample, [bad, plan(GOOD, "compare")], tmp_path)
    found = asking.answer(asked(sample))
    assert said in found.trace.steps[0].faults[0]
    assert said in writer.asked[1].text
    assert found.trace.outcome == "answered"


def test_a_program_in_a_code_block_is_the_program(sample: Project, tmp_path: Path) -> None:
    asking, _ = loop(sample, [plan(f"```python\n{GOOD}```")], tmp_path)
    assert asking.answer(asked(sample)).program == GOOD


def test_the_budget_stops_cleanly(sample: Project, tmp_path: Path) -> None:
    meter = Meter(Budget(calls=1))
    asking, writer = loop(sample, [plan(INVENTED, "count"), write(GOOD)], tmp_path, meter=meter)
    with pytest.raises(AskingStopped, match="budget of 1 calls") as stopped:
        asking.answer(asked(sample))
    assert "'how_many'" in str(stopped.value)
    assert stopped.value.trace.outcome == "budget"
    assert len(writer.asked) == 1
    richer, writer = loop(sample, [write(GOOD)], tmp_path)
    assert richer.answer(asked(sample)).program == GOOD
    assert len(writer.asked) == 1, "the first answer was stored"


def test_a_second_ask_is_paid_by_the_first(sample: Project, tmp_path: Path) -> None:
    says = [plan(INVENTED, "count"), write(GOOD)]
    first, _ = loop(sample, says, tmp_path)
    one = first.answer(asked(sample))
    second, writer = loop(sample, [ModelError("asked again")], tmp_path)
    other = second.answer(asked(sample))
    assert writer.asked == []
    assert (other.program, other.trace.requests) == (one.program, 0)
    assert one.trace.requests == 2
    assert len(list(first.runs.glob(f"*/{TRACE}"))) == 2


def test_a_model_that_cannot_be_asked_is_said(sample: Project, tmp_path: Path) -> None:
    asking, _ = loop(sample, [ModelError("the key is refused")], tmp_path)
    with pytest.raises(ModelError, match="the key is refused"):
        asking.answer(asked(sample))
    [path] = asking.runs.glob(f"*/{TRACE}")
    assert read_trace(path.parent).outcome == "failed"


class Crashing(Sandbox):
    """The first program that runs takes its process along."""

    crashed = False

    def run(self, program: str) -> Ran:
        ran = super().run(program)
        if not self.crashed:
            self.crashed = True
            fault = Fault("The process in which the program ran has died: signal 11", 0)
            return replace(ran, fault=fault)
        return ran


def test_a_crash_of_the_worker_is_a_fault_like_others(sample: Project, tmp_path: Path) -> None:
    says = [plan(GOOD, "compare"), write(GOOD)]
    asking, writer = loop(sample, says, tmp_path, sandbox=Crashing(sample))
    found = asking.answer(asked(sample))
    assert [value.value for value in found.ran.told.values] == [DIFFERENCE]
    assert "has died: signal 11" in writer.asked[1].text


class Fickle(Sandbox):
    """Whose programs find something else every time."""

    count = 0

    def run(self, program: str) -> Ran:
        self.count += 1
        return super().run(f"{program}answer({self.count})\n")


def test_what_is_not_found_again_is_no_answer(sample: Project, tmp_path: Path) -> None:
    asking, _ = loop(sample, [plan(GOOD)], tmp_path, sandbox=Fickle(sample))
    with pytest.raises(NotAnsweredError, match="did not do the same"):
        asking.answer(asked(sample))


def test_a_wrong_unit_and_an_unknown_animal_are_seen(sample: Project, tmp_path: Path) -> None:
    how_long = "How long, all in all, is it that mouse_1 ambles about?"
    bare = ONE + "answer(walks.count)\n"
    named = ONE + 'answer(walks.total_s, name="mouse_7")\n'
    good = ONE + "answer(walks.total_s)\n"
    says = [plan(bare), write(named), plan(good)]
    asking, _ = loop(sample, says, tmp_path)
    trace = asking.answer(asked(sample, how_long)).trace
    assert "asks for a time" in trace.steps[0].faults[0]
    assert "there is no animal 'mouse_7'" in trace.steps[1].faults[0]


def test_a_plan_of_too_many_parts_is_sent_back(sample: Project, tmp_path: Path) -> None:
    parts = [f"part {n}" for n in range(6)]
    says = [
        plan(HEAD, "first", *parts[:5]),
        write("y = rec.nothing()\n"),
        write("y = rec.nothing2()\n"),
        plan("answer(1)\n", *parts),
        plan("answer(1)\n", "end"),
    ]
    asking, _ = loop(sample, says, tmp_path, limits=Limits(failures=5))
    trace = asking.answer(asked(sample)).trace
    assert "1 to 6 subgoals" in trace.steps[3].faults[0]
    assert trace.outcome == "answered"


def test_question_is_kept(sample: Project, tmp_path: Path) -> None:
    asking, _ = loop(sample, [plan(GOOD)], tmp_path)
    trace = asking.answer(asked(sample)).trace
    kept = read_trace(asking.runs / trace.run)
    assert kept == trace
    assert kept.question == QUESTION
    assert "Interface" in kept.system
    assert kept.steps[0].prompt.startswith("Question: By how much")
