"""What counts as right, wrong and refused: known-wrong answers beside known-right ones."""

from __future__ import annotations

import math

import pytest
from question_expected import Expected, Intervals, Names, Number, Picture, Rows, YesNo, has_name
from question_judge import fits_any, judge, judge_fact, two_steps
from question_set import Question
from question_units import converted

from graphs.errors import UserError
from workbench.ask.answer import Answer, Clip, Provenance, Table, Value

MADE = Provenance("grammar", "v1", "0.1.0")
MICE = frozenset({"mouse_1", "mouse_2", "mouse_10"})


def told(*values: Value, table: Table | None = None, clips: tuple[Clip, ...] = ()) -> Answer:
    return Answer("?", "", MADE, values=values, tables=(table,) if table else (), clips=clips)


def number(value: float, unit: str = "", name: str = "") -> Answer:
    return told(Value(value, unit, name))


def table(*rows: tuple[str | float, ...], columns: tuple[str, ...]) -> Answer:
    return told(table=Table(columns, rows))


def clips(*spans: tuple[str, float, float]) -> Answer:
    return told(clips=tuple(Clip(*span) for span in spans))


def question(cannot: str = "", names: tuple[str, ...] = ()) -> Question:
    return Question(
        "s/1", "s", "sample", ("How often did mouse_1 walk?",), "count",
        {"a": "mouse_1 walk"}, cannot=cannot, names=names,
    )  # fmt: skip


# numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "fits"),
    [
        (120, "s", True), (2, "min", True), (2, "minutes", True), (120_000, "ms", True),
        (120.02, "s", True), (120.1, "s", False), (119, "s", False), (121, "s", False),
        (120, "min", False), (120, "cm", False), (120, "", False), (2, "s", False),
        (120, "furlongs", False),
    ],
)  # fmt: skip
def test_seconds_in_any_unit_of_time(value: float, unit: str, fits: bool) -> None:
    assert Number(120, "s", least=1 / 30).fits(number(value, unit)) is fits


@pytest.mark.parametrize(
    ("expected", "value", "unit", "fits"),
    [
        (Number(10), 10, "", True), (Number(10), 10, "bouts", True), (Number(10), 9, "", False),
        (Number(10), 11, "", False), (Number(10), 100, "", False), (Number(10), 10.5, "", False),
        (Number(10), 10, "s", False), (Number(0), 0, "", True), (Number(0), 1, "", False),
        (Number(0.25, least=1e-3), 25, "%", True), (Number(0.25, least=1e-3), 25, "", False),
        (Number(456, "cm", share=0.04), 4.6, "m", True),
        (Number(456, "cm", share=0.04), 4.6, "cm", False),
        (Number(456, "cm", share=0.04), 480, "cm", False),
        (Number(20, "cm/s", share=0.05), 0.2, "m/s", True),
        (Number(20, "cm/s", share=0.05), 20, "cm", False),
        (Number(6, "1/min"), 0.1, "1/s", True), (Number(6, "1/min"), 6, "bouts per minute", True),
        (Number(6, "1/min"), 6, "1/s", False), (Number(10), math.nan, "", False),
    ],
)  # fmt: skip
def test_numbers(expected: Number, value: float, unit: str, fits: bool) -> None:
    assert expected.fits(number(value, unit)) is fits


def test_several_values_are_no_way_to_hedge() -> None:
    assert not Number(3).fits(told(Value(3.0), Value(4.0)))
    assert not Number(3).fits(told(Value(4.0, name="a"), Value(3.0, name="b")))
    assert Number(3).fits(told(Value(3.0, name="bouts"), Value(7.1, "s", "total")))
    assert not Number(1).fits(told(Value(True)))
    assert not Number(3).fits(told(Value("3")))


def test_a_table_of_one_number_is_that_number() -> None:
    assert Number(3).fits(table(("mouse_1", 3), columns=("subject", "count")))
    assert not Number(3).fits(table(("mouse_1", 3), ("mouse_2", 4), columns=("subject", "count")))


def test_units_that_do_not_go_together() -> None:
    assert converted(1, "m", "cm") == 100
    assert converted(1, "cm", "s") is None
    assert converted(1, "BL", "cm") is None


# names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "there"),
    [
        ("10", "10", True), ("100", "10", False), ("10.5", "10", False), ("0.10", "10", False),
        ("mouse_10", "mouse_1", False), ("mouse 1, mostly", "mouse_1", True),
        ("Mouse_1.", "mouse_1", True), ("mouse_1's", "mouse_1", True),
        ("brunch", "run", False),
    ],
)  # fmt: skip
def test_names_match_as_whole_words(text: str, name: str, there: bool) -> None:
    assert has_name(text, name) is there


