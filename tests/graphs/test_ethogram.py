"""The ethogram file: what is read, and that all faults come together with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from graphs.ethogram import FunctionText, exclusion_cycle, load_ethogram, parse_ethogram

GOOD = """
name = "test"
description = "for tests"
body_length_cm = 8.5

[behavior.nose_to_tail]
definition = "nose at the tail base of another"
verb = "sniffs the tail base of"
target = "animal"
synonyms = ["anogenital sniffing", "tail-sniff"]
parent = "contact"
excludes = ["rest"]
synset = "sniff.v.01"
reference = "somebody 2001"
rule = { when = "speed(subject) > 1 cm/s", hold = "speed(subject) > 0.5 cm/s", min_s = 0.5 }

[behavior.enter]
definition = "goes in"
target = "zone:shelter"
kind = "point"
rule = { when = "in(subject, object)", at = "stop", max_s = 3, max_gap_s = 0.2 }

[behavior.rest]
definition = "lies still"
rule = "speed(subject) < 1 cm/s"
"""


def test_everything_in_the_file_is_read() -> None:
    ethogram = parse_ethogram(GOOD)
    assert (ethogram.name, ethogram.description, ethogram.body_length_cm) == (
        "test",
        "for tests",
        8.5,
    )
    assert [b.name for b in ethogram] == ["nose_to_tail", "enter", "rest"]
    assert ethogram.source == GOOD
    sniff = ethogram["nose_to_tail"]
    assert (sniff.arity, sniff.kind, sniff.target, sniff.target_kind) == (
        2,
        "state",
        "animal",
        None,
    )
    assert (sniff.verb, sniff.parent, sniff.excludes) == (
        "sniffs the tail base of",
        "contact",
        ("rest",),
    )
    assert (sniff.synset, sniff.reference) == ("sniff.v.01", "somebody 2001")
    assert sniff.rule is not None
    assert (sniff.rule.hold, sniff.rule.min_s, sniff.rule.max_s) == (
        "speed(subject) > 0.5 cm/s",
        0.5,
        None,
    )
    enter = ethogram["enter"]
    assert (enter.kind, enter.target, enter.target_kind, enter.verb) == (
        "point",
        "zone",
        "shelter",
        "enter",
    )
    assert enter.rule is not None
    assert (enter.rule.at, enter.rule.max_s, enter.rule.max_gap_s) == ("stop", 3.0, 0.2)
    rest = ethogram["rest"]
    assert (rest.arity, rest.rule.when if rest.rule else None) == (1, "speed(subject) < 1 cm/s")


@pytest.mark.parametrize(
    "name",
    ["nose_to_tail", " Nose to tail", "nose-to-tail", "anogenital_sniffing", "Tail sniff"],
)
def test_look_up_by_name_or_synonym(name: str) -> None:
    assert parse_ethogram(GOOD)[name].name == "nose_to_tail"


def test_a_name_with_capitals_is_found_as_it_stands() -> None:
    ethogram = parse_ethogram("[behavior.Nose-poke]\ndefinition = 'x'")
    assert ethogram["Nose-poke"] is ethogram["nose poke"]


def test_unknown_names_get_near_ones_or_all() -> None:
    ethogram = parse_ethogram(GOOD)
    with pytest.raises(UserError, match=r"No behavior 'entr' .*Did you mean enter\?"):
        ethogram["entr"]
    with pytest.raises(UserError, match=r"Known: nose_to_tail, enter, rest"):
        ethogram["xyzzy"]


def test_all_faults_are_listed_together() -> None:
    text = """
