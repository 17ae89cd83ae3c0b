"""Time budget pictures: widths, numbers, notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from plots_records import ETHOGRAM, assessed, fact, texts

from workbench.plots.budget import draw_budget
from workbench.plots.rows import MOST_ROWS, choose_rows
from workbench.plots.style import behavior_colour


def bars(figure: Figure) -> list[Rectangle]:
    return [bar for group in figure.axes[0].containers for bar in group]


FACTS = [
    fact("mouse_1", "rest", None, 0, 10),
    fact("mouse_1", "rest", None, 20, 25),
    fact("mouse_1", "chase", "mouse_2", 30, 33),
    fact("mouse_1", "enter", "shelter", 40, 40),
    fact("mouse_2", "rest", None, 0, 6),
]
ASSESSED = [
    assessed("mouse_1", "rest", None, 0, 50),
    assessed("mouse_1", "chase", None, 0, 60),
    assessed("mouse_1", "enter", "shelter", 0, 60),
    assessed("mouse_2", "rest", None, 0, 5),
    assessed("mouse_2", "chase", None, 0, 60),
]


def test_widths_are_shares_of_the_assessed_time() -> None:
    figure = draw_budget(FACTS, ASSESSED, ETHOGRAM)
    # 15 of 50 s, 3 of 60 s; of mouse_2's 6 s of rest, 5 lie in the 5 s assessed
    assert [bar.get_width() for bar in bars(figure)] == pytest.approx([0.3, 0.05, 1.0])
    colours = [bar.get_facecolor()[:3] for bar in bars(figure)]
    assert colours[0] == colours[2] != colours[1]


def test_numbers_and_denominators_are_printed() -> None:
    words = texts(draw_budget(FACTS, ASSESSED, ETHOGRAM, "Budget of r"))
    for expected in ("Budget of r", "mouse_1", "rests", "chases mouse_2", "enters shelter"):
        assert expected in words
    row = words.index("30.0 %")
    assert words[row : row + 4] == ["30.0 %", "15.0 s", "2", "50.0 s"]
    # a point has a count and the time it was looked for, and neither share nor duration
    assert words[words.index("5.0 %") : words.index("5.0 %") + 6] == [
        "5.0 %", "3.0 s", "1", "60.0 s", "1", "60.0 s",
    ]  # fmt: skip


def test_what_lies_outside_of_the_assessed_time_is_said() -> None:
    said = " ".join(texts(draw_budget(FACTS, ASSESSED, ETHOGRAM)))
    assert "could not be assessed" in said
    within = draw_budget(FACTS[:4], ASSESSED[:3], ETHOGRAM)
    assert "could not be assessed" not in " ".join(texts(within))


def test_without_assessed_time_there_is_no_share() -> None:
    figure = draw_budget(FACTS[:1], [], ETHOGRAM)
    assert not bars(figure)
    assert {"10.0 s", "not assessed"} <= set(texts(figure))


def test_unseen_behaviors_are_named_and_rejected_facts_left_out() -> None:
    rejected = [replace(one, status="rejected") for one in FACTS if one.predicate == "chase"]
    figure = draw_budget([FACTS[0], *rejected], ASSESSED, ETHOGRAM)
    assert len(bars(figure)) == 1
    assert "Looked for and not seen: chases, enters." in texts(figure)


def test_no_facts_give_a_picture_that_says_so() -> None:
    words = " ".join(texts(draw_budget([], ASSESSED, ETHOGRAM)))
    assert "No behavior was seen. Looked for and not seen: chases, enters, rests." in words


def test_rows_follow_the_ethogram_and_names_count_naturally() -> None:
    facts = [
        fact("m10", "rest", None, 0, 1),
        fact("m2", "zzz", None, 0, 1),
        fact("m2", "chase", "m10", 0, 1),
        fact("m2", "chase", "m3", 0, 1),
        fact("m2", "rest", None, 0, 1),
    ]
    assert choose_rows(facts, ETHOGRAM).keys == (
        ("m2", "rest", None),
        ("m2", "chase", "m3"),
        ("m2", "chase", "m10"),
        ("m2", "zzz", None),
        ("m10", "rest", None),
    )


def test_too_many_rows_are_taken_together_then_cut_with_a_note() -> None:
    names = [f"m{i}" for i in range(1, 28)]
    facts = [fact(a, "chase", b, 0, 1) for a in names for b in names if a != b]
    together = choose_rows(facts, ETHOGRAM)
    assert len(together.keys) == 27
    assert not together.per_object
    assert "taken together" in together.note
    facts += [fact(name, f"b{i}", None, 0, 1) for name in names for i in range(9)]
    cut = choose_rows(facts, ETHOGRAM)
    assert len(cut.keys) == 60 <= MOST_ROWS  # six animals of ten rows each
    assert "the first 6 of 27 animals" in cut.note
    assert cut.note in " ".join(texts(draw_budget(facts, [], ETHOGRAM)))


def test_a_behavior_keeps_its_colour_whatever_else_was_seen() -> None:
    alone = bars(draw_budget(FACTS[2:3], ASSESSED, ETHOGRAM))[0].get_facecolor()
    among = bars(draw_budget(FACTS, ASSESSED, ETHOGRAM))[1].get_facecolor()
    assert alone == among
    assert behavior_colour("imported") == behavior_colour("imported", ETHOGRAM)
