"""What a word may mean in WordNet, and the way from a synset up to what it is a case of."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container

from graphs.lexicon.wordnet import Synset, WordNet


def meanings(word: str, wordnet: WordNet) -> dict[str, str]:
    """Return the names of the synsets that a word means, each with the way that led to it.

    Notes
    -----
    *aggression* has five senses as a noun; two of them make the verb *aggress*, ``attack.v.03``,
    which is grouped with ``attack.v.01``. Of a synset's words only the word asked for is followed
    to what it makes.
    """
    senses = {synset.name: synset for synset in wordnet.synsets(word)}
    ways = {name: name for name in senses}

    def made(synset: Synset) -> tuple[Synset, ...]:
        lemmas = wordnet.base_forms(word, synset.pos)
        return tuple(other for lemma in lemmas for other in wordnet.derived(synset, lemma))

    steps: tuple[tuple[str, Callable[[Synset], tuple[Synset, ...]]], ...] = (
        ("makes", made),
        ("is grouped with", wordnet.grouped),
    )
    for what, step in steps:
        for name, synset in list(senses.items()):
            for other in step(synset):
                if other.name not in ways:
                    ways[other.name] = f"{ways[name]} {what} {other.name}"
                    senses[other.name] = other
    return ways


def way_up(synset: Synset, ends: Container[str], wordnet: WordNet) -> tuple[Synset, ...]:
    """Return the shortest way from a synset up to one of some names, both included; empty if none.

    A synset is the end of its own way if its name is among them.
    """
    ways: deque[tuple[Synset, ...]] = deque([(synset,)])
    seen = {synset.name}
    while ways:
        way = ways.popleft()
        if way[-1].name in ends:
            return way
        for above in wordnet.hypernyms(way[-1]):
            if above.name not in seen:
                seen.add(above.name)
                ways.append((*way, above))
    return ()
