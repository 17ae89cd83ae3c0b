"""Titles before a question: ``Activity: how far does mouse 1 travel?``.

A title is left out only where it says nothing that the question after it does not say: a few words
for whole topics, and words that stand in the question as well. One that could limit the question
(*night: ...*, *treated: ...*, *first half: ...*) is never left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.tokens import words_of
from workbench.ask.grammar.vocabulary import Verb, Vocabulary, Words

_TOPICS = frozenset(
    words_of("""activity locomotion spacing proximity foraging exploration overview
    summary question halves mobility affiliation rare acts act behaviors behaviours""")
)
_LITTLE = frozenset({"the", "a", "an", "of", "and"})
_NEGATIONS = frozenset({"no", "not", "without", "never"})
_ASKED = frozenset(
    words_of("""how what which who when does did is are share fraction proportion
    percent percentage number count
    mean average median total time speed latency rate duration compare plot list longest
    shortest""")
)
"""What is asked for has to be said after the title: a title may say it itself."""


def titled(question: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return title and question where a title may be left out; ``None`` if there is none.

    Parameters
    ----------
    question
        As it was typed.
    vocabulary
        The words of the project.
    """
    title, colon, rest = question.partition(":")
    words = words_of(title)
    if not colon or not rest.strip() or not words or rest[:1].isdigit():
        return None
    told = set(words_of(rest))
    if told.isdisjoint(_ASKED):
        return None
    small = _TOPICS | _LITTLE | told | ({"without"} if told & _NEGATIONS else set())
    done = set(_behaviors(words_of(rest), vocabulary))
    place = 0
    while place < len(words):
        stop, meant = _longest(words, place, vocabulary)
        if meant and not meant & done:
            return None
        if not meant and words[place] not in small:
            return None
        place = stop
    return title.strip(), rest.strip()


def _longest(words: Words, place: int, vocabulary: Vocabulary) -> tuple[int, set[str]]:
    """Return the behaviors that the longest phrase from a place on may mean."""
    for _, stop in vocabulary.verbs.at(words, place):
        found = {
            one.behavior
            for one, end in vocabulary.verbs.at(words, place)
            if end == stop and isinstance(one, Verb)
        }
        return stop, found
    return place + 1, set()


def _behaviors(words: Words, vocabulary: Vocabulary) -> Iterator[str]:
    for place in range(len(words)):
        yield from _longest(words, place, vocabulary)[1]
