"""Questions of order about facts that are known one by one; every answer is worked out by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from grammar_worlds import grammar_world

from graphs.errors import UserError
from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation
from workbench.ask.telling import answer, collecting
from workbench.project import Project

ONE, TWO = "mouse_1", "mouse_2"
CLAIMS = [
    (ONE, "rear", None, 1, 2), (ONE, "chase", TWO, 2, 6), (ONE, "enter", "shelter", 7, 7),
    (ONE, "rear", None, 8, 10), (ONE, "groom", None, 11.5, 13), (ONE, "rest", None, 14, 16),
    (ONE, "groom", None, 17, 18), (ONE, "rear", None, 18.5, 19.5), (ONE, "walk", None, 18.5, 19),
    (TWO, "rear", None, 3, 4), (TWO, "groom", None, 8, 9), (TWO, "chase", ONE, 12, 13),
    (TWO, "rest", None, 15, 17),
]  # fmt: skip
"""Rears of mouse_1 start at 1, 8 and 18.5 s; it grooms from 11.5 and from 17 s."""

ZONES = {
    "shelter": {"kind": "shelter", "polygon": [[50, 50], [150, 50], [150, 150], [50, 150]]},
    "corner": {"kind": "corner", "polygon": [[180, 80], [220, 80], [220, 120], [180, 120]]},
}
"""mouse_1 stands in the shelter, mouse_2 in the corner, all the time."""

LOOKED = [(ONE, "flee", TWO), (TWO, "walk", None), (ONE, "feed", None)]


@pytest.fixture(scope="module")
def cage(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two mice in one recording of 20 s, whose facts are `CLAIMS`."""
    folder = tmp_path_factory.mktemp("order")
    return grammar_world(folder, claims=CLAIMS, looked=LOOKED, zones=ZONES, px_per_cm=10.0)


@cache
def conversation_with(project: Project) -> Conversation:
    return Conversation(project)


def asked(project: Project, question: str) -> Answer:
    conversation = conversation_with(project)
    conversation.grammar.frame = None
    return conversation.ask(question)


def answered(project: Project, question: str) -> dict[str, float | bool | str]:
    return {value.name: value.value for value in asked(project, question).values}


def only(project: Project, question: str) -> float | bool | str:
    [value] = answered(project, question).values()
    return value


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("which came first for mouse_1, rearing or grooming?", "rear"),
        ("which did mouse_1 do first, groom or rest?", "groom"),
        ("did mouse_1 rest or groom first?", "groom"),
        ("which did mouse_1 do first, rest, groom or chase mouse_2?", "chase"),
        ("what came first, mouse_1's first groom or mouse_2's first groom?", "mouse_2 first groom"),
        ("which came last, rearing or grooming, for mouse_1", "rear"),
        ("did mouse_1 rear or mouse_2 groom first?", "rear"),
        ("which happened first in the last 10 s, rearing or resting, for mouse_1", "rest"),
        ("was mouse_1 chased or did it groom first?", "groom"),
        ("which came first in the shelter, rearing or grooming, of mouse_1?", "rear"),
        ("who reared first?", "mouse_1"),
        ("which mouse groomed first?", "mouse_2"),
        ("which mouse groomed first after 10 s?", "mouse_1"),
        ("which did mouse_1 do first, rear or walk, after 10 s?", "at the same time: rear, walk"),
    ],
)
def test_which_came_first(cage: Project, question: str, first: str) -> None:
    answer = asked(cage, question)
    assert [value.value for value in answer.values] == [first]
    assert answer.clips


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("did mouse_1 rear before it groomed?", True),
        ("did mouse_1 groom before rearing?", False),
        ("was the first rear of mouse_1 before its first groom?", True),
        ("did the second rear come before the first groom of mouse_1?", True),
        ("did the third rear come before the first groom of mouse_1?", False),
        ("was the last rear of mouse_1 after its last groom?", True),
        ("did mouse_1 rear before mouse_2 did?", True),
        ("did mouse_1 groom before mouse_2 chased it?", True),
        ("was mouse_1 chased before it reared?", False),
        ("did the first rest come before or after the first groom of mouse_1?", "after"),
        ("did mouse_1 rear later than it groomed?", False),
        ("did mouse_1 stop rearing before it started chasing?", "at the same time"),
        ("does mouse_1 flee before it rears?", "mouse_1 never flees"),
        ("does mouse_1 rear before it eats?", "mouse_1 never feeds"),
        ("did mouse_1 groom before it reared in the last 10 s?", True),
        ("did mouse_1 rear in the shelter before it groomed in the shelter?", True),
        ("did mouse_1 rear in the corner before it groomed in the shelter?",
         "never: rear in the corner"),
    ],
)  # fmt: skip
def test_one_before_another(cage: Project, question: str, told: bool | str) -> None:
    found = only(cage, question)
    assert str(found).endswith(told) if isinstance(told, str) and told[0] == "n" else found == told


