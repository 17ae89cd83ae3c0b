"""Questions in note form, in another order and in other words give the program of the plain one."""

from __future__ import annotations

import pytest
from grammar_worlds import planned, refused

from workbench.ask.grammar.paraphrases import Paraphrases
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.project import Project

SAID: dict[str, tuple[str, ...]] = {
    "how often does mouse_1 rear": (
        "mouse_1 rearing count", "number of rears mouse_1", "mouse_1: how many rears?",
        "Hi, could you please tell me how many times mouse_1 reared?",
        "I'd like to know how often mouse_1 rears", "how often was it that mouse_1 reared",
        "In total, how often did mouse_1 rear?", "how many rears were made by mouse_1",
        "how often did mouse_1 rear during the session", "for mouse_1, how often does it rear",
    ),
    "how long does mouse_1 rest": (
        "mouse_1 resting duration", "total resting time mouse_1", "how long is mouse_1 at rest",
        "what is mouse_1's total resting time", "how long, all told, did mouse_1 rest",
    ),
    "how many minutes does mouse_1 rest": ("number of minutes mouse_1 spent resting",),
    "what percentage of the time does mouse_1 rest": (
        "mouse_1 rest percentage", "percent time resting mouse_1",
        "how much of the time does mouse_1 rest, as a percentage",
        "what percentage of the recording does mouse_1 rest",
    ),
    "what is the rate of rears of mouse_1": ("mouse_1 rearing rate", "rears per minute mouse_1"),
    "what is the mean duration of rears of mouse_1": (
        "mean rear duration mouse_1", "average rearing bout duration for mouse 1",
        "how long does a rear of mouse_1 usually last",
    ),
    "what is the latency of mouse_1 to enter the shelter": (
        "latency to enter the shelter mouse_1", "shelter entry latency of mouse_1",
        "how long does mouse_1 take to enter the shelter", "time to first shelter entry of mouse_1",
    ),
    "how often does mouse_1 enter the shelter": ("mouse_1 shelter entries",),
    "how often does mouse_1 enter the water port": ("number of water port entries by mouse_1",),
    "how long is the longest rest of mouse_2": (
        "longest rest mouse_2", "the length of mouse 2's longest rest",
    ),
    "how long does mouse_1 rest between 10 s and 20 s": (
        "mouse_1 resting duration 10-20 s", "how long does mouse_1 rest in seconds 10-20",
    ),
    "how long is mouse_1 within 5 cm of mouse_2": (
        "how long is the distance between mouse_1 and mouse_2 below 5 cm",
    ),
    "how long is mouse_1 faster than 10 cm/s": (
        "how long did mouse_1 run with a speed greater than 10 cm/s",
        "how long does mouse_1 exceed 10 cm/s",
    ),
    "does mouse_1 chase mouse_2": (
        "do you know if mouse_1 ever chased mouse_2", "does it happen that mouse_1 chases mouse_2",
    ),
    "does mouse_1 rear more often than mouse_2": (
        "is it true that mouse_1 rears more often than mouse_2",
        "are there more rears of mouse_1 than of mouse_2",
    ),
    "which mouse has the most rears": (
        "mouse with the most rears", "what mouse has the highest number of rears",
    ),
    "who chases mouse_1": ("who is mouse_1 chased by", "by whom was mouse_1 chased"),
    "how far does mouse_1 travel": (
        "how much ground does mouse_1 cover", "how long is mouse_1's path",
    ),
    "what is the maximum speed of mouse_2": (
        "what is the highest speed mouse_2 reaches", "what is the fastest that mouse_2 moves",
    ),
    "what is the time budget of mouse_1": (
        "mouse_1 time budget", "what did mouse_1 do and for how long",
    ),
    "plot the trajectory of mouse_1": (
        "trajectory mouse_1", "draw a figure of mouse_1's trajectory", "chart the path of mouse_1",
    ),
    "what does mouse_1 do after rearing": ("after rearing, what does mouse_1 do next",),
    "is mouse_1 resting at 15 s": ("at 15 s, is mouse_1 resting?",),
    "which mouse rears more often": ("does mouse_1 or mouse_2 rear more often",),
    "how soon does mouse_1 groom": ("after how long does mouse_1 first groom",),
    "how often does mouse_1 rear in the first minute": ("how often did mouse_1 rear in minute 1",),
    "how long is the recording": ("recording length", "how long does the video last"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("plain", "said"), [(plain, one) for plain, ways in SAID.items() for one in ways]
)
def test_another_way_to_say_it_is_the_same_program(
    plans: GrammarPlanner, plain: str, said: str
) -> None:
    assert planned(plans, said) == planned(plans, plain)


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (
            "difference between the groups in the number of rears",
            "compare rears between the groups",
        ),
        ("rears in KO vs wild type", "compare rears between KO and wild type"),
        ("recordings with chases", "which recordings have chases"),
        ("recording with the most rears", "which recording has the most rears"),
        ("number of videos", "how many videos are there"),
        ("in how many recordings does a chase occur", "how many recordings have a chase"),
    ],
)
def test_recordings_and_groups_in_other_words(several: Project, said: str, plain: str) -> None:
    planner = GrammarPlanner(several)
    assert planned(planner, said) == planned(planner, plain)


@pytest.mark.parametrize(
    "question",
    [
        "does mouse_1 rest for the whole recording",
        "which mouse rests throughout the session",
        "could you tell me how often mouse_1 yawns",
        "how many rests of mouse_1 last 5 s",
        "number of chases mouse_2",
        "mouse_1 rears and something else count",
        "does mouse_1 always rear please",
        "resting per mouse",
        "mouse_1 happily rearing count",
        "chase count mouse_2",
        "mouse_1 chased count",
        "how often does mouse_1 rear 5-10 s after grooming",
        "which behavior does each mouse show most often",
    ],
)
def test_what_means_something_is_never_left_out(plans: GrammarPlanner, question: str) -> None:
    assert refused(plans, question)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("which behavior does mouse_1 show most often", "answer([name for name in shown"),
        ("what is mouse_1's most frequent behavior", "shown.get(bout.label, 0) + 1"),
        ("what behavior does mouse_1 do longest", "+ bout.stop_s - bout.start_s"),
        ("what does mouse_1 do first", "if bout.start_s == done[0].start_s]"),
        ("how many different behaviors does mouse_1 show", "answer(len(shown), table=shown)"),
    ],
)
def test_which_behavior(plans: GrammarPlanner, question: str, line: str) -> None:
    assert line in planned(plans, question)


def test_ways_to_say_it_are_few_and_none_with_an_unknown_word(plans: GrammarPlanner) -> None:
    ways = Paraphrases(plans._vocabulary)
    assert 1 <= len([*ways.of("please, total resting time mouse_1 in the recording")]) <= 9
    assert [*ways.of("mouse_1 yawning count")] == []
