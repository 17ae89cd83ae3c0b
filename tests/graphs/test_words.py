"""Hints for words that are not known."""

from __future__ import annotations

from graphs.words import counted, did_you_mean, nearest, short


def test_the_nearest_word_whatever_its_case() -> None:
    assert nearest("sped", ["speed", "turning"]) == "; did you mean 'speed'?"
    assert nearest("CHASE", ["Chase", "rest"]) == "; did you mean 'Chase'?"
    assert nearest("xyz", ["speed"]) == ""
    assert nearest("xyz", []) == ""


def test_without_a_near_word_those_known_are_listed() -> None:
    assert did_you_mean("sped", ["speed", "b"]) == "; did you mean 'speed'?"
    assert did_you_mean("xyz", ["c", "b"]) == "; known: b, c"
    assert did_you_mean("xyz", []) == ""
    many = [f"w{number:02}" for number in range(13)]
    assert did_you_mean("xyz", many).endswith("w10, w11, ...")


def test_one_thing_is_no_plural() -> None:
    assert [counted(n, "fault") for n in range(3)] == ["0 faults", "1 fault", "2 faults"]


def test_a_number_has_no_exponent_where_it_can_be_read() -> None:
    numbers = [22053.4, 1637.2, 999_949.0, 999_949.4, 1.26e7 + 0.5, 0.25, 0.000123456, -22053.4]
    assert [short(n) for n in numbers] == [
        "22050", "1637", "999949", "999900", "1.26e+07", "0.25", "0.0001235", "-22050",
    ]  # fmt: skip
    assert [short(n, 3) for n in (1637.2, 12.0, float("nan"), float("inf"))] == [
        "1640", "12", "nan", "inf",
    ]  # fmt: skip
