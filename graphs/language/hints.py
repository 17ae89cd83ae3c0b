"""What to ask instead, for questions that are not in the language but nearly.

A rule knows one way in which people ask otherwise, and writes the question anew. Nothing is
guessed: the question stays an error, and what the error proposes is told only if it parses.
"""

from __future__ import annotations

from graphs.errors import UserError
from graphs.language.names import Lookup, Names
from graphs.language.parser import read_question
from graphs.language.rewrites import Asked, Hint
from graphs.language.rewrites_of_names import NAME_RULES
from graphs.language.rewrites_of_words import WORD_RULES
from graphs.language.tokens import fault, tokens_of

_LONGEST = 2000
"""Characters of a question that hints are looked for in."""

_TWO_WAYS = ("May be ", "can be read in two ways")
"""Of errors that already say what the two ways are."""


def hinted(text: str, names: Names, error: UserError) -> UserError:
    """Return the error of a question, with what to ask instead if a rule knows it.

    Parameters
    ----------
    text
        The question.
    names
        Who knows the names in it.
    error
        What is wrong with it.
    """
    if len(text) > _LONGEST or any(words in str(error) for words in _TWO_WAYS):
        return error
    try:
        asked = Asked(text, tokens_of(text)[:-1], Lookup(names))
    except UserError:  # a quotation mark without a partner
        return error
    for rule in (*WORD_RULES, *NAME_RULES):
        hint = rule(asked)
        if hint is None:
            continue
        text_instead = _first_that_parses(hint, names)
        if text_instead is not None:
            problem = f"{hint.problem}; ask: '{text_instead}'"
        elif hint.is_sure:
            problem = hint.problem
        else:
            continue
        return fault(text, hint.first.start, hint.last.stop, problem)
    return error


def _first_that_parses(hint: Hint, names: Names) -> str | None:
    for candidate in hint.instead:
        instead = " ".join(candidate.split())
        try:
            read_question(instead, names)
        except UserError:
            continue
        return instead
    return None
