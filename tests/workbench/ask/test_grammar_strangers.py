"""Questions as strangers put them: answers computed by hand, beside neighbours that are refused."""

from __future__ import annotations

import pytest
from grammar_worlds import answered, planned, refused

from workbench.ask.asking import Conversation
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.project import Project

SAME = {
    "Would it be possible to see a heat map of where each mouse spent its time?":
        "heat map of each animal",
    "Can you show me a plot of the path that Mouse 1 took through the arena?":
        "plot the trajectory of mouse_1",
    "raster all behaviors both mice": "plot a raster",
    "Overlay the tracks of both mice, 0-10 s": "plot the trajectories between 0 and 10 s",
    "speed trace mouse_1 during groom": "plot the speed of mouse_1 during grooming by mouse_1",
    "what's the longest that mouse 1 just sat still":
        "the longest time that mouse_1 sat still",
    "Longest absence of mouse 1 from the shelter":
        "the longest time that mouse_1 is outside the shelter",
    "What was the longest period during which the two mice stayed in contact?":
        "the longest time that the two mice were in contact",
    "does mouse 2 ever get chased?": "is mouse_2 ever chased",
    "Compute mean speed per 5 s interval for mouse_1.": "mean speed of mouse_1 in 5 s bins",
    "What was the top speed that mouse 2 reached while it was resting?":
        "top speed of mouse_2 while it was resting",
    "How long did it take mouse 2 to start resting after the recording began?":
        "how long did it take mouse_2 to rest",
    "On which behavior did mouse 1 spend the most time overall?":
        "which behavior did mouse_1 spend the most time on",
    "out of everything mouse 1 did, what did it do the fewest times?":
        "which behavior does mouse_1 show least often",
    "How long's the recording?": "how long is the recording",
    "Please list every behavior that mouse_1 showed between 2 and 9 seconds.":
        "which behaviors does mouse_1 show between 2 and 9 seconds",
    "Probability that mouse_2 rears within 1 second, given a chase onset by mouse_1":
        "what share of the chases by mouse_1 are followed by mouse_2 rear within 1 second",
    "mouse_1 next behavior after each rear": "what does mouse_1 do after each rear",
    "Latency: rears of mouse_1": "latency of rears of mouse_1",  # a title that says what is asked
    "Without grooming: how often does mouse_1 rear?":
        "how often does mouse_1 rear without grooming",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "plain"), SAME.items())
def test_it_is_read_as_the_plain_question(plans: GrammarPlanner, asked: str, plain: str) -> None:
    assert planned(plans, asked) == planned(plans, plain)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Who is the more frequent groomer?", ["mouse_1"]),
        ("Pursuits of mouse_2 by mouse_1, number", [1]),
        ("Onset of the second rear of mouse_1, if there is one", [8.0]),
        ("Onset of the third rear of mouse_1, if there is one", ["fewer than 3 times"]),
        ("rest: mouse_1 minus mouse_2, s", [3.0]),
        ("Did mouse 1 chase mouse 2, or was it the other way round?", [1, 1]),
        ("What fraction of the time that mouse_1 was resting was it grooming?", [0.0]),
        ("halves: rear time mouse_1, 0-10 vs 10-20", [3.0, 1.0]),
        ("Activity: how often does mouse_1 rear?", [2]),
        ("Rears: how often does mouse_1 rear?", [2]),
        (
            "Compare the number of rears in the first and the second half for each mouse.",
            [2, 1, 1, 0],
        ),
        # two at once
        ("Mean and maximum duration of rears by mouse_1", [2.0, 3.0]),
        ("how often and for how long does mouse_1 rear", [2, 4.0]),
        ("number and total duration of rears by mouse_1", [2, 4.0]),
        (
            "How many rear bouts exceed 2 seconds, and what share of all rear bouts is that?",
            [1, 1 / 3],
        ),
        ("When did the first rear start, and which mouse did it?", [1.0, "mouse_1"]),
        ("When did the last rear start, and which mouse did it?", [9.0, "mouse_2"]),
        # how numbers are spread: rears of mouse_1 last 1 s and 3 s
        ("variance of rear bout durations of mouse_1", [2.0]),
        ("Coefficient of variation of rear bout durations of mouse_1", [2**0.5 / 2]),
        ("range of rear bout durations of mouse_1", [1.0, 3.0]),
        ("75th percentile of rear bout durations of mouse_1", [2.5]),
        ("Quartiles of rear bout durations of mouse_1 (25th, 50th, 75th)", [1.5, 2.0, 2.5]),
        # every behavior
        ("Rank behaviors of mouse_1 by total time, descending.", [5.0, 4.0, 4.0, 1.5, 0.0]),
        ("How many behavior bouts did each mouse have, regardless of type?", [5, 3]),
    ],
)
def test_answers_computed_by_hand(pair: Project, question: str, values: list[object]) -> None:
    found = list(answered(pair, question).values())
    assert found == [pytest.approx(v) if isinstance(v, float) else v for v in values]


