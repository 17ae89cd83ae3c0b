"""Questions read phrase by phrase, in any order; what is read beside what must not be."""

from __future__ import annotations

import pytest
from grammar_worlds import answered, planned, refused

from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.grammar.slot_planner import slot_frames, spelled
from workbench.project import Project

SAME = {
    "mouse_1 rearing n": "how often does mouse_1 rear",
    "Could you count the rears of mouse_1 for me, please?": "how often does mouse_1 rear",
    "N of self-grooming bouts, mouse_1": "how often does mouse_1 groom",
    "For mouse_1 the number of rears please": "how often does mouse_1 rear",
    "rears by mouse_1 longer than 2 s, how many": "how often does mouse_1 rear longer than 2 s",
    "how many of mouse_1's rears took less than 2 s": "how often does mouse_1 rear less than 2 s",
    "mouse_1 rear, 0-10 s, n of bouts": "how often does mouse_1 rear between 0 and 10 s",
    "chases, mouse_1 toward mouse_2, number": "how often does mouse_1 chase mouse_2",
    "mouse_1: number of times chased by mouse_2": "how often is mouse_1 chased by mouse_2",
    "mouse_1 rears/min?": "how often per minute does mouse_1 rear",
    "From 10 s to 18 s, how much resting did mouse_1 do, in seconds?":
        "how many seconds does mouse_1 rest from 10 s to 18 s",
    "how many minutes in all did mouse_1 rest": "how many minutes does mouse_1 rest",
    "mouse_2 in shelter, s": "how many seconds is mouse_2 in the shelter",
    "mouse_2 shelter %": "what percentage of the time is mouse_2 in the shelter",
    "rest time mouse_2, % of session": "what percentage of the time does mouse_2 rest",
    "longest uninterrupted rear, mouse_1": "the longest rear of mouse_1",
    "which of mouse_1's rears went on the longest": "the longest rear of mouse_1",
    "avg duration of a rear in mouse_1": "what is the mean duration of rears of mouse_1",
    "For how long does mouse_1 typically rear at a time":
        "what is the mean duration of rears of mouse_1",
    "latency, mouse_1, first groom": "what is the latency of mouse_1 to groom",
    "At what point does the earliest rest of mouse_2 begin?":
        "when is the first rest of mouse_2",
    "when did mouse_1 begin its second rear?": "when was the second rear of mouse_1",
    "mouse_1: 2nd rear, how long?": "how long was the second rear of mouse_1",
    "Start and end of every rear of mouse_1, please": "when does mouse_1 rear",
    "At what average speed does mouse_1 chase mouse_2?":
        "what is the mean speed of mouse_1 while it chases mouse_2",
    "mouse_2: seconds above 10 cm/s?": "how many seconds does mouse_2 move faster than 10 cm/s",
    "time <12 cm apart, total": "how long are the mice less than 12 cm apart",
    "How many meters has mouse_2 run up in the whole video?": "how many meters does mouse_2 travel",
    "Overlap between mouse_1 rearing and mouse_2 rearing?":
        "how long does mouse_1 rear while mouse_2 rears",
    "Which one rested for the greater total time?": "which mouse rests longest",
    "Which mouse makes the most rears?": "which mouse rears most often",
    "Contrast the two mice in the time they spent resting.": "how long does each mouse rest",
    "mouse_1 rears per 5 s bin, count": "how often does mouse_1 rear in 5 s bins",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "plain"), SAME.items())
def test_the_order_of_phrases_does_not_matter(
    plans: GrammarPlanner, asked: str, plain: str
) -> None:
    same = planned(plans, asked).replace("which one", "which")
    assert (
        same.splitlines()[-1].split("clips")[0]
        == planned(plans, plain).splitlines()[-1].split("clips")[0]
    )


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("mouse_1 rearing n", 2),
        ("in the first 10 s, mouse_1 reared how many times?", 2),
        ("chases, mouse_2 toward mouse_1, number", 1),
        ("resting, mouse_1, total s", 5.0),
        ("rest duration in ms for mouse_2", 2000.0),
        ("mouse_1 resting, % of time", 25.0),
        ("How long did mouse_1 groom and rest altogether?", 6.5),
        ("rearing + resting time of mouse_1", 9.0),
        ("median rear bout length of mouse_1", 2.0),
        ("mouse_1: shortest rear bout, duration", 1.0),
        ("Onset of the second rear of mouse_1", 8.0),
        ("mouse_1's last rear - start?", 8.0),
        ("temporal overlap (s) of resting in mouse_1 and resting in mouse_2", 2.0),
        ("number of rears of mouse_1 with no rearing of mouse_2 in them", 1),
        ("Is it true that mouse_1 never rested?", False),
        ("Is there any moment at which mouse_2 rests?", True),
    ],
)
def test_answers_computed_by_hand(pair: Project, question: str, value: object) -> None:
    assert next(iter(answered(pair, question).values())) == pytest.approx(value)


