"""A question as it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from graphs.errors import UserError
from graphs.language.hints import hinted
from graphs.language.keywords import Measure
from graphs.language.names import Names
from graphs.language.parser import read_question
from graphs.language.printing import in_words
from graphs.query.nodes import Query


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question as it was understood.

    Parameters
    ----------
    query
        What to answer.
    measure
        What of the answer is asked for: the facts (``list``), a column of a count (``count``,
        ``duration``, ``fraction``, ``rate``), or a table (``budget``, ``transitions``).
    text
        The question in other words, with what each of its words was taken for; it parses to the
        same query.
    """

    query: Query
    measure: Measure
    text: str


def parse(text: str, names: Names) -> Parsed:
    """Return the question that a text asks.

    Parameters
    ----------
    text
        As `graphs.language.GRAMMAR` describes it.
    names
        Who knows the names in it.

    Raises
    ------
    UserError
        Something in the text is not understood; the message names its place, what was expected
        there, and the nearest known word or what to ask instead.
    """
    try:
        query, measure, places = read_question(text, names)
    except UserError as error:
        raise hinted(text, names, error) from None
    return Parsed(query, measure, in_words(query, names, measure, places))
