"""The grammar in the help is that of the parser: each takes what the other one makes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from ebnf_rules import Rule, is_sentence, rules_of, sentence
from hypothesis import given, settings
from hypothesis import strategies as st
from language_lab import Lab

from graphs.errors import UserError
from graphs.language import EXAMPLES, GRAMMAR, NOTES, parse
from graphs.language.keywords import (
    ALL_UNITS,
    AUXILIARIES,
    KEYS,
    PHRASES,
    RESERVED,
    SOURCES,
    STATUSES,
)
from graphs.language.tokens import Token

LAB = Lab()
RULES = rules_of(GRAMMAR)


def some(*texts: str) -> Callable[[random.Random], str]:
    return lambda by: by.choice(texts)


LEAVES = {
    "thing": some("mouse_1", "mouse_2", "Mouse 3", '"north arm"', '"nobody"'),
    "action": some("chase", "rest", "nose to tail", '"in"', "aggression", '"chase"'),
    "recording": some("m12", "m13", "day 3", '"m14"'),
    "group": some("control", "treated"),
    "session": some("day1", '"Day 2"'),
    "variable": some("?x", "?y", "?z"),
    "number": some("1", "0.5", "20", "1e-2"),
    "share": some("0", "0.75", ".5", "80%"),
    "whole": some("0", "1", "90"),
    "below": some("0", "05", "59"),
    "seconds": some("05", "5", "30.5"),
}
NAMES = (*LAB.words(), *LAB.entities(), *LAB.recordings(), *LAB.sessions())
LATER_WORDS = {word.lower() for name in NAMES for word in re.split("[ _-]", name)[1:]}
"""Of names of several words; any other word of the language would do as well."""
NUMBER = re.compile(r"\d*\.?\d+(e-?\d+)?", re.IGNORECASE)
SPECIALS: dict[str, Callable[[Token], bool]] = {
    "variable": lambda token: token.kind == "variable",
    "word": lambda token: token.keyword in LATER_WORDS,
    "first": lambda token: token.kind == "word" and token.keyword not in RESERVED,
    "quoted": lambda token: token.kind == "quoted",
    "number": lambda token: token.kind == "word" and bool(NUMBER.fullmatch(token.text)),
    "share": lambda token: bool(NUMBER.fullmatch(token.keyword.removesuffix("%"))),
    "whole": lambda token: token.keyword.isdecimal(),
    "below": lambda token: token.keyword.isdecimal() and int(token.keyword) < 60,
    "seconds": lambda token: bool(NUMBER.fullmatch(token.keyword)) and float(token.keyword) < 60,
}
BEYOND_GRAMMAR = re.compile(
    "A second |said twice|No recording meets|stands twice|cannot be compared|stands in two later"
    "|Both 'matching'|ends before it starts|This condition holds for all|Variables compare"
    "|May be subject and behavior"
)
"""What is grammatical and yet means nothing."""


def words(rule: Rule) -> set[str]:
    own = set(re.findall("[a-z]+", rule.text)) if rule.kind == "word" else set()
    return own.union(*(words(part) for part in rule.parts))


def fault(text: str) -> str:
    """Return what is wrong with a question, nothing if it parses."""
    try:
        parse(text, LAB)
    except UserError as error:
        return str(error)
    return ""


def test_sentences_of_the_grammar_parse() -> None:
    by = random.Random(0)
    faults = [fault(sentence(RULES, LEAVES, by)) for _ in range(1500)]
    assert [text for text in faults if text and not BEYOND_GRAMMAR.search(text)] == []
    assert faults.count("") > 750


SOUP = st.lists(
    st.sampled_from(
        [
            *sorted(set().union(*map(words, RULES.values())) - {"asserted", "superseded"}),
            *("mouse_1", "shelter", "chase", "rest", "m12", "control", "day1", "10 s", "0.5"),
            *("?", "?x", "?y", '"', '"in"', "(", ")", "/", ",", ":", "=", "<", ">=", "2ms", "é"),
            *("followed by", "within 1 s", "(rest)", "of group", "nose to tail", "north", "-"),
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_what_parses_is_of_the_grammar_and_the_rest_a_fault_of_the_person(text: str) -> None:
    try:
        parsed = parse(text, LAB)
    except UserError:
        return
    assert is_sentence(RULES, SPECIALS, text)
    assert is_sentence(RULES, SPECIALS, parsed.text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_question_or_a_fault_of_the_person(text: str) -> None:
    assert fault(text).count("\n") in (0, 2)


@pytest.mark.parametrize("seed", range(4))
def test_sentences_with_a_word_changed(seed: int) -> None:
    by = random.Random(seed)
    soup = [*sorted(RESERVED), "mouse_1", "rest", "(", ")", "?x", "?", "/", ",", "1 s", "m12"]
    for _ in range(300):
        text = sentence(RULES, LEAVES, by).split(" ")
        at = by.randrange(len(text))
        text[at : at + by.randint(0, 1)] = by.sample(soup, by.randint(0, 1))
        changed = " ".join(text)
        assert fault(changed) or is_sentence(RULES, SPECIALS, changed)


def test_the_grammar_knows_what_is_no_sentence() -> None:
    for text in ("then chase", "chase within 2 s", "chase and rest or groom", "rest in", "(rest"):
        assert not is_sentence(RULES, SPECIALS, text)


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
def test_examples_are_sentences(text: str) -> None:
    assert is_sentence(RULES, SPECIALS, text)


def test_all_words_of_the_language_are_in_the_grammar() -> None:
    in_grammar = set().union(*map(words, RULES.values()))
    phrases = {word for words in PHRASES for word in words}
    known = {*RESERVED, *KEYS, *SOURCES, *STATUSES, *ALL_UNITS, *AUXILIARIES, *phrases}
    rest = {"anybody", "any", "as", "behavior", "confidence", "gap", "max", "objects", "together"}
    window = {"the", "first", "end", "than", "at", "least", "most"}
    assert in_grammar == known | rest | window | {"usual"}


def test_every_rule_is_used_and_every_name_has_a_rule() -> None:
    def names(rule: Rule) -> set[str]:
        own = {rule.text} if rule.kind == "name" else set()
        return own.union(*(names(part) for part in rule.parts))

    assert set().union(*map(names, RULES.values())) == set(RULES) - {"question"}


def test_examples_of_the_notes_parse() -> None:
    quoted = re.findall(r"'(\?x approach.*?)'", NOTES)
    assert [parse(text, LAB).text for text in quoted] == quoted
    assert len(quoted) == 1
