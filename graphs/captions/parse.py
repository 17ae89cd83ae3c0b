"""A caption as a graph, by rules and offline.

1. Words and marks, with their places (`graphs.captions.tokens`).
2. Part of speech of each by closed classes, lists, endings, WordNet where it is on the machine, and
   what stands around (`graphs.captions.tagging`).
3. Noun phrases, verb groups and prepositions (`graphs.captions.chunks`).
4. Who does what to whom, from left to right (`graphs.captions.clauses`).

Time is in proportion to the length of the text. What a caption denies, leaves open or says of
nobody named is kept apart and is never a triple of the graph.
"""

from __future__ import annotations

from graphs.captions.chunks import items_of
from graphs.captions.clauses import Reader
from graphs.captions.entities import Entities
from graphs.captions.graph import CaptionGraph
from graphs.captions.tagging import tag
from graphs.captions.tokens import tokens_of
from graphs.captions.word_classes import Words
from graphs.lexicon.wordnet import find_wordnet


def parse_caption(text: str, words: Words | None = None) -> CaptionGraph:
    """Return what a caption says.

    Parameters
    ----------
    text
        English, of any length; from any model or person.
    words
        What is known of words; one object for many captions saves time. Without it, the built-in
        lists and the WordNet of this machine, if there is one.

    Notes
    -----
    A text in another language gives few triples or odd ones; there is no fault.
    """
    known = words if words is not None else Words(find_wordnet())
    entities = Entities(text, known)
    items = items_of(tag(tokens_of(text), known), known)
    triples, withheld = Reader(items, entities).read().frozen()
    return CaptionGraph(text, entities.frozen(), triples, withheld)