def test_that_other_bouts_come_before_is_said(cage: Project) -> None:
    answer = asked(cage, "did mouse_1 groom before it reared?")
    assert answer.values[0].value is False
    assert any("2 of 2 bouts of groom end before a later rear" in note for note in answer.caveats)
    assert not any(
        "end before" in note for note in asked(cage, "did mouse_1 rear before it groomed?").caveats
    )


@pytest.mark.parametrize(
    ("question", "seconds"),
    [
        ("how long from the first rear of mouse_1 to its first groom?", 9.5),  # 2 to 11.5
        ("how long from the start of the first rear of mouse_1 to its first groom?", 10.5),
        ("how long from the first groom of mouse_1 to its first rear?", -12.0),  # 13 to 1
        ("how long after its first chase did mouse_1 groom?", 5.5),  # 6 to 11.5
        ("mean time from a rear of mouse_1 to the next groom", 5.5),  # 9.5, and 10 to 11.5
        ("how soon after rearing does mouse_1 groom?", 5.5),
        ("how long does it take mouse_1 to groom after rearing?", 5.5),
        ("once mouse_1 has reared, how long until it grooms?", 5.5),
        ("how long after rearing is mouse_1 chased?", 6.0),  # 2 to 12, and 10 to 12
        ("how long from the first rear to the first groom of mouse_1 in ms", 9500.0),
        ("how long after grooming does mouse_1 rest?", 1.0),
        ("how long after resting does mouse_1 chase?", "never after it"),
        ("how long after fleeing does mouse_1 rear?", "mouse_1 never flees"),
    ],
)
def test_how_long_to_the_next(cage: Project, question: str, seconds: float | str) -> None:
    expected = seconds if isinstance(seconds, str) else pytest.approx(seconds)
    assert only(cage, question) == expected


def test_how_times_are_spread_is_said(cage: Project) -> None:
    answer = asked(cage, "mean time from a rear of mouse_1 to the next groom")
    [spread] = [note for note in answer.caveats if "median" in note]
    assert (
        spread == "The mean of 2: median 5.50 s, from 1.50 to 9.50 s; 1 of 3 have none after them."
    )
    assert [row[-1] for row in answer.tables[0].rows] == pytest.approx([9.5, 1.5])
    assert len(answer.clips) == 4


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what did mouse_1 do next after the first rear?", "chase"),
        ("what did mouse_1 do right after its second rear?", "groom"),
        ("after its first rest, what did mouse_1 do next?", "groom"),
        ("what did mouse_1 do next after its last groom?", "at the same time: rear, walk"),
        ("what happens right after the last rear of mouse_1?", "nothing"),
        ("what was the last thing mouse_1 did before the first groom?", "rear"),
        ("what did mouse_1 do just before it groomed for the first time?", "rear"),
        ("what did mouse_2 do next after the first rear of mouse_1?", "rear"),
        ("what does mouse_1 do next after it first flees?", "mouse_1 never flees"),
        ("what did mouse_1 do after the fourth rear?", "fewer than 4 times: rear"),
        ("what was the first thing mouse_1 did?", "rear"),
        ("what was the first thing mouse_1 did after 10 s?", "groom"),
        ("what did mouse_2 do last?", "rest"),
        ("what was the last thing mouse_1 did in the first 10 s?", "rear"),
    ],
)
def test_what_comes_next_to_one_bout(cage: Project, question: str, told: str) -> None:
    answer = asked(cage, question)
    assert [value.value for value in answer.values] == [told]


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("what does mouse_1 do right after rearing?", {"chase": 1, "groom": 1}),
        ("what does mouse_1 usually do after grooming?", {"rest": 1, "rear + walk": 1}),
        ("what usually comes before grooming of mouse_1?", {"rear": 1, "rest": 1}),
        ("what does mouse_2 do right after mouse_1 rears?", {"rear": 1, "chase": 1}),
        ("what happens right after rearing?", {"chase": 1, "groom": 2}),
        ("what does mouse_1 do right after rearing in the first 5 s?", {"chase": 1}),
        ("what happens between the first chase and the first rest of mouse_1?",
         {"enter": 1, "rear": 1, "groom": 1}),
        ("what does mouse_1 do between rearing and the next groom?",
         {"chase": 1, "enter": 1, "rear": 1}),
    ],
)  # fmt: skip
def test_what_comes_next_to_each(cage: Project, question: str, counts: dict[str, int]) -> None:
    assert answered(cage, question) == counts