def test_the_time_of_the_top_speed_is_in_the_recording(pair: Project) -> None:
    found = answered(pair, "max speed mouse_2 + when")
    [fastest] = answered(pair, "max speed of mouse_2").values()
    assert next(iter(found.values())) == fastest
    assert 0.0 <= float(found["when"]) < 20.0


def test_the_first_and_last_start_of_each_behavior(pair: Project) -> None:
    answer = Conversation(pair).ask("Tabulate first and last onset of each behavior, mouse_1.")
    table = answer.tables[0]
    assert [row[0] for row in table.rows] == ["chase", "enter", "groom", "rear", "rest"]
    assert list(table.rows[3]) == ["rear", 1.0, 8.0]


def test_what_was_looked_for_and_not_found_is_never_shown(three: Project) -> None:
    answer = Conversation(three).ask("Behaviors never shown by cid")
    assert [value.value for value in answer.values] == ["chase", "rear"]


def test_a_title_that_was_left_out_is_told(plans: GrammarPlanner) -> None:
    plan = plans.plan("Activity: how often does mouse_1 rear?")
    assert "'Activity' was taken as a title." in plan.caveats


def test_groups_and_numbers_of_recordings(several: Project) -> None:
    [ratio] = answered(several, "Fold change of mouse_1 rear count, KO over wild type").values()
    assert ratio == pytest.approx(1.0)
    counts = answered(several, "Number of bouts per recording, 3 rows")
    assert set(counts.values()) == {8}
    assert refused(GrammarPlanner(several), "Number of bouts per recording, 4 rows")
    assert answered(several, "Did mouse_1 rest longer than mouse_2 in KO?") == {"": True}


REFUSED = [
    # titles that may limit the question, or say what is asked
    "night: how often does mouse_1 rear?", "females: how often does mouse_1 rear?",
    "mouse_2: how often does mouse_1 rear?", "Speed: mouse_1 rear",
    # one of two is not understood, or they differ in more than what is measured
    "how often and why does mouse_1 rear", "number and colour of rears by mouse_1",
    "mean and strangest duration of rears by mouse_1", "mean speed mouse_2 + when",
    "max speed of both mice + when",
    "How many rear bouts exceed 2 seconds, and what share of all rest bouts is that?",
    # who does it
    "Who is the better groomer?", "mean speed of the chaser during rears",
    # numbers that there are not
    "101st percentile of rear bout durations of mouse_1", "variance of mouse_1",
    "Quartiles of rear bout durations of mouse_1 (10th, 50th, 90th)",
    # what is ranked, or not there
    "Rank behaviors of mouse_1 by importance", "Behaviors never shown by mouse_3",
    "rest: mouse_1 minus mouse_3, s",
]  # fmt: skip


@pytest.mark.parametrize("question", REFUSED)
def test_what_is_not_clear_is_refused(plans: GrammarPlanner, question: str) -> None:
    assert refused(plans, question)


def test_a_refusal_says_the_word_first_and_what_can_be_asked(plans: GrammarPlanner) -> None:
    said = refused(plans, "Inter-rater reliability of the clips")
    assert said.startswith("Not understood: 'Inter-rater'; 'reliability'")
    assert "known:" not in said
    assert "Ask for one thing" in said
    assert "Behaviors here: approach" in refused(plans, "how often does mouse_1 juggle")


def test_a_number_of_a_name_is_no_time(plans: GrammarPlanner) -> None:
    assert "Expected a time" not in refused(plans, "rears of mouse_1 juggled")
