"""What a preposition speaks of: the verb or the noun before it, or a noun further back."""

from __future__ import annotations

from graphs.captions.clause_state import ClauseState, Group
from graphs.captions.items import Mark, NounPhrase, Prep, Said, VerbGroup

_OF_THE_VERB = frozenset(
    {"into", "onto", "from", "off", "through", "across", "to", "towards", "out of", "away from",
     "past", "for", "via", "during", "along"}
)  # fmt: skip
"""Prepositions that belong to the verb though its object stands before them."""

_OF_THE_ACTOR = frozenset(
    {"with", "near", "next to", "beside", "behind", "in front of", "by", "at", "close to"}
)
"""Prepositions that say more of who is somewhere already: *lies on a bed near the door*."""


class Prepositions(ClauseState):
    """Reads prepositions into statements."""

    def _prep(self, prep: Prep) -> None:
        if prep.name == "like" and self.verb is not None and not self.agent:
            self.say.condition = self.say.condition or f"{self.verb.base} like"
            self.verb, self.spoken = None, True
            return
        if self._next(NounPhrase) is None and not (
            self._next(Mark) and self._next(NounPhrase, 2) and self._is_adverb()
        ):
            relative = self._next(Mark)
            if relative is not None and relative.tag == "REL":
                self.of_gap = prep.name
            else:
                self._dangling(prep)
            return
        self.prep = prep
        self.prep_of_verb = self._belongs_to_verb(prep)

    def _is_adverb(self) -> bool:
        mark = self._next(Mark)
        return mark is not None and mark.tag in ("RB", "RP")

    def _belongs_to_verb(self, prep: Prep) -> bool:
        if self.verb is None or self.be is not None:
            return False
        if isinstance(self._before(), VerbGroup) or (not self.spoken and prep.name != "of"):
            return True
        if prep.name == "of":
            return False
        if self.objects and self.noun == self.objects:
            return prep.name in _OF_THE_VERB
        acts = self.entities.is_animate(self.agent) and not self.entities.is_animate(self.noun)
        return acts and prep.name in _OF_THE_ACTOR | _OF_THE_VERB

    def _dangling(self, prep: Prep) -> None:
        """Read a preposition without its noun: of a relative clause, or what *be* says."""
        self.prep = None
        if self.gap:
            verb, gap, self.gap = self.verb, self.gap, ()
            if verb is not None and self.be is None:
                self._relate_verb(verb, prep.name, gap)
            else:
                self.say.relate(self.agent, prep.name, gap, Said(prep.name, prep.start, prep.stop))
                self.be = None
        elif self.be is not None and self.subject:
            self._complement(Said(prep.name, prep.start, prep.stop))

    def _attach(self, prep: Prep, group: Group, phrase: NounPhrase) -> None:
        """State what a preposition says of the verb or the noun before it."""
        self.prep = None
        of_verb, be, verb, noun, agent = (
            self.prep_of_verb,
            self.be,
            self.verb,
            self.noun,
            self.agent,
        )
        own = f" {phrase.owner_pronoun}" if phrase.owner_pronoun else ""
        said = Said(f"{prep.name}{own}", prep.start, self._stop())

        def state(more: Group) -> None:
            if of_verb and verb is not None:
                kept, self.agent = self.agent, agent
                self._relate_verb(verb, prep.name, more)
                self.agent = kept
            elif be is not None and self.subject:
                self._relate_nouns(agent or self.subject, prep.name, more, said, be.hedge)
            elif noun:
                self._relate_nouns(noun, prep.name, more, said, "")
            else:
                self.front = (prep, more)

        state(group)
        self.be = None
        self.again = state
