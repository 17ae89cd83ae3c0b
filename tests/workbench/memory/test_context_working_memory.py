"""The working memory of a question: short, complete, and the same after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebook_runs import Notebook

from graphs.errors import DataError, UserError
from workbench.memory.context import WorkingMemory
from workbench.memory.subgoals import MOST_PRINTED, Cell, cut
from workbench.memory.variables import Variable

QUESTION = "Who runs fastest in the right half, and for how long is everybody there?"
PLAN = {
    "look at the data": [
        "animals = rec.animals\nprint('animals', *animals)\nprint('zones', *rec.zones)\n"
        "print('length', rec.duration_s)",
        "for name in animals:\n    print(name, rec.position(name + '.centre').x.mean())",
        "fast = rec.speed('*.centre')\nprint(fast.table().to_string())",
    ],
    "define when they are in the right half": [
        "right = rec.in_zone('*.centre', 'right')\nprint(right.table().to_string())",
        "stays = right.bouts()\nprint(stays.table().to_string())",
        "seconds = [float(s) for s in stays.duration_s]\nprint(seconds)",
    ],
    "measure speed there": [
        "there = fast.when(right)\nprint(there.table().to_string())",
        "means = {name: float(fast[name].mean()) for name in animals}\nprint(means)",
        "fastest = max(means, key=means.get)\nprint('fastest', fastest, means[fastest])",
    ],
    "answer": [
        "times = dict(zip(animals, seconds))\nprint(times)",
        "report = f'{fastest} at {means[fastest]:.1f} cm/s'\nprint(report)",
        "print(report, times)",
    ],
}


def worked(path: Path | None = None) -> tuple[WorkingMemory, str]:
    """Run all steps; the last part stays open. Also returns the history without any memory."""
    memory, notebook = WorkingMemory(QUESTION, path), Notebook()
    memory.plan(list(PLAN))
    flat = [QUESTION]
    for number, programs in enumerate(PLAN.values(), 1):
        for program in programs:
            cell = notebook.run(program)
            assert not cell.error, cell.error
            flat.append(memory.record(cell).text())
        if number < len(PLAN):
            assert memory.close() == []
    return memory, "\n\n".join(flat)


def test_twelve_steps_are_told_in_two_thirds_of_the_flat_history() -> None:
    memory, flat = worked()
    assert len(memory.cells) == 12
    assert len(memory.text()) <= 0.65 * len(flat)


def test_every_variable_made_before_is_still_named() -> None:
    memory, _ = worked()
    made = {"animals", "fast", "right", "stays", "seconds", "there", "means", "fastest", "times",
            "report"}  # fmt: skip
    assert made | {"name"} == set(memory.variables)
    summaries = " ".join(part.summary for part in memory.subgoals)
    assert all(name in summaries for name in made - {"times", "report"})
    assert all(len(part.summary.split()) <= 60 for part in memory.subgoals)


def test_a_closed_part_comes_back_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "conversations" / "one" / "work-001.toml"
    memory, flat = worked(path)
    second = memory.expand(2)
    assert second in flat
    assert all(program in second for program in PLAN["define when they are in the right half"])
    before = path.read_bytes()
    again = WorkingMemory.read(path)
    assert again.expand(2) == second
    assert again.text() == memory.text()
    again.record(Cell("pass"))
    assert path.read_bytes() != before
    assert WorkingMemory.read(path).expand(2) == second


def test_expanding_what_is_not_there_is_told() -> None:
    memory, _ = worked()
    for wrong in (0, 5):
        with pytest.raises(UserError, match=f"no subgoal {wrong}; there are 4"):
            memory.expand(wrong)


def test_an_error_stays_until_its_part_is_closed() -> None:
    memory, notebook = WorkingMemory("q"), Notebook()
    memory.plan(["one", "two", "three", "four"])
    for _ in range(2):
        memory.record(notebook.run("x = 1"))
        memory.close()
    memory.record(notebook.run("rec.velocity_of('mouse_1')"))
    wrong = "AttributeError: 'Recording' object has no attribute 'velocity_of'"
    memory.record(notebook.run("y = rec.speed('mouse_1.centre')"))
    assert "Traceback" in memory.text()
    assert wrong in memory.text()
    memory.close()
    assert "Traceback" not in memory.text()
    assert "Traceback" in memory.expand(3)


def test_two_failures_are_both_told_before_the_next_program() -> None:
    memory, notebook = WorkingMemory("q"), Notebook()
    memory.plan(["find chases", "count"])
    memory.record(notebook.run("rec.chases()"))
    memory.record(notebook.run("rec.pursuits()"))
    memory.plan(["measure distance", "find when it falls", "count"])
    text = memory.text()
    assert "no attribute 'chases'" in text
    assert "no attribute 'pursuits'" in text
    assert "1. [given up] find chases" in text
    assert "2. [open] measure distance" in text
    memory.record(notebook.run("d = rec.distance('mouse_1.nose', 'mouse_2.nose')"))
    assert "Traceback" not in memory.text()
    assert "'pursuits'" in memory.text()  # the last error is in the summary


def test_a_part_closed_as_done_over_an_error_is_not_hidden() -> None:
    memory = WorkingMemory("q")
    memory.plan(["one", "two"])
    memory.record(Cell("x", error="Traceback\nNameError: x"))
    memory.close()
    assert "Failed in 1:\n[program]\nx\n[error]\nTraceback\nNameError: x" in memory.text()


def test_a_summary_of_a_model_has_to_name_everything() -> None:
    memory = WorkingMemory("q")
    memory.plan(["one", "two", "three"])
    cell = Cell("...", "14 bouts", "", (Variable("approach", "Bouts", "14"),), ("out/plot.png",))
    memory.record(cell)
    assert memory.close("Found the approaches.") == ["does not name approach, out/plot.png"]
    assert memory.subgoals[0].summary == (
        "Made approach (Bouts 14). Wrote out/plot.png. Said: 14 bouts"
    )
    memory.record(cell)
    assert memory.close("approach holds 15 bouts; see out/plot.png") == [
        "numbers that were not there: 15"
    ]
    memory.record(cell)
    assert memory.close("approach holds 14 bouts;\n see out/plot.png") == []
    assert memory.subgoals[2].summary == "approach holds 14 bouts; see out/plot.png"


def test_a_summary_of_a_model_has_to_be_short() -> None:
    memory = WorkingMemory("q")
    memory.plan(["one"])
    memory.record(Cell("...", variables=(Variable("x", "int"),)))
    assert memory.close("x " * 61) == ["61 words; expected at most 60"]


def test_many_variables_are_all_named_in_few_words() -> None:
    memory = WorkingMemory("q")
    memory.plan(["one"])
    names = [f"v{number}" for number in range(50)]
    memory.record(Cell("...", "done " * 30, "", tuple(Variable(n, "Bouts", "3") for n in names)))
    memory.close()
    words = memory.subgoals[0].summary.replace(",", " ").replace(".", " ").split()
    assert set(names) <= set(words)
    assert len(memory.subgoals[0].summary.split()) <= 60


def test_plans_have_one_to_six_parts() -> None:
    memory = WorkingMemory("q")
    for wrong in ([], ["a", " "], list("abcdefg")):
        with pytest.raises(UserError, match="1 to 6 subgoals"):
            memory.plan(wrong)
    memory.plan(list("abcdef"))
    memory.record(Cell("x"))
    memory.close()
    with pytest.raises(UserError, match="found 7"):
        memory.plan(list("uvwxyz"))
    with pytest.raises(UserError, match="No subgoal of 'p' is open"):
        WorkingMemory("p").record(Cell("x"))


def test_what_is_printed_is_cut_to_two_kilobytes() -> None:
    printed = "".join(f"line {number} ä\n" for number in range(1000))
    kept = Cell("x", printed).kept().printed
    assert len(kept.encode()) <= MOST_PRINTED
    assert kept.startswith("line 0 ä\n")
    assert kept.endswith("line 999 ä\n")
    assert f"... {len(printed.encode())} bytes, the middle left out ..." in kept
    assert cut("short") == "short"


def test_little_room_costs_old_output_only() -> None:
    memory, _ = worked()
    whole = memory.text()
    tight = memory.text(most=len(whole) - 1)
    assert len(tight) < len(whole)
    assert "[printed]\n(left out)" in tight
    least = memory.text(most=10)
    assert QUESTION in least
    assert all(part.text in least for part in memory.subgoals)
    assert all(program in least for program in PLAN["answer"])
    assert memory.cells[-1].text() in least


def test_the_cells_that_ran_are_one_program() -> None:
    memory, notebook = WorkingMemory("q"), Notebook()
    memory.plan(["one"])
    for program in ("a = 1", "b = a / 0", "b = a + 1"):
        memory.record(notebook.run(program))
    assert memory.program == "a = 1\n\nb = a + 1\n"


def test_half_a_letter_in_an_output_is_kept_as_its_number(tmp_path: Path) -> None:
    memory = WorkingMemory("q \ud800", tmp_path / "w.toml")
    memory.plan(["one \ud800"])
    memory.record(Cell("x\ud800\r\n", "\x00\ud800", "e\ud800", (), ("f\ud800.png",)))
    again = WorkingMemory.read(tmp_path / "w.toml")
    assert again.text() == memory.text()
    assert (
        again.cells
        == memory.cells
        == [Cell("x\\ud800\r\n", "\x00\\ud800", "e\\ud800", (), ("f\\ud800.png",))]
    )


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "work.toml"
    worked(path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"work\.toml cannot be read"):
        WorkingMemory.read(path)


def test_variables_are_told_by_type_shape_and_unit() -> None:
    notebook = Notebook()
    cell = notebook.run(
        "import math\nfrom collections import Counter\ndef f(): pass\n_hidden = 1\n"
        "speed = rec.speed('*.centre')\nmean = speed['mouse_1'].mean()\nnear = speed > '10 cm/s'\n"
        "bouts = near.bouts()\ntable = bouts.table()\nn = 3\nword = 'abc'"
    )
    assert [str(one) for one in cell.variables] == [
        "speed (Signal 3 x 300 cm/s)", "mean (Quantity cm/s)", "near (Mask 3 x 300)",
        "bouts (Bouts 2)", f"table (DataFrame 2 x {len(notebook.names['table'].columns)})",
        "n (int)", "word (str 3)",
    ]  # fmt: skip
