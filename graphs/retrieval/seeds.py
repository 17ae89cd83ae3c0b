"""Seeds: the nodes of the graph that a question names, where the walk starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from graphs.retrieval.lexical import name_words
from graphs.retrieval.phrase_graph import PhraseGraph

Synonyms = Callable[[str], Iterable[str]]
"""Word -> other words for it."""


def find_seeds(
    graph: PhraseGraph,
    question: str,
    names: Sequence[str] = (),
    synonyms: Synonyms | None = None,
) -> dict[str, list[int]]:
    """Return the names in a question, and the phrases and classes that bear each of them.

    The longest name that fits at a place of the question counts; ``sniffing`` names ``sniff``.

    Parameters
    ----------
    graph
        Whose nodes.
    question
        In plain words.
    names
        Further names.
    synonyms
        Other words for a word of the question.
    """
    labels = graph.labels
    longest = max(map(len, labels), default=0)
    asked = name_words(question)
    found: dict[tuple[str, ...], list[int]] = {}
    at = 0
    while at < len(asked):
        fitting = (n for n in range(min(longest, len(asked) - at), 0, -1))
        length = next((n for n in fitting if asked[at : at + n] in labels), 0)
        if length:
            found[asked[at : at + length]] = labels[asked[at : at + length]]
        at += length or 1
    more = map(name_words, [*names, *(other_words(question, synonyms) if synonyms else ())])
    found |= {name: labels[name] for name in more if name in labels}
    return {graph.keys[nodes[0]][2]: nodes for nodes in found.values()}


def other_words(question: str, synonyms: Synonyms) -> list[str]:
    """Return the synonyms of all words of a question."""
    return [other for word in question.split() for other in synonyms(word.strip("?,.!").lower())]
