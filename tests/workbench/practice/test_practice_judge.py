"""Which proposals are kept: right ones; none with another argument, animal, unit or answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from practice_worlds import changed, judge_of, program, proposal, unmeant

from workbench.practice.casts import FISH, MICE, SHIPPED
from workbench.practice.examples import SEED, shipped
from workbench.practice.interpreter import Interpreter
from workbench.practice.judge import Judge
from workbench.practice.mutations import mutants
from workbench.practice.proposal import Proposal
from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.said import unsaid
from workbench.practice.worlds import World, make_world

FAST = proposal(
    "For how long is mouse_1 faster than 6 cm/s in day_1?",
    'answer((rec.speed("mouse_1") > "6 cm/s").total_s())',
    "Recording.speed",
)
NEAR = proposal(
    "How often does mouse_1 chase mouse_2 in day_1?",
    'answer(rec.facts("mouse_1", "chase", "mouse_2").count)',
    "Recording.facts",
)


@pytest.fixture(scope="module")
def mice(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return judge_of(make_world(MICE, SEED), tmp_path_factory.mktemp("mice"))


def test_a_right_proposal_is_kept_with_what_was_found(mice: Judge) -> None:
    verdict = mice.judge(FAST)
    assert verdict.right
    assert verdict.found.endswith(" s")
    assert {"Recording.speed", "Mask.total_s", "Project.recording"} <= set(verdict.used)


WRONG = [
    ("6 cm/s", "7 cm/s"),  # another threshold
    ("6 cm/s", "6 mm/s"),  # another unit
    ('"mouse_1"', '"mouse_2"'),  # another animal
    ("day_1", "day_2"),  # another recording
    (">", "<"),  # the same words, another answer
    ("total_s", "fraction"),
]


@pytest.mark.parametrize(("old", "new"), WRONG)
def test_a_wrong_argument_is_never_kept(mice: Judge, old: str, new: str) -> None:
    assert not mice.judge(changed(FAST, old, new)).right


@pytest.mark.parametrize(("old", "new"), WRONG[:-1])
def test_nor_where_the_question_alone_tells_what_is_meant(mice: Judge, old: str, new: str) -> None:
    assert mice.judge(unmeant(FAST)).right
    assert not mice.judge(unmeant(changed(FAST, old, new))).right


def test_the_same_in_another_unit_is_right(mice: Judge) -> None:
    assert mice.judge(changed(FAST, "6 cm/s", "60 mm/s")).right


def test_who_does_it_and_to_whom_is_told_by_the_answer(mice: Judge) -> None:
    turned = changed(NEAR, '"mouse_1", "chase", "mouse_2"', '"mouse_2", "chase", "mouse_1"')
    assert mice.judge(NEAR).right
    assert "not the right one" in mice.judge(turned).faults[0]


def test_every_check_says_why(mice: Judge) -> None:
    said = {
        "no program": proposal("Speed of mouse_1, day_1?", "answer(", "Recording.speed"),
        "not judged": proposal(
            "Name of day_1?", "import os\nanswer(rec.name)", "Recording.name"
        ),
        "is not used": replace(FAST, function="Recording.time_in"),
        "says nothing": proposal(
            "Is mouse_1 ever over 900 cm/s in day_1?",
            'answer((rec.speed("mouse_1") > "900 cm/s").total_s())', "Recording.speed",
        ),
        "there is no": proposal(
            "Speed of mouse_1, tail, day_1?", 'answer(rec.speed("mouse_1.tail").mean())',
            "Recording.speed",
        ),
    }  # fmt: skip
    found = {why: mice.judge(one).faults for why, one in said.items()}
    for why, faults in found.items():
        assert faults, why
    assert "not judged" in found["not judged"][0]
    assert "is not used" in found["is not used"][0]
    assert "says nothing" in found["says nothing"][0]


def test_a_wrong_result_of_the_interface_would_be_seen(mice: Judge) -> None:
    other = make_world(MICE, SEED + 1)
    lying = Judge.__new__(Judge)
    lying.world, lying.sandbox = other, mice.sandbox
    assert "not the right one" in lying.judge(FAST).faults[0]


def test_no_mutant_of_the_shipped_set_is_kept(tmp_path: Path) -> None:
    judge, sample = judge_of(make_world(FISH, SEED), tmp_path), Random(1)
    examples = [one for one in shipped() if one.world == FISH.name]
    seen = {"threshold": 0, "unit": 0, "animal": 0, "zone": 0, "number": 0}
    for example in sample.sample(examples, 60):
        for what, text in mutants(example.program, FISH):
            verdict = judge.judge(replace(example.proposal, program=text))
            assert not verdict.right, (what, example.question, text)
            seen[what] = seen.get(what, 0) + 1
    assert min(seen.values()) >= 3, seen


def test_the_answers_alone_tell_most_mutants() -> None:
    world, told, right = make_world(FISH, SEED), 0, 0
    for example in Random(2).sample([one for one in shipped() if one.world == FISH.name], 40):
        for _, text in mutants(example.program, FISH):
            told += 1
            right += _same(world, example.proposal, text)
    assert told > 60
    assert right <= 0.25 * told


def _same(world: World, one: Proposal, text: str) -> bool:
    before = Interpreter(world).run(one.program)
    try:
        after = Interpreter(world).run(text)
    except NotJudgedError:
        return False
    tables = [[t.lines for t in answers.tables] for answers in (before, after)]
    drawn = [str([f.data for f in answers.figures]) for answers in (before, after)]
    values = [str(answers.values) for answers in (before, after)]
    return (
        values[0] == values[1]
        and str(tables[0]) == str(tables[1])
        and drawn[0] == drawn[1]
        and str(before.clips) == str(after.clips)
    )


@pytest.mark.parametrize(
    ("question", "body", "faults"),
    [
        ("mouse_1 over 60 mm/s in day_1?", 'rec.speed("mouse_1") > "6 cm/s"', 0),
        ("mouse_1 over 6 cm per second in day_1?", 'rec.speed("mouse_1") > "6 cm/s"', 0),
        ("mouse_1 over 6 in day_1?", 'rec.speed("mouse_1") > 6', 0),
        ("mouse_1 in the novel object's reach, 5 cm, day_1?",
         'rec.distance("mouse_1", "novel_object") < "50 px"', 0),
        ("mouse_1 over 6 cm/s in day_1?", 'rec.speed("mouse_1") > "6 px/s"', 2),
        ("mouse_1 in day_1 after 3 s?", 'rec.speed("mouse_1")', 1),
        ("mouse_1 and mouse_2 in day_1?", 'rec.speed("mouse_1")', 1),
        ("how fast in day_1?", 'rec.speed("mouse_1")', 1),
        ("chasing by mouse_1 in day_1", 'rec.facts("mouse_1", "chase")', 0),
        ("grooming by mouse_1 in day_1", 'rec.facts("mouse_1", "chase")', 1),
    ],
)  # fmt: skip
def test_what_only_one_of_question_and_program_says(question: str, body: str, faults: int) -> None:
    assert len(unsaid(question, program(body), MICE)) == faults


def test_the_walk_reaches_nothing_but_the_interface(mice: Judge) -> None:
    for text in (
        "answer(rec.__class__)", "answer(rec.truth)", "answer(rec.world)", "answer(eval('1'))",
        "answer((lambda: 1).__globals__)", "answer('{0.world}'.format(rec))",
        "while True:\n    pass", "answer([x for x in range(10**9)])",
    ):  # fmt: skip
        with pytest.raises(NotJudgedError):
            Interpreter(mice.world).run(program(text))


def test_worlds_of_one_seed_are_the_same() -> None:
    for cast in SHIPPED:
        one, again = make_world(cast, 4), make_world(cast, 4)
        for name, truth in one.truths.items():
            assert truth.told == again.truths[name].told
            assert truth.points.tobytes() == again.truths[name].points.tobytes()
        other = make_world(cast, 5).truths[name]
        assert other.told != truth.told