def test_names_and_no_others() -> None:
    one, two = Names(frozenset({"mouse_1"}), MICE), Names(frozenset({"mouse_1", "mouse_2"}), MICE)
    assert one.fits(told(Value("mouse_1")))
    assert one.fits(told(Value("mouse 1 (4 bouts)")))
    assert one.fits(told(Value(4.0, name="mouse_1")))
    assert not one.fits(told(Value("mouse_10")))
    assert not one.fits(told(Value("mouse_2")))
    assert not one.fits(told(Value("mouse_1 or mouse_2")))
    assert not one.fits(number(1))
    assert two.fits(told(Value("mouse_2"), Value("mouse_1")))
    assert two.fits(table(("mouse_1",), ("mouse_2",), columns=("animal",)))
    assert not two.fits(told(Value("mouse_1")))
    said = Names(frozenset({"groom"}), frozenset({"groom", "rest"}), {"groom": ("grooming",)})
    assert said.fits(told(Value("grooming")))
    assert not said.fits(told(Value("rest")))


def test_yes_and_no() -> None:
    assert YesNo(True).fits(told(Value(True)))
    assert YesNo(False).fits(told(Value("No, never")))
    assert not YesNo(False).fits(told(Value(True)))
    assert not YesNo(True).fits(told(Value("not known")))
    assert not YesNo(True).fits(number(1))
    assert not YesNo(True).fits(told())


# intervals --------------------------------------------------------------------------------------

SPANS = (("a", 1.0, 2.0), ("a", 5.0, 6.5))


def test_all_bouts_and_no_others() -> None:
    expected = Intervals(SPANS)
    assert expected.fits(clips(*SPANS))
    assert expected.fits(clips(*reversed(SPANS), SPANS[0]))  # both directions of a contact
    assert expected.fits(clips(("a", 1.03, 2.0), SPANS[1]))
    assert not expected.fits(clips(("a", 1.1, 2.0), SPANS[1]))
    assert not expected.fits(clips(SPANS[0]))
    assert not expected.fits(clips(*SPANS, ("a", 8.0, 9.0)))
    assert not expected.fits(clips(("b", 1.0, 2.0), SPANS[1]))
    assert not expected.fits(number(2))
    assert expected.fits(table((1.0, 2.0), (5.0, 6.5), columns=("start_s", "stop_s")))
    assert not expected.fits(table((1.0, 2.0), (5.0, 7.0), columns=("start_s", "stop_s")))


def test_a_right_clip_does_not_make_up_for_a_wrong_time() -> None:
    (clip,) = clips(("a", 10.0, 14.0)).clips
    expected = Intervals((("a", 10.0, 14.0),))
    for value, unit, fits in (
        (4.0, "s", True), (10.0, "s", True), (1.0, "", True), (5.0, "s", False), (4.0, "min", False)
    ):  # fmt: skip
        assert expected.fits(told(Value(value, unit), clips=(clip,))) is fits


def test_a_right_table_does_not_make_up_for_a_wrong_name() -> None:
    rows = Table(("animal", "count"), (("mouse_1", 4), ("mouse_2", 3)))
    assert COUNTS.fits(told(table=rows))
    assert not COUNTS.fits(told(Value("mouse_2"), table=rows))


# tables -----------------------------------------------------------------------------------------

COUNTS = Rows({("mouse_1",): 4, ("mouse_2",): 3})
SECONDS = Rows({("mouse_1",): 60, ("mouse_2",): 90}, "s", least=0.05)


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (table(("mouse_1", 4), ("mouse_2", 3), columns=("animal", "count")), True),
        (table(("mouse_2", 3), ("mouse_1", 4), columns=("animal", "count")), True),
        (table(("mouse_1", 4, 9.5), ("mouse_2", 3, 8.0), columns=("x", "count", "s")), True),
        (table((4, 3), columns=("mouse_1", "mouse_2")), True),
        (table(("run", 4, 3), columns=("behavior", "mouse_1", "mouse_2")), True),
        (table(("mouse_1", 4), ("mouse_2", 3), ("mouse_3", 0), columns=("x", "count")), True),
        (table(("mouse_1", 3), ("mouse_2", 4), columns=("animal", "count")), False),
        (table(("mouse_1", 4), ("mouse_2", 4), columns=("animal", "count")), False),
        (table(("mouse_1", 4), columns=("animal", "count")), False),
        (table(("mouse_10", 4), ("mouse_2", 3), columns=("animal", "count")), False),
        (table(("mouse_1", 4), ("mouse_2", 3), ("mouse_3", 1), columns=("x", "count")), False),
        (table(("mouse_1", 4, 1), ("mouse_2", 2, 3), columns=("x", "a", "b")), False),
        (told(Value(4.0, name="mouse_1"), Value(3.0, name="mouse_2")), True),
        (told(Value(4.0, name="run mouse_1"), Value(3.0, name="run mouse_2")), True),
        (told(Value(3.0, name="mouse_1"), Value(4.0, name="mouse_2")), False),
        (told(Value(4.0), Value(3.0)), False),
        (told(Value(4.0, "s", "mouse_1"), Value(3.0, "s", "mouse_2")), False),
    ],
)
def test_rows(given: Answer, fits: bool) -> None:
    assert COUNTS.fits(given) is fits


