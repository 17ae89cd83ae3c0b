"""Words as they were understood, what was assumed, and the words that are known at all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from workbench.ask.grammar import planner as home
from workbench.ask.grammar.known_words import KNOWN
from workbench.ask.grammar.planner import GrammarPlanner
from workbench.ask.grammar.reader import SECONDS
from workbench.ask.plan import Plan

READERS = (
    "asking_words", "budgets", "choices", "clauses", "conditions", "counts", "groups", "limits",
    "moments", "movement", "naming", "paraphrase_groups", "paraphrase_leads",
    "paraphrase_measures", "paraphrase_others", "paraphrase_topics", "pictures", "questions",
    "reader", "scopes", "sentences",
    "states", "windows",
)  # fmt: skip
NO_WORDS = {"mutual", "participle", "ing", "base", "std", "short"}
"""Marks that stand among the patterns."""


def plan(plans: GrammarPlanner, question: str) -> Plan:
    plans.frame = None
    return plans.plan(question)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how often does mouse_1 rear longer than 2 s", "rear lasting longer than 2 s"),
        ("how long does mouse_1 rest while mouse_2 rears", "rest while mouse rears"),
        ("how far does mouse_1 run in meters in the first 5 s", "mouse 1 m first 5 s"),
        ("is mouse_1 resting at 15 s", "whether resting at 15 s"),
        ("distance from mouse_1 to the shelter", "distance mouse 1 shelter"),
        ("did mouse_1 rear more than 3 times", "rear more than 3 times"),
    ],
)
def test_words_are_told(plans: GrammarPlanner, question: str, words: str) -> None:
    told = " ".join(f"{term.word} {term.meaning}" for term in plan(plans, question).terms)
    told = told.replace("_", " ").replace("lasts", "lasting").replace("that last", "lasting")
    assert [word for word in words.split() if word not in told] == []


@pytest.mark.parametrize(
    ("question", "caveat"),
    [
        ("how often does mouse_1 rear after grooming", "at any time after"),
        ("how long are the mice in contact", "both count"),
        ("how long do the mice rest", "added up"),
        ("what fraction of the time do the mice rest", "All animals together"),
        ("how long do both mice rest", "at the same time"),
        ("how often does mouse_2 rear after a chase", "say who does it"),
        ("which mouse rests more", "Bouts are counted"),
        ("how often does mouse_1 rear in the first minute", "The recordings end after 20 s"),
    ],
)
def test_what_was_assumed_is_told(plans: GrammarPlanner, question: str, caveat: str) -> None:
    assert any(caveat in one for one in plan(plans, question).caveats)


def test_nothing_is_assumed_where_all_is_said(plans: GrammarPlanner) -> None:
    assert plan(plans, "how often does mouse_1 rear within 2 s after grooming").caveats == ()


def test_every_word_of_a_pattern_is_known() -> None:
    folder = Path(home.__file__).parent
    missing = set()
    for name in READERS:
        missing |= {word for word in _pattern_words(folder / f"{name}.py") if word not in KNOWN}
    assert missing - NO_WORDS == set()
    assert set(SECONDS) <= KNOWN


def _pattern_words(path: Path) -> set[str]:
    """Return the plain words of all texts that a reader is made of, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]
    plain = re.compile(r"(?<![a-z?\[\]\\'])[a-z]{3,}(?![a-z?\[(\]])")
    return {word for text in texts for word in plain.findall(text)}
