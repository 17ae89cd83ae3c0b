"""What a model said in its own words, and which entry of the ethogram that may be.

A suggestion is for a person to look at: it is stored nowhere and no fact is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphs.captions.claims import as_claims
from graphs.captions.parse import parse_caption
from graphs.captions.word_classes import Words
from graphs.ethogram import Ethogram
from graphs.lexicon.wordnet import find_wordnet
from pipelines.arena import Arena
from pipelines.describe.claims import FreeText, Triple
from pipelines.describe.prompt.candidates import spoken


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an entry for some words might be.

    Parameters
    ----------
    entries
        Behaviors of the ethogram that the words mean, with who and whom.
    new
        A name for an entry that the ethogram does not have; empty if there is none to suggest.
    """

    entries: tuple[str, ...] = ()
    new: str = ""

    @property
    def text(self) -> str:
        """The same for a person."""
        if self.entries:
            return f"may be: {'; '.join(self.entries)}"
        return f"no entry; a new one might be {self.new!r}" if self.new else "no entry"


class Suggester:
    """Suggests entries of an ethogram for words.

    Parameters
    ----------
    ethogram
        The behaviors.
    individuals
        Names of the animals.
    arena
        Zones and objects.
    """

    def __init__(self, ethogram: Ethogram, individuals: Sequence[str], arena: Arena) -> None:
        self._ethogram = ethogram
        self._individuals: Mapping[str, Sequence[str]] = dict.fromkeys(individuals, ())
        kinds = {name: zone.kind for name, zone in arena.zones.items()}
        kinds |= {name: thing.kind for name, thing in arena.objects.items()}
        self._places = {name: tuple(filter(None, [kind])) for name, kind in kinds.items()}
        self._wordnet = find_wordnet()
        self._words = Words(self._wordnet)

    def suggest(self, said: FreeText) -> Suggestion:
        """Return what an entry for words might be, as the rules for captions read them."""
        graph = parse_caption(f"{said.subject} {said.words}".strip(), self._words)
        found = as_claims(graph, self._ethogram, self._individuals, self._places, self._wordnet)
        if found.claims:
            triples = [Triple(c.subject, c.predicate, c.object) for c in found.claims]
            return Suggestion(tuple(dict.fromkeys(map(spoken, triples))))
        kinds = ("behavior", "relation")
        return Suggestion(new=next((t.predicate for t in graph.triples if t.kind in kinds), ""))
