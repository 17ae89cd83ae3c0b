"""What the check finds before a program runs: wrong programs, and how it says so."""

from __future__ import annotations

from collections import Counter

import pytest
from sandbox_project import sandbox

from benchmarks.sandbox_mutants import mutants
from benchmarks.sandbox_programs import MUTATED, whole


@pytest.mark.slow
def test_the_check_finds_nearly_all_mutants_that_fail() -> None:
    box = sandbox()
    failing = [one for one in mutants() if box.run(one.program).fault is not None]
    missed = [one for one in failing if not box.check(one.program)]
    assert len(MUTATED) >= 15
    assert len(failing) >= 100
    assert len(missed) <= 0.05 * len(failing), [(one.kind, one.what) for one in missed]


def test_the_check_finds_most_of_every_kind() -> None:
    some = mutants()[::6]
    box = sandbox()
    found = Counter(one.kind for one in some if box.check(one.program))
    made = Counter(one.kind for one in some)
    assert set(made) >= {"animal", "unit", "function", "argument name", "type"}
    assert all(found[kind] >= 0.6 * made[kind] for kind in made), (found, made)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('rec.speed("mouse_3")', "line 5: speed(): there is no 'mouse_3'; did you mean 'mouse_2'?"),
        ('rec.speed("mouse_1.nos")', "speed(): there is no 'mouse_1.nos'; did you mean"),
        ('rec.spede("mouse_1")', "A recording has no 'spede'; did you mean 'speed'?"),
        ('rec.facts(predicate="rearring")', "there is no 'rearring'; did you mean 'rearing'?"),
        ('rec.time_in("mouse_1", "sheltr")', "there is no 'sheltr'; did you mean 'shelter'?"),
        ('project.recording("open_feild")', "there is no 'open_feild'; did you mean 'open_field'?"),
        ('rec.speed("mouse_1") > "3 cm"',
         "'>' is not possible between a signal that is a speed and a length; "
         "expected a speed such as '3 cm/s'"),
        ('rec.speed("mouse_1") > "3 parsec"', "expected a speed such as '3 cm/s'"),
        ('rec.speed("mouse_1") + rec.distance("mouse_1", "mouse_2")',
         "'+' is not possible between a signal that is a speed and a signal that is a length"),
        ('rec.facts().after(rec.facts(), within_s="3 cm")',
         "after() takes a time such as '2 s' or a number or None; found a length"),
        ('rec.facts().after(rec.facts(), within="3 s")', "did you mean 'within_s'?"),
        ('rec.facts().after(within_s=3)', "after() needs other, too."),
        ('rec.plot_occupancy(bin_size="2 s")', "takes a length such as '3 cm'"),
        ('rec.path_length("mouse_1", None, 3, 4)', "takes 3 arguments without a name"),
        ('1 if rec.in_zone("mouse_1", "shelter") else 2', "is not true or false as a whole"),
        ('rec.in_zone("mouse_1", "shelter") and rec.tracked("mouse_1")', "Use & | ~ instead"),
        ('rec.speed(3)', "speed() takes the name of an animal such as 'mouse_1'"),
        ('rec.speed("mouse_1").smooth("1 s", "avg")', "takes one of 'mean', 'median'"),
        ('nothing', "'nothing' was not given a meaning before"),
        ('answer(rec.speed("mouse_1").mean() > "fast")', "expected a number, or a quantity"),
    ],
)  # fmt: skip
def test_a_fault_is_said_in_plain_words(text: str, said: str) -> None:
    faults = sandbox().check(whole(text))
    assert len(faults) == 1
    assert said in str(faults[0])
    assert faults[0].line == 5
    assert not set(str(faults[0])) & set("`{}")
    assert "Literal" not in str(faults[0])


def test_what_is_not_imported_is_told_as_that() -> None:
    (fault,) = sandbox().check("answer(1)\n")
    assert "'answer' is not there yet. Begin with: from workbench import answer" in str(fault)


def test_texts_that_are_put_together_are_left_to_the_run() -> None:
    text = """
for number in (1, 2):
    name = f"mouse_{number}"
    answer(rec.speed(name).mean(), name=name)
    answer((rec.speed(name) > f"{number} cm/s").fraction())
"""
    assert sandbox().check(whole(text)) == []
    assert sandbox().run(whole(text)).fault is None


def test_all_faults_are_told_together() -> None:
    text = 'rec.spede("mouse_1")\nrec.speed("mouse_3")\nrec.facts(predicate="rearring")'
    assert [fault.line for fault in sandbox().check(whole(text))] == [5, 6, 7]
