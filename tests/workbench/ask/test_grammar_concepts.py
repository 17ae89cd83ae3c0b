"""Questions in any words and order: read by what they name, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from grammar_worlds import planned, refused
from question_worlds import question_project

from workbench.ask.asking import Conversation
from workbench.ask.grammar.concept_planner import concept_frames
from workbench.ask.grammar.frames import Frame, Who
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.plan import NotUnderstoodError

CANNOT = [
    line.split("\t")
    for line in (Path(__file__).parent / "cannot_be_answered.tsv").read_text().splitlines()
]

SAME = {
    # names and verbs in other places
    "Rears of mouse_1 outside the shelter: how many are there?":
        "how often does mouse_1 rear outside the shelter?",
    "How many metres has mouse_1 walked from start to finish?": "how far does mouse_1 travel in m?",
    "In what second starts the first chase?": "when is the first chase?",
    "Which mouse groomed more, measured in seconds?": "which mouse grooms longer?",
    "How much time was mouse_1 observed resting?": "how long does mouse_1 rest?",
    "Count the rests, mouse_2, 10 s to 18 s": "how often does mouse_2 rest between 10 and 18 s?",
    "Did mouse_2 rear at all?": "does mouse_2 ever rear?",
    "At what times did mouse_1 start to rear?": "when does mouse_1 rear?",
    "Which of the two rests more, by duration?": "which mouse rests longer?",
    "which one got to the shelter first": "which mouse enters the shelter earliest?",
    # conditions before and after
    "When mouse_1 was grooming, how often did mouse_2 rest?":
        "how often does mouse_2 rest while mouse_1 grooms?",
    "After mouse_1 rears, how often does mouse_2 rest within 5 s?":
        "how often does mouse_2 rest within 5 s after mouse_1 rears?",
    "Of the time mouse_1 was in the shelter, what fraction was spent resting?":
        "what fraction of the time in the shelter does mouse_1 rest?",
    "What share of its time in the shelter does mouse_1 rest?":
        "what fraction of the time in the shelter does mouse_1 rest?",
    "Total time in which mouse_1 is in the shelter": "how long is mouse_1 in the shelter?",
    "When mouse_2 moved above 2 cm/s, how far had it gone altogether?":
        "how far does mouse_2 travel while it is faster than 2 cm/s?",
    # limits
    "List any rests exceeding 2 s of mouse_1, with onset and offset":
        "list the rests of mouse_1 longer than 2 s",
    "For how many seconds was mouse_1 going faster than 1 cm/s while not grooming?":
        "how long is mouse_1 faster than 1 cm/s while it is not grooming, in s?",
    "How fast was mouse_1 when resting, on average?": "mean speed of mouse_1 while resting",
    "During how much time both mice are together in the shelter?":
        "how long are both mice in the shelter at the same time?",
    "Does mouse_1 rear more often than mouse_2 does?": "does mouse_1 rear more often than mouse_2?",
    "I'd like to see the distance between the two mice plotted against time":
        "plot the distance between the mice",
}  # fmt: skip

REFUSED = [
    "while in the shelter, what fraction of the time does mouse_1 groom?",
    "of the time mouse_1 was resting, what fraction was in the shelter?",
    "what fraction of the time that mouse_1 is in the shelter is mouse_2 resting?",
    "how often did mouse_1 want to rear?",  # what is wanted is not what is done
    "how often could mouse_1 have chased mouse_2?",
    "how often does mouse_1 chase itself?",
    "what fraction of mouse_1's rears is longer than 2 s against those of mouse_2?",
    "how long is mouse_1 outside?",  # of what
    "how far does mouse_1 go in the first rear?",
    "how often does mouse_1 rest before its first rear?",  # a condition of one bout
    "was mouse_1 chased mouse_2?",
    "how long is either mouse in the shelter?",  # of both together, or of one
    "chases of mouse_1",  # by it, or of it
    "how many chases, from mouse_1, are there of mouse_2?",
]


@pytest.mark.parametrize(("asked", "plain"), SAME.items())
def test_it_means_the_plain_question(plans: GrammarPlanner, asked: str, plain: str) -> None:
    assert planned(plans, asked) == planned(plans, plain)


@pytest.mark.parametrize("asked", REFUSED)
def test_what_is_not_clear_is_refused(plans: GrammarPlanner, asked: str) -> None:
    assert refused(plans, asked)


@pytest.mark.parametrize(("world", "asked"), CANNOT)
def test_what_is_not_in_the_data_is_refused(world: str, asked: str) -> None:
    with pytest.raises(NotUnderstoodError):
        GrammarPlanner(question_project(world)).plan(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "how much longer did mouse_1 rest than mouse_2?",  # by how much, and not whether
        "how many mice rear?",  # mice are counted, and not what they do
        "speed of mouse_1: mean inside the shelter against outside",  # two things
        "of all approaches by mouse_1, how many were followed by contact from mouse_1 within 2 s?",
        "which recordings does mouse_1 rear in most against mouse_2?",
    ],
)
def test_what_other_readers_read_is_not_read_otherwise(asked: str) -> None:
    assert not _frames("sample", asked)


def test_a_reading_is_told_in_full(plans: GrammarPlanner) -> None:
    plan = plans.plan("Rears of mouse_1 outside the shelter: how many are there?")
    assert "Read as: the number of bouts, of rear by mouse_1, outside shelter." in plan.caveats


def test_two_groups_are_told_apart() -> None:
    frames = _frames("group", "control vs treated, number of rears")
    assert [frame.per for frame in frames] == [("group",)]


@pytest.mark.parametrize(
    "asked",
    ["all four recordings: number of rears by mouse_1", "number of chases in all three controls",
     "for the three groups, the number of chases"],
)  # fmt: skip
def test_a_wrong_number_of_recordings_or_groups_is_not_passed_over(asked: str) -> None:
    with pytest.raises(NotUnderstoodError):
        GrammarPlanner(question_project("group")).plan(asked)


def test_the_right_number_of_them_says_nothing_more() -> None:
    planner = GrammarPlanner(question_project("group"))
    plain = planner.plan("how often does mouse_1 rear?").program
    assert planner.plan("all eight recordings: number of rears by mouse_1").program == plain


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("for the speed of mouse_1 a plot", "a picture of the speed"),
        ("rears, has mouse_1 more than 3 times?", "whether there are more than 3 times"),
    ],
)
def test_the_reading_says_what_is_drawn_and_how_often(asked: str, told: str) -> None:
    [frame] = _frames("sample", asked)
    assert told in frame.assumed


def test_who_is_done_to_is_the_second_name() -> None:
    [frame] = _frames("group", "number of times in control_1 that mouse_2 by mouse_1 was chased")
    assert frame.event
    assert frame.event.subject == Who(("mouse_1",))
    assert frame.event.object == Who(("mouse_2",))


def test_a_share_of_the_time_that_is_named() -> None:
    """Of 6.2 s in the shelter 3.6 s are spent grooming: more than half, and not 5 % of 74 s."""
    conversation = Conversation(question_project("sample"))

    def value(asked: str) -> float:
        found = conversation.ask(asked).values[0].value
        assert isinstance(found, float)
        return found

    stays = value("how long is mouse_1 in the shelter?")
    grooms = value("how long does mouse_1 groom in the shelter?")
    for asked in (
        "of the time mouse_1 was in the shelter, what fraction was spent grooming?",
        "what fraction of the time in the shelter does mouse_1 groom?",
    ):
        assert value(asked) == pytest.approx(grooms / stays)
        assert value(asked) > 0.5
    assert value("what fraction of the time does mouse_1 groom in the shelter?") < 0.1


def test_the_end_of_a_bout(plans: GrammarPlanner) -> None:
    assert "max(found.stop_s)" in planned(plans, "when does the last rear of mouse_1 end?")


def _frames(world: str, text: str) -> list[Frame]:
    vocabulary = GrammarPlanner(question_project(world))._vocabulary
    return concept_frames(text, vocabulary)