def test_each_animal_has_its_number(pair: Project) -> None:
    found = answered(pair, "Both mice, how many rears does each have?")
    assert found == {"mouse_1": 2, "mouse_2": 1}


def test_numbers_of_every_behavior_leave_out_points(pair: Project) -> None:
    found = answered(pair, "Bout count per behavior for mouse_1")
    assert found == {"chase": 1, "groom": 1, "rear": 2, "rest": 1}


def test_a_reading_is_told_in_full(plans: GrammarPlanner) -> None:
    plan = plans.plan("rest time mouse_2, % of session, between 10 and 18 s")
    assert (
        "Read as: the share of time, of rest by mouse_2, between 10 and 18 s, in %." in plan.caveats
    )


REFUSED = [
    # who does it to whom is not said
    "mouse_1 mouse_2 approach", "mouse_1 mouse_2: approaches, how many",
    "mouse_1: number of chases", "chase count of mouse_2", "how many chases of mouse_1",
    "mouse_1: chased, total time", "number of mouse_1 chased",
    "mouse_1 and mouse_2 chase: number", "grooming of mouse_1 by mouse_2: time",
    # what negates, compares or chooses is never left out
    "mouse_1 rears not: count", "only mouse_1 rests: time", "number of rears before mouse_2",
    "mouse_1: number of rears less than mouse_2", "mouse_1 rears than mouse_2: number",
    "mouse_1 but not mouse_2 rears: number", "mouse_1 or mouse_2 number of rears",
    "all rears but the first of mouse_1: number", "every second rear of mouse_1: time",
    "two rears of mouse_1: time", "more rears mouse_1", "mouse_1 never rested number",
    "mouse_1 rears again: number", "mouse_1 almost rears: number", "mouse_1 would rear: number",
    "mouse_1 rears - 5 s: number", "number of rears, mouse_1, 5",
    # 'second', 'last', 'time' and 'rest' can mean two things
    "second mouse_1 rear count", "mouse_1 rearing time, second", "mouse_1: last 5 rears, when",
    "time of the first rear of mouse_1", "time to rear, mouse_1", "mouse_1 time to shelter",
    "the rest of the rearing time, mouse_1", "mouse_1 or mouse_2 in the rest of the time: count",
    # one bout, or all of them
    "mouse_1 rearing time per bout", "number of bouts per bout mouse_1 rear",
    "each rear of mouse_1: duration", "mouse_1's rears: durations", "mouse_1 longest",
    "when does the last rear of mouse_1 end", "rears that began before 5 s, mouse_1: number",
    "rears of mouse_1 that began within 5 s before a groom: number",
    # what is measured does not fit
    "mouse_1 shelter count", "percentage of rears of mouse_1", "average rears of mouse_1",
    "mean resting time of mouse_1", "distance mouse_1 and mouse_2", "mouse_1 chase speed",
    "run of mouse_1: distance", "speed of mouse_1 in minutes", "mouse_1, seconds",
    "number, mouse_1",
    "how many cm of grooming did mouse_1 show", "number of mice that rear",
    "walks per rear, mouse_1",
    "which mouse, time", "which mouse rests longest bout", "overlap of mouse_1 resting",
    "how often do mouse_1's rears and mouse_2's rears coincide",
]  # fmt: skip


@pytest.mark.parametrize("question", REFUSED)
def test_what_may_be_meant_otherwise_is_not_read(plans: GrammarPlanner, question: str) -> None:
    vocabulary = plans._vocabulary
    frames = slot_frames(question, plans._paraphrases.plain(spelled(question)), vocabulary)
    if frames:
        with pytest.raises(Exception, match=r"."):
            plans._written(frames, None)


@pytest.mark.parametrize(
    "question",
    [
        "which mouse has the most resting",
        "Which mouse shows more grooming?",
        "does mouse_1 have more resting than mouse_2",
    ],
)
def test_most_of_what_is_not_counted_may_be_number_or_time(
    plans: GrammarPlanner, question: str
) -> None:
    message = refused(plans, question)
    assert "count" in message
    assert "total" in message


def test_most_bouts_are_a_number(plans: GrammarPlanner) -> None:
    assert "count" in planned(plans, "which mouse has the most rests")


def test_a_unit_that_stands_first_is_the_unit_of_the_answer(pair: Project) -> None:
    [value] = answered(pair, "In minutes, how long does mouse_1 rest?").values()
    assert value == pytest.approx(5 / 60)


def test_an_average_is_of_lengths_only_where_that_is_said(plans: GrammarPlanner) -> None:
    assert refused(plans, "mouse_1 rears, average")