def test_rows_in_other_units() -> None:
    assert SECONDS.fits(told(Value(1.0, "min", "mouse_1"), Value(1.5, "min", "mouse_2")))
    assert not SECONDS.fits(told(Value(1.0, "s", "mouse_1"), Value(1.5, "s", "mouse_2")))
    pairs = Rows({("a", "mouse_1"): 1, ("b", "mouse_1"): 2})
    assert pairs.fits(table(("a", 1), ("b", 2), columns=("recording", "mouse_1")))
    assert not pairs.fits(table(("a", 2), ("b", 1), columns=("recording", "mouse_1")))


# pictures ---------------------------------------------------------------------------------------


def drawn(program: str, title: str = "") -> Answer:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.suptitle(title)
    return Answer("?", program, MADE, figures=(figure,))


def test_pictures_are_of_a_kind_and_of_somebody() -> None:
    expected = Picture("trajectory", ("mouse_1",), ("mouse_2",))
    assert expected.fits(drawn("answer(plot=rec.plot_paths('mouse_1'))"))
    assert expected.fits(drawn("answer(plot=rec.plot_paths())", "mouse_1"))
    assert not expected.fits(drawn("answer(plot=rec.plot_paths('mouse_2'))"))
    assert not expected.fits(drawn("answer(plot=rec.plot_paths('mouse_10'))"))
    assert not expected.fits(drawn("answer(plot=rec.plot_paths())", "mouse_1 and mouse_2"))
    assert not expected.fits(drawn("answer(plot=rec.plot_occupancy('mouse_1'))"))
    assert not expected.fits(number(1))
    assert Picture("budget").fits(drawn("answer(plot=rec.plot_budget())"))


# whole questions --------------------------------------------------------------------------------


def test_right_wrong_and_refused() -> None:
    assert judge(question(), number(10)) == "right"
    assert judge(question(), number(11)) == "wrong"
    assert judge(question(), number(100)) == "wrong"
    for nothing in (None, UserError("'walk' is not known"), told(), number(math.nan)):
        assert judge(question(), nothing) == "refused"


def test_where_there_is_no_answer_a_number_is_wrong() -> None:
    night = question("no time of day", ("night|dark",))
    assert judge(night, number(10)) == "wrong"
    assert judge(night, number(0)) == "wrong"
    assert judge(night, UserError("Not understood: 'at night'.")) == "right"
    assert judge(night, "Nothing is known of the dark.") == "right"
    assert judge(night, UserError("Not understood.")) == "refused"
    assert judge(night, UserError("Not understood: 'fortnight'.")) == "refused"
    assert judge(night, None) == "refused"
    assert judge(question("gibberish"), "Not understood.") == "right"


def test_fact_and_answer_are_marked_apart() -> None:
    (fact,) = question().fact
    assert isinstance(fact, Intervals)
    knows = [Clip(*span) for span in fact.spans]
    code_is_wrong = Answer("?", "", MADE, values=(Value(11.0),), clips=tuple(knows))
    fact_is_wrong = Answer("?", "", MADE, values=(Value(10.0),), clips=tuple(knows[1:]))
    marks = [
        (judge_fact(question(), given), judge(question(), given) == "right")
        for given in (code_is_wrong, fact_is_wrong)
    ]
    assert two_steps(marks) == {
        ("right", "right"): 0, ("right", "wrong"): 1, ("wrong", "right"): 1, ("wrong", "wrong"): 0,
    }  # fmt: skip


def test_either_of_two_readings() -> None:
    readings: tuple[Expected, ...] = (Number(6, "s"), Number(6.2, "s"))
    assert fits_any(readings, number(6.2, "s"))
    assert not fits_any(readings, number(6.1, "s"))
