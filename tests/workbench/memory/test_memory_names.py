"""Names of symbols, and what messages write and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import UserError
from workbench.memory.names import SymbolRef, definitions, marks, normalised, split_version


def writes(message: str) -> list[str]:
    return [mark.name for mark in marks(message).writes]


def reads(message: str) -> list[str]:
    return [mark.name for mark in marks(message).reads]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("chase", "chase"),
        (" Social  approach ", "social_approach"),
        ("social-approach", "social_approach"),
        ("SOCIAL_APPROACH", "social_approach"),
        ("zone 3", "zone_3"),
        ("Annäherung", "annäherung"),
        ("Anna\u0308herung", "annäherung"),  # the same with a combining mark
        ("接近", "接近"),
        ("पीछा", "पीछा"),  # has vowel signs, which are marks
        ("open–arm", "open_arm"),
    ],
)
def test_one_name_for_all_spellings(said: str, name: str) -> None:
    assert normalised(said) == name
    assert writes(f"this is <|{said}|>.") == [name]


@given(st.text(max_size=20))
def test_a_normalised_name_is_its_own(text: str) -> None:
    try:
        name = normalised(text)
    except UserError:
        return
    assert normalised(name) == name
    assert reads(f"<{name}>") == [name]


@pytest.mark.parametrize(
    "said",
    ["", "  ", "..", "../x", "a/b", "a\\b", "c:d", "a.b", "a\0b", "3 chambers", "_", "x" * 61,
     "con", "LPT1", "~root", "$HOME", "a*", "🐭"],
)  # fmt: skip
def test_what_is_no_name(said: str) -> None:
    with pytest.raises(UserError, match="cannot be the name of a symbol"):
        normalised(said)


@pytest.mark.parametrize(
    "message",
    [
        "a < b > c", "<3 cm", "x<y", "speed<5 and speed>2", "if x<y and z>w", "a->b <- c",
        "f(x)<y>", "list[int]<x>", "mail <mara@lab.org>", "<b, c>", "< b >", "<<>>", "<>", "<-x>",
        "<= x >", "<a\nb>", "<x.y>", "near (<3 cm) or far (>9)", "<🐭>",
    ],
)  # fmt: skip
def test_what_is_no_read(message: str) -> None:
    assert reads(message) == []


def test_many_in_one_message_in_any_order() -> None:
    message = "Is <Chase> longer than <open arm>? <|ratio|> is <chase@2>/<annäherung> <|r-2|>"
    found = marks(message)
    assert [mark.name for mark in found.writes] == ["ratio", "r_2"]
    assert [(mark.name, mark.version) for mark in found.reads] == [
        ("chase", None), ("open_arm", None), ("chase", 2), ("annäherung", None),
    ]  # fmt: skip
    assert [message[m.start : m.stop] for m in (*found.reads, *found.writes)] == [
        "<Chase>", "<open arm>", "<chase@2>", "<annäherung>", "<|ratio|>", "<|r-2|>",
    ]  # fmt: skip
    assert reads("<chase>/ (<annäherung>)看<接近>吗 <chase>s") == [
        "chase", "annäherung", "接近", "chase",
    ]  # fmt: skip


def test_all_faults_are_told_together() -> None:
    with pytest.raises(UserError) as told:
        marks("<|../etc|> and <|a|> and <|A|> and <|open arm is the long one")
    text = str(told.value)
    assert "'<|../etc|>': it holds '.', '/'" in text
    assert "'<|A|>' is written twice" in text
    assert "'<|open arm is the long" in text
    assert "is not closed" in text


def test_what_each_name_stands_for() -> None:
    one = "  a chase is when <|chase|> one follows  \r\n"
    assert definitions(one) == {"chase": one}
    assert definitions("no names < here >") == {}
    assert definitions("<|a|> is slow. <|b|> is <a> twice ") == {
        "a": "<|a|> is slow.", "b": "<|b|> is <a> twice",
    }  # fmt: skip
    assert definitions("Slow is under 2 cm/s <|a|>. Fast is over 9 <|b|> !") == {
        "a": "Slow is under 2 cm/s <|a|>.", "b": "Fast is over 9 <|b|> !",
    }  # fmt: skip


def test_versions() -> None:
    assert split_version("Open arm@12") == ("open_arm", 12)
    assert split_version("<chase>") == ("chase", None)
    assert str(SymbolRef("chase", 2)) == "chase@2"
    with pytest.raises(UserError, match="expected a whole number"):
        split_version("chase@new")