def test_everything_in_order(cage: Project) -> None:
    answer = asked(cage, "in what order did mouse_1 do things?")
    told = "rear, chase, enter, rear, groom, rest, groom, rear, walk"
    assert answer.values[0].value == told
    starts = [float(str(row[3])) for row in answer.tables[0].rows]
    assert starts == sorted(starts)
    assert len(starts) == len(answer.clips) == 9
    assert only(cage, "list the behaviors of mouse_2 in order") == "rear, groom, chase, rest"
    assert only(cage, "sequence of behaviors of mouse_1 from 5 to 12 s") == "enter, rear, groom"
    assert (
        only(cage, "in what order did mouse_1 first groom, chase and rest?") == "chase, groom, rest"
    )
    assert answered(cage, "in what order did each mouse do things in the first 5 s") == {
        "mouse_1": "rear, chase", "mouse_2": "rear",
    }  # fmt: skip


def test_zones_in_order(cage: Project) -> None:
    assert only(cage, "in what order did mouse_1 visit the zones?") == "shelter"
    assert only(cage, "which zone did mouse_2 visit first?") == "corner"
    assert (
        only(cage, "which zone did mouse_2 enter first?") == "none of them"
    )  # it is there already


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how often does mouse_1 groom right after rearing?", 1),
        ("how often was rearing directly followed by grooming?", 2),
        ("how often does mouse_1 rear directly before grooming?", 1),
        ("how often does mouse_1 go from rearing to grooming?", 1),
        ("how often did mouse_1 rear and then immediately groom?", 1),
        ("what fraction of mouse_1's rears are directly followed by grooming?", 1 / 3),
        ("does mouse_1 ever groom right after rearing?", True),
        ("does mouse_1 ever rest right after rearing?", False),
        ("does grooming ever follow rearing within 1 s?", False),
        ("does mouse_1 ever groom within 2 s after rearing?", True),
        ("how often did mouse_1 rear, then groom, then rest within 2 s?", 1),
        ("how often did mouse_1 rear, then groom, then rest within 1 s?", 0),
        ("how often did mouse_1 chase, then groom, then rear within 20 s?", 1),
    ],
)
def test_things_in_a_row(cage: Project, question: str, told: float | bool) -> None:
    assert only(cage, question) == pytest.approx(told)


def test_with_something_between_and_without(cage: Project) -> None:
    three = answered(cage, "how often did mouse_1 rear, then groom, then rear?")
    # 1 or 8, then 11.5, then 18.5 s; directly, a groom from 17 s is followed by it, no rear before
    assert three == {"in this order": 1, "directly one after the other": 0}
    follow = answered(cage, "how often does grooming follow rearing in mouse_1?")
    assert follow == {"directly": 1, "at any time": 2}
    before = answered(cage, "how many times did rearing come before grooming in mouse_1?")
    assert before == {"directly": 1, "at any time": 2}


def test_the_most_common_sequence(cage: Project) -> None:
    answer = asked(cage, "what is the most common transition?")
    assert answer.values[0].value == "rear - groom"  # 8 to 11.5 s, and 3 to 8 s of mouse_2
    counts = {row[0]: int(str(row[1]).removesuffix(".0")) for row in answer.tables[0].rows}
    assert counts["rear - groom"] == 2
    assert counts["groom - rear + walk"] == 1
    assert sum(counts.values()) == 7 + 3  # eight starts of mouse_1, four of mouse_2