[behavior.a]
definitoin = "typo"
kind = "stat"
target = "anmal"
[behavior.b]
definition = "fine"
excludes = ["aa"]
[behavior.b.rule]
wen = "x"
[behavior.c]
definition = "fine"
rule = { when = "x", min_s = -1, max_gap_s = "long", max_s = true, at = "end" }
"""
    with pytest.raises(UserError) as caught:
        parse_ethogram(text, origin="mine.toml")
    message = str(caught.value)
    for words in (
        "mine.toml",
        "a: unknown entry 'definitoin'; did you mean 'definition'?",
        "a: 'definition' is missing",
        "a: kind is 'stat'; expected 'state' or 'point'",
        "a: target is 'anmal'",
        "b: excludes 'aa', which is not in the file; did you mean 'a'?",
        "b.rule: unknown entry 'wen'; did you mean 'when'?",
        "b.rule: 'when' is missing",
        "c.rule: min_s is -1",
        "c.rule: max_gap_s is 'long'",
        "c.rule: max_s is True",
        "c.rule: at is 'end'",
    ):
        assert words in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no behaviors found"),
        ("behavior = 3", "no behaviors found"),
        ("[behavior.a", "not valid TOML"),
        ("[behavior.a]\ndefinition = 'x'\nexcludes = ['a']", "circle: a -> a"),
        (
            "[behavior.a]\ndefinition='x'\nexcludes=['b']\n[behavior.b]\ndefinition='x'\n"
            "excludes=['a']",
            "circle: a -> b -> a",
        ),
        ("[behavior]\na = 'text'", "a: expected a table"),
        ("[behavior.a]\ndefinition = 'x'\nrule = 3", "a.rule: expected"),
        (
            "[behavior.a]\ndefinition = 'x'\nsynonyms = 'one'",
            "a: synonyms is 'one'; expected a list",
        ),
        ("[behavior.a]\ndefinition = 'x'\nexcludes = 'b'", "a: excludes is 'b'; expected a list"),
        ("body_length_cm = 'x'\n[behavior.a]\ndefinition = 'x'", "body_length_cm is 'x'"),
        ("body_length_cm = -2\n[behavior.a]\ndefinition = 'x'", "body_length_cm is -2"),
        ("[behavior.a]\ndefinition = 'x'\nrule = {when = 'x', hold = 3}", "a.rule: hold is 3"),
        ("[behaviour.a]\ndefinition = 'x'", "did you mean 'behavior'?"),
        (
            "[behavior.a]\ndefinition='x'\nsynonyms=['b']\n[behavior.b]\ndefinition='y'",
            "'b' names both",
        ),
        ("[behavior.a]\ndefinition = 'x'\nkind = []", "a: kind is []"),
        ("[behavior.a]\ndefinition = 'x'\ntarget = ['zone']", "a: target is"),
        ("[behavior.a]\ndefinition = 'x'\nrule = {when='x', min_s=2, max_s=1}", "max_s"),
    ],
)
def test_faults_one_by_one(text: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_ethogram(text)
    assert says in str(caught.value)


def test_exclusion_cycle() -> None:
    behaviors = parse_ethogram(GOOD).behaviors
    assert exclusion_cycle("nose_to_tail", behaviors) == []


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "mein ethogram é.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_ethogram(path).name == "test"
    with pytest.raises(UserError, match="does not exist"):
        load_ethogram(tmp_path / "none.toml")
    path.write_bytes(b"\xff\xfe bad")
    with pytest.raises(UserError, match="not valid"):
        load_ethogram(path)
    with pytest.raises(UserError, match=r"cannot be read .*Expected a TOML file"):
        load_ethogram(tmp_path)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ('parent = "chse"', "b: parent 'chse'; did you mean 'chase'?"),
        ('target = "animal:rat"', "b: target 'animal:rat'; only zones and objects have kinds"),
        ('excludes = ["enter"]', "b: excludes 'enter', a point behavior"),
    ],
)
def test_references_that_mean_nothing(entries: str, said: str) -> None:
    text = (
        '[behavior.chase]\ndefinition = "x"\ntarget = "animal"\n'
        '[behavior.enter]\ndefinition = "x"\nkind = "point"\ntarget = "zone"\n'
        f'[behavior.b]\ndefinition = "x"\n{entries}\n'
    )
    with pytest.raises(UserError) as caught:
        parse_ethogram(text)
    assert said in str(caught.value)


def test_a_parent_may_be_a_heading() -> None:
    text = '[behavior.bite]\ndefinition = "x"\nparent = "aggression"\n'
    assert parse_ethogram(text)["bite"].parent == "aggression"


def test_a_function_instead_of_a_rule() -> None:
    text = """
    [behavior.tail_chase]
    function = "tail_chase"
    arguments = { near = "2 cm", times = 3 }
    """
    entry = parse_ethogram(text)["tail_chase"]
    assert entry.function == FunctionText("tail_chase", {"near": "2 cm", "times": 3})
    assert (entry.definition, entry.rule) == ("", None)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('function = "f"\nrule = "speed(subject) > 2 BL/s"', "'function' and 'rule'"),
        ('function = "f"\nexcludes = ["b"]', "'function' and 'excludes'"),
        ('definition = "x"\narguments = { a = 1 }', "'arguments' without 'function'"),
        ('function = "f"\narguments = { a = [1] }', "expected numbers or text with a unit"),
        ('function = "f"\narguments = 3', "expected numbers or text with a unit"),
    ],
)
def test_functions_with_faults(entry: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        parse_ethogram(f'[behavior.a]\n{entry}\n[behavior.b]\ndefinition = "y"')
