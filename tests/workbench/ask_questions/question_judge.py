"""Right, wrong or refused: how an answer to a question of the set is marked.

A refusal is whatever is no `Answer` (an error, its text, nothing), and an answer without content or
of unknown values only. It is right where a question cannot be answered and it names the words that
stand in the way; an answer there is wrong, however plausible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from question_expected import Expected, Intervals, has_name
from question_set import Question

from workbench.ask.answer import Answer

Outcome = Literal["right", "wrong", "refused"]


def judge(question: Question, given: object) -> Outcome:
    """Mark what was given for a question.

    Parameters
    ----------
    question
        From `question_set.load`.
    given
        An `Answer`, or a refusal: an error, its text or ``None``.

    Returns
    -------
    Outcome
        Where a question cannot be answered, "refused" stands for a refusal that does not name what
        is in the way.
    """
    if not isinstance(given, Answer) or _says_nothing(given):
        return "right" if question.cannot and _names_all(question.names, given) else "refused"
    if question.cannot:
        return "wrong"
    return "right" if fits_any(question.expected, given) else "wrong"


def judge_fact(question: Question, given: object) -> bool:
    """Whether an answer to ``question.fact_question`` is right, or the clips of any answer are."""
    if not isinstance(given, Answer):
        return False
    if given.clips and all(isinstance(one, Intervals) for one in question.fact):
        given = replace(given, values=())
    return fits_any(question.fact, given)


def fits_any(expected: Iterable[Expected], given: Answer) -> bool:
    """Whether an answer is one of those that are accepted."""
    return any(one.fits(given) for one in expected)


def two_steps(marked: Iterable[tuple[bool, bool]]) -> dict[tuple[str, str], int]:
    """Count how often fact and answer came out right and wrong (Jang et al. 2024).

    Parameters
    ----------
    marked
        For each question whether the fact and whether the answer was right.

    Returns
    -------
    dict
        (fact, answer), each "right" or "wrong" -> number; all four are there.
    """
    words = {True: "right", False: "wrong"}
    counts = Counter((words[fact], words[answer]) for fact, answer in marked)
    return {(f, t): counts[f, t] for f in words.values() for t in words.values()}


def _names_all(words: Iterable[str], given: object) -> bool:
    """Whether a refusal repeats all words; of ``"would|if"`` one is enough."""
    text = "" if given is None else given.text if isinstance(given, Answer) else str(given)
    return bool(text) and all(
        any(has_name(text, other) for other in word.split("|")) for word in words
    )


def _says_nothing(given: Answer) -> bool:
    if given.tables or given.figures or given.clips:
        return False
    return not any(value.known for value in given.values)
