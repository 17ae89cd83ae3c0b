"""Who does what to whom: the parts of a sentence, read once from left to right.

A noun phrase is the object of what waits for one (a preposition, a verb, *be*), else a subject. A
verb takes the subject of its clause if it is finite; a participle takes the noun before it, unless
that cannot act and the subject can (*a man in a jacket riding a horse*). A preposition belongs to
the verb before it, else to the noun. What a relative clause has no object for is the noun that it
describes (*the branch that the bird rests on*). Each part is looked at once, with a look at the
next few, so that the time is in proportion to the length.
"""

from __future__ import annotations

from graphs.captions import closed
from graphs.captions.clause_prepositions import Prepositions
from graphs.captions.clause_state import PARTICLE_STATES, Group
from graphs.captions.items import Adjective, Item, Mark, NounPhrase, Prep, Said, VerbGroup
from graphs.captions.open_words import AT_OTHERS, BELIEFS, STATES
from graphs.captions.statements import Statements

_MOST_JOINED = 32  # nouns that share a role; a list longer than that says nothing together
_DUMMIES = frozenset({"this", "that", "these", "those", "it", "here"})
_AHEAD = 9  # parts looked at to find the verb of a noun
_NO = frozenset({"no", "neither", "none"})


class Reader(Prepositions):
    """Reads the parts of a caption into statements."""

    def read(self) -> Statements:
        """Return what the parts say."""
        for at, item in enumerate(self.items):
            self.at = at
            if isinstance(item, NounPhrase):
                self._noun(item)
            elif isinstance(item, VerbGroup):
                self._verb(item)
            elif isinstance(item, Prep):
                self._prep(item)
            elif isinstance(item, Adjective):
                self._adjective(item)
            else:
                self._mark(item)
        self._close_clause()
        return self.say

    def _noun(self, phrase: NounPhrase) -> None:
        before = self._before()
        joined = isinstance(before, Mark) and before.tag in ("CC", "CM") and self.again is not None
        joined = joined and (self.front is None or bool(self.subject))
        joined = joined and len(self.noun) < _MOST_JOINED
        starts = self._starts_clause(joined=joined)
        if joined and starts:
            self._end_clause()
        if phrase.head in _DUMMIES and phrase.kind == "pronoun" and self._is_dummy():
            self.dummy = True
            return
        denied = isinstance(before, Mark) and before.tag == "NEG"
        self.no = "no" if phrase.determiner in _NO else "not" if denied else ""
        group = self._resolved(phrase)
        if not group:
            self.prep, self.be = None, None
            return
        if joined and not starts and self.again is not None:
            self.again(group)
            self.noun = (*self.noun, *group)
            self.entities.remember(self.noun)
        else:
            self._place(group, phrase)
        self._owned(phrase, group)

    def _is_dummy(self) -> bool:
        be = self._next(VerbGroup)
        return be is not None and not be.base and self._next(NounPhrase, 2) is not None

    def _starts_clause(self, *, joined: bool) -> bool:
        """Return whether a noun after *and* begins a clause: it and the one before have verbs."""
        ahead = 1
        while ahead < _AHEAD and self._is_phrase(ahead):
            ahead += 2
        return (
            joined
            and (self.used or self.verb is not None)
            and self._next(VerbGroup, ahead) is not None
        )

    def _is_phrase(self, ahead: int) -> bool:
        found = self._next(Prep, ahead) is not None
        return found and self._next(NounPhrase, ahead + 1) is not None

    def _resolved(self, phrase: NounPhrase) -> Group:
        """Return whom a noun phrase means; what is said of it within the phrase is stated."""
        acting = self.agent if self.verb is not None else self.subject
        apart = self._apart(acting)
        if phrase.kind != "noun":
            group = self._meant(phrase, acting or self.subject or self.agent, apart)
            if group:
                self.entities.remember(group)
                return group
            if phrase.kind != "other" or not (acting or self.noun or self.previous):
                return ()
            return self._somebody_else(phrase, acting)
        at, _ = self.entities.mention(phrase, apart)
        for said in phrase.attributes:
            self.say.describe((at,), said, self.no)
        if phrase.count is not None and not phrase.named:
            span = Said(str(phrase.count), phrase.start, phrase.stop)
            self.say.count(at, phrase.count, span, self.no)
        return (at,)

    def _meant(self, phrase: NounPhrase, acting: Group, apart: Group) -> Group:
        """Return whom a pronoun means; a subject goes on with the subject before, if it fits."""
        begins = self.prep is None and self.verb is None and self.be is None
        if begins and phrase.kind == "pronoun" and self.entities.fits(phrase, self.previous):
            return self.previous
        return self.entities.meant(phrase, acting, apart)

    def _apart(self, acting: Group) -> Group:
        """Return who is not meant by a noun here: the subject of a verb is not its object."""
        if self.prep is not None and not self.prep_of_verb:
            return self.noun
        return acting if self.verb is not None or self.prep is not None else ()

    def _somebody_else(self, phrase: NounPhrase, acting: Group) -> Group:
        like = self.previous or acting or self.noun
        head = self.entities.noun(like[0])
        other = NounPhrase(head, "noun", phrase.start, phrase.stop, "another", plural=phrase.plural)
        at, _ = self.entities.mention(other)
        if phrase.head == "other":
            self.say.describe((at,), Said("other", phrase.start, phrase.stop))
        return (at,)

    def _owned(self, phrase: NounPhrase, group: Group) -> None:
        """State who has it: *the cat's head*, *its head*."""
        kept, had = self.no, group
        while phrase.owner is not None:
            self.no = ""
            owner = self._resolved(phrase.owner)
            self._own(owner, had, Said("'s", phrase.start, phrase.stop), kept)
            had, phrase, kept = owner, phrase.owner, ""
        if phrase.owner_pronoun:
            said = Said(phrase.owner_pronoun, phrase.start, phrase.stop)
            self._own(self._owner_meant(said, had), had, said, kept)
        if had is not group:
            self.entities.remember(group)

    def _own(self, owner: Group, group: Group, said: Said, hedge: str) -> None:
        owner = tuple(at for at in owner if at not in group)
        if owner and group:
            self.say.relate(owner, "have", group, said, hedge)

    def _owner_meant(self, said: Said, group: Group) -> Group:
        plural = said.text in closed.PLURAL_PRONOUNS
        pronoun = NounPhrase(said.text, "pronoun", said.start, said.stop, plural=plural)
        other = self._other_owner(pronoun, group)
        if other:
            return other
        acting = self.agent or self.subject
        if acting and set(acting).isdisjoint(group) and said.text != "whose":
            return acting
        return self.entities.meant(pronoun, acting, group)

    def _other_owner(self, pronoun: NounPhrase, group: Group) -> Group:
        """Return whose *its* is after a verb that is done to others, if one was spoken of."""
        if self.verb is None or self.verb.base not in AT_OTHERS or self.objects != group:
            return ()
        found = self.entities.meant(pronoun, (), (*self.agent, *group))
        return found if found and self.entities.is_animate(found) else ()

    def _place(self, group: Group, phrase: NounPhrase) -> None:
        """Give a noun its role."""
        if self.prep is not None:
            self._attach(self.prep, group, phrase)
        elif self.dummy and self.be is not None:
            self._begin(group)
            self.be, self.used = None, True
        elif self.be is not None and self.subject and not self.gap:
            said = Said(phrase.head, phrase.start, phrase.stop)
            self.say.describe(
                self.agent or self.subject, said, self.be.hedge or self.no or self.nobody
            )
            self.be = None
            return
        elif self.verb is not None and not self.verb.passive and not self.objects and self._open():
            if phrase.head in closed.REFLEXIVES:
                self._reflexive(self.verb, phrase)
                return
            self._object(group)
        elif self.verb is None and self.noun and self._follows_noun() and self._next_verb():
            self.gap, self.agent, self.noun = self.noun, group, group
            self.used = self.used and bool(self.subject)
            self.again = None
            return
        else:
            self._begin(group)
        self.noun = group

    def _follows_noun(self) -> bool:
        before = self._before()
        return isinstance(before, NounPhrase) or (isinstance(before, Mark) and before.tag == "REL")

    def _next_verb(self) -> bool:
        verb = self._next(VerbGroup)
        return verb is not None and (verb.finite or verb.form == "VG")

    def _open(self) -> bool:
        """Return whether nothing but the verb, or adverbs, stands just before."""
        before = self._before()
        return isinstance(before, VerbGroup) or (
            isinstance(before, Mark) and before.tag in ("RB", "RP")
        )

    def _begin(self, group: Group) -> None:
        self._close_verb()
        self.say.name_subject(group)
        self.subject, self.agent, self.noun, self.used = group, group, group, False
        self.previous, self.nobody = group, self.no

        def again(more: Group) -> None:
            self.subject = self.agent = (*self.subject, *more)

        self.again = again

    def _object(self, group: Group) -> None:
        verb = self.verb
        assert verb is not None
        self._relate_verb(verb, "", group)
        self.objects = group
        if verb.base == "have":
            self.holder = (self.agent, "have", group)

        def again(more: Group) -> None:
            self._relate_verb(verb, "", more)

        self.again = again

    def _verb(self, verb: VerbGroup) -> None:
        if not verb.base:
            self._close_verb()
            self._take_subject(verb)
            self.be = verb
            return
        before, last = self._before(), self.verb
        self._close_verb()
        self._take_subject(verb)
        verb.hedge = verb.hedge or self._carried(verb, before, last)
        if verb.base in BELIEFS:
            self.say.condition = self.say.condition or verb.base
        self.verb, self.spoken, self.objects, self.be = verb, False, (), None
        self.again = None
        if self.front is not None:
            prep, group = self.front
            self.front = None
            self._relate_verb(verb, prep.name, group)

    def _carried(self, verb: VerbGroup, before: Item | None, last: VerbGroup | None) -> str:
        """Return what takes back a verb from before it: *not grooming or resting*."""
        if isinstance(before, Prep) and before.name == "without":
            return "without"
        if last is None or not isinstance(before, Mark) or before.tag != "CC":
            return ""
        goes_on = before.low in ("or", "nor") or (before.low != "but" and not verb.finite)
        return last.hedge if goes_on else ""

    def _take_subject(self, verb: VerbGroup) -> None:
        """Find who does it."""
        before = self._before()
        mark = before.tag if isinstance(before, Mark) else ""
        if self.gap:
            return
        if mark == "REL":
            self.agent = self.noun
        elif verb.finite:
            if mark not in ("CC", "CM", "SUB") or not self.agent:
                runs_on = self.used and isinstance(before, NounPhrase)
                self.agent = self.noun if runs_on else self.subject
            self.used = True
        elif isinstance(before, NounPhrase | Adjective) or (mark in ("RB", "RP") and self.noun):
            self.agent = self._participle_of(verb)
        elif mark not in ("CC", "CM", "SUB") or not self.agent:
            self.agent = self.subject

    def _participle_of(self, verb: VerbGroup) -> Group:
        if verb.form == "VN" and self._next(NounPhrase) is None:
            return self.noun
        held = self.holder is not None and self.holder[2] == self.noun
        acts = self.entities.is_animate(self.noun) or held
        return self.noun if acts or not self.entities.is_animate(self.subject) else self.subject

    def _adjective(self, adjective: Adjective) -> None:
        than = self._next(Prep)
        if than is not None and than.name == "than" and self._next(NounPhrase, 2) is not None:
            self.items[self.at + 1] = Prep(f"{adjective.text} than", adjective.start, than.stop)
            return
        said = Said(adjective.text, adjective.start, adjective.stop)
        if self.be is not None:
            self.say.describe(self.agent or self.subject, said, self.be.hedge or self.nobody)
            following = self._next(Mark)
            if following is None or following.tag not in ("CC", "CM"):
                self.be = None if self._next(Prep) is None else self.be
        elif self.verb is not None and not self.spoken and self.verb.base in STATES:
            self.say.describe(self.agent, said, self.verb.hedge or self.nobody)
            self.spoken = True
        elif self.noun:
            self.say.describe(self.noun, said, self.no)

    def _mark(self, mark: Mark) -> None:
        self._order(mark)
        if mark.tag == "END":
            self._close_clause()
            self.say.condition = ""
            self._new_clause()
        elif mark.tag == "SUB":
            self._subordinate(mark)
        elif mark.tag == "EX":
            self.dummy = True
        elif mark.low in PARTICLE_STATES and self.be is not None and self._next(Prep) is None:
            self._complement(Said(mark.low, mark.start, mark.stop))

    def _order(self, mark: Mark) -> None:
        """Go on in time; a clause with *after* or *before* that stands first ends at the comma."""
        if mark.tag in ("CM", "END") and self.aside:
            self._close_verb()
            self.say.step -= self.aside
            self.aside = 0
        elif mark.low in closed.THEN or (mark.low == "after" and mark.tag == "SUB"):
            self._close_verb()
            change = -1 if mark.low == "after" else 1
            self.say.step += change
            self.aside = change if mark.low in ("after", "before") else 0

    def _subordinate(self, mark: Mark) -> None:
        if mark.low in closed.CONDITIONS:
            self.say.condition = mark.low
        self._close_verb()
        if self._next(NounPhrase) is not None:
            self._end_clause()

    def _end_clause(self) -> None:
        """End a clause; who was its subject may still be meant by *the other one*."""
        self._close_clause()
        subject = self.subject
        self._new_clause()
        self.agent = subject

    def _close_clause(self) -> None:
        self._close_verb()
        if self.front is not None and self.subject:
            prep, group = self.front
            said = Said(prep.name, prep.start, prep.stop)
            self._relate_nouns(self.subject, prep.name, group, said, "")