def test_what_is_meant_is_told(cage: Project) -> None:
    said = {term.meaning for term in asked(cage, "what does mouse_1 do right after rearing?").terms}
    assert any("next bout of any labelled behavior of the same animal" in one for one in said)
    first = {term.meaning for term in asked(cage, "did mouse_1 rear before it groomed?").terms}
    assert any("by the first bout of each" in one for one in first)


def test_a_follow_up_asks_the_same_of_the_other(cage: Project) -> None:
    conversation = Conversation(cage)
    conversation.ask("what did mouse_1 do next after the first rear?")
    assert conversation.ask("and mouse_2?").values[0].value == "groom"
    conversation.ask("did mouse_1 chase before it groomed?")
    assert conversation.ask("and mouse_2?").values[0].value is False
    later = conversation.ask("after 10 s?").values[0].value
    assert later == "mouse_2 never grooms (starting in that time)"


@pytest.fixture(scope="module")
def trio(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three animals; ann starts to chase both others, and bob to flee, at once."""
    claims = [
        ("ann", "chase", "bob", 2, 6), ("ann", "chase", "cid", 2, 8), ("bob", "flee", "ann", 2, 5),
        ("bob", "rear", None, 7, 9), ("ann", "rear", None, 7, 12), ("ann", "groom", None, 13, 14),
        ("ann", "chase", "bob", 15, 16), ("cid", "rest", None, 15, 19),
    ]  # fmt: skip
    names = ("ann", "bob", "cid")
    looked: list[tuple[str, str, str | None]] = [
        (a, "chase", b) for a in names for b in names if a != b
    ]
    looked += [(who, what, None) for who in names for what in ("rear", "groom")]
    return grammar_world(tmp_path_factory.mktemp("trio"), names, claims=claims, looked=looked)


def test_what_starts_at_once_is_said(trio: Project) -> None:
    assert only(trio, "did ann rear before bob?") == "at the same time"
    assert only(trio, "did ann chase bob before it chased cid?") == "at the same time"
    both = asked(trio, "who reared first?")
    assert [value.value for value in both.values] == ["ann", "bob"]
    assert "They start at the same time." in both.caveats
    after = asked(trio, "what did bob do after the first rear of ann?")
    assert after.values[0].value == "nothing"
    assert "At the same time starts bob rear." in after.caveats


def test_bouts_towards_several_count_once(trio: Project) -> None:
    three = answered(trio, "how often did ann chase, then rear, then groom?")
    assert three == {"in this order": 1, "directly one after the other": 1}


def test_several_recordings(tmp_path: Path) -> None:
    recordings = {"a": "control", "b": "treated"}
    project = grammar_world(tmp_path, recordings=recordings, claims=CLAIMS, looked=LOOKED)
    came = answered(project, "which came first, rearing or grooming of mouse_1?")
    assert came == {"a": "rear", "b": "rear"}
    assert only(project, "how often does mouse_1 groom right after rearing?") == 2
    assert answered(project, "what does mouse_1 do right after rearing?") == {
        "chase": 2,
        "groom": 2,
    }
    assert only(project, "how long from a rear of mouse_1 to the next groom?") == pytest.approx(5.5)
    assert only(project, "how often does mouse_1 groom right after rearing in b?") == 1
    assert only(project, "does mouse_1 rear before it grooms in the control group?") is True


def test_single_bouts_and_lines_can_be_told(cage: Project) -> None:
    rears = [*cage.recording("cage").facts(ONE, "rear")]
    with collecting() as told:
        answer(1, clips=rears[:2], table=[{"what": "rear", "start_s": 1.0}, {"what": "groom"}])
    assert [clip.start_s for clip in told.clips] == [1.0, 8.0]
    assert told.tables[0].columns == ("what", "start_s")
    assert told.tables[0].rows == (("rear", 1.0), ("groom", None))
    with pytest.raises(UserError, match="clips= is a list of something else"):
        answer(1, clips=["rear"])  # type: ignore[list-item]  # what a program may get wrong
    with pytest.raises(UserError, match="list of lines"):
        answer(1, table=["rear"])  # type: ignore[list-item]  # as above
