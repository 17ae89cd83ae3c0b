"""Part of speech of each word of a caption, from left to right by what stands around it.

Tags: ``DT`` article or quantifier, ``CD`` number, ``JJ`` adjective, ``NN`` noun, ``PR`` pronoun,
``PS`` possessive pronoun, ``POS`` *'s*, ``IN`` preposition, ``VB`` verb in a finite or bare form,
``VG`` in -ing, ``VN`` past or participle, ``BE``, ``HV``, ``DO``, ``GT``, ``MD``, ``NEG``, ``TO``,
``RB`` adverb, ``RP`` particle, ``CC``, ``SUB`` conjunction of a clause, ``REL``, ``EX``, ``CM``
comma, ``END``.
"""

from __future__ import annotations

from graphs.captions import closed
from graphs.captions.lookahead import FIXED, Lookahead
from graphs.captions.open_words import ING_NOUNS, INTRANSITIVE, LEAVES
from graphs.captions.tokens import Token
from graphs.captions.word_classes import Words

_BEFORE_NOUN = frozenset({"DT", "CD", "JJ", "PS", "POS"})
_AHEAD = 4
_COMPOUNDING = frozenset(
    {"covered", "drawn", "filled", "shaped", "colored", "patterned", "lined", "eyed", "haired",
     "dotted", "pulled", "eared", "tailed", "legged", "made"}
)  # fmt: skip
_BEFORE_IS = frozenset({"it", "he", "she", "there", "that", "who", "this"})
_POINTING = frozenset(
    {"this", "that", "these", "those", "all", "both", "one", "another", "some", "each"}
)
_PLACES = frozenset(
    {"back", "front", "inside", "outside", "close", "left", "right", "next", "near"}
)
_AFTER_BE = frozenset({"BE", "GT"})


class _Tagger(Lookahead):
    def __init__(self, tokens: list[Token], words: Words) -> None:
        super().__init__(tokens, words)
        self.finite = False  # whether the clause has its verb
        self.verbs = False  # whether a verb was met at all

    def run(self) -> list[Token]:
        for at, token in enumerate(self.tokens):
            token.tag = self._fixed(at) or self._open(at)
            self.verbs = self.verbs or token.tag in ("VB", "VN", "BE")
            if token.tag in ("BE", "HV", "DO", "MD", "VB"):
                self.finite = True
            elif token.tag in ("END", "SUB", "CC", "REL", "CM"):
                self.finite = False
        return self.tokens

    def _fixed(self, at: int) -> str:
        low = self._low(at)
        if closed.compound(self.tokens, at) is not None:
            return "IN"
        if low.replace(".", "").replace(",", "").isdigit():
            return "CD"
        for special in (self._short, self._pointing, self._adverb, self._joining):
            found = special(at, low)
            if found:
                return found
        return FIXED.get(low, "")

    def _short(self, at: int, low: str) -> str:
        """Tag *'s*, and *her*, which is of somebody or somebody."""
        if low in ("her", "his"):
            return "PS" if self._noun_soon(at + 1) else "PR"
        if low not in ("'s", "'"):
            return ""
        if self._low(at - 1) == "it" and self._noun_soon(at + 1):
            self.tokens[at - 1].tag = "PS"  # "it's head"
            return "POS"
        return "BE" if self._low(at - 1) in _BEFORE_IS else "POS"

    def _pointing(self, at: int, low: str) -> str:
        """Tag *there*, *that*, *one*, *other* and the like."""
        before, after = self._tag(at - 1), self._low(at + 1)
        if low == "there":
            return "EX" if after in closed.BE or after in closed.MODALS else "RB"
        if low == "that" and before in ("NN", "PR") and self._is_relative(at, before):
            return "REL"
        if low == "one" and self._low(at - 1) in ("the", "other", "another", "this", "that"):
            return "NN"
        if low == "neither" and self._noun_now(at + 1):
            return "DT"
        if low in _POINTING and (after in closed.BE or after in closed.HAVE or not after):
            return "PR"
        if low == "other" and not self._noun_soon(at + 1) and after not in ("one", "ones"):
            return "PR" if before == "DT" else "DT"
        return ""

    def _is_relative(self, at: int, before: str) -> bool:
        return not self._noun_now(at + 1) or (before == "NN" and self._clause_soon(at + 1))

    def _adverb(self, at: int, low: str) -> str:
        """Tag a word that is an adverb, a particle or an adjective."""
        before, after = self._tag(at - 1), self._low(at + 1)
        if low in _PLACES:
            return self._place(at)
        if low in ("first", "then", "so") and before in ("DT", "PS", "POS"):
            return "JJ"
        named = self._low(at + 2).isdecimal()
        if (low == "first" and self._noun_now(at + 1) and not named) or (
            low == "still" and before == "BE" and self._ends(at + 1)
        ):
            return "JJ"
        if low == "about" and after == "to":
            return "RB"
        is_particle = low in closed.PARTICLES and low != "by" and before in ("VB", "VG", "VN")
        return "RP" if is_particle and not self._np_starts(at + 1) else ""

    def _joining(self, at: int, low: str) -> str:
        """Tag a word that is a preposition before a noun and else begins a clause."""
        if low == "like" and self._tag(at - 1) in ("PR", "TO", "MD"):
            return "VB"
        before_noun = low in ("before", "after", "since", "as") and not self._clause_soon(at + 1)
        return "IN" if before_noun else ""

    def _place(self, at: int) -> str:
        """Tag a word that may be a place, a direction or a preposition."""
        low, before = self._low(at), self._tag(at - 1)
        if self._low(at + 1) == "of" and low not in ("inside", "outside"):
            return "NN"
        if before in ("DT", "PS", "POS", "CD", "JJ"):
            return "JJ" if self._noun_now(at + 1) else "NN"
        if low in ("inside", "outside", "near") or (low == "next" and self._low(at + 1) == "to"):
            return "IN" if self._np_starts(at + 1) or low == "next" else "RB"
        if low == "left" and before in ("NN", "PR") and self._np_starts(at + 1):
            return "VN"
        if low == "close" and before == "TO":
            return "VB"
        return "RB" if low in ("back", "close") and before in ("VB", "VG", "VN") else "JJ"

    def _open(self, at: int) -> str:
        low = self._low(at)
        if not any(letter.isalnum() for letter in low):
            return "CM" if low == "/" else "END"
        if (
            low.endswith("ly")
            and len(low) > 4
            and low not in ("family", "belly", "butterfly", "jelly", "fly")
        ):
            return "JJ" if low in ("woolly", "curly", "friendly", "lonely", "ugly") else "RB"
        if self._is_compound(at - 1) or self._is_compound(at):
            return "NN"
        verb = self.words.verb(low)
        if verb is not None and verb.form == "ing":
            return self._in_ing(at, verb.base)
        if verb is not None and verb.form == "ed" and low not in LEAVES:
            return self._past(at, low)
        if verb is not None and verb.form == "base" and self._verb_awaited(at):
            return "VB"
        if self.words.is_adjective(low) and self._adjective_fits(at):
            return "JJ"
        if verb is not None and self._verb_fits(at, verb.form):
            return "VB" if verb.form != "ed" else "VN"
        return "NN"

    def _verb_awaited(self, at: int) -> bool:
        """Return whether a verb is due that is no adjective: *may rear*, *to rear*."""
        at, follows = at - 1, self._noun_now(at + 1)
        while self._tag(at) in ("NEG", "RB"):
            at -= 1
        return self._tag(at) in ("MD", "DO") or (self._tag(at) == "TO" and not follows)

    def _adjective_fits(self, at: int) -> bool:
        before = self._behind(at)
        if self._noun_now(at + 1) or before == "BE":
            return True
        joined = self._low(at + 1) in ("and", ",", "&", "or")
        return joined or self._tag(at - 1) not in ("DT", "PS", "POS", "IN")

    def _in_ing(self, at: int, base: str) -> str:
        low, before = self._low(at), self._behind(at)
        if before in _AFTER_BE or (before in ("RB", "NEG") and self._tag(at - 2) in _AFTER_BE):
            return "VG"
        by_animal = before == "NN" and self.words.is_animate(self.words.noun(self._low(at - 1)))
        if (
            low in ING_NOUNS
            and not by_animal
            and not (before == "NN" and self._np_starts(at + 1) and low not in ("ring", "string"))
        ):
            return "NN"
        noun_next = self._noun_now(at + 1)
        if before in _BEFORE_NOUN:
            return (
                "JJ"
                if noun_next
                else ("VG" if before in ("CD", "JJ") and low not in ING_NOUNS else "NN")
            )
        if noun_next and before in ("", "IN", "END", "CC") and base in INTRANSITIVE:
            return "JJ"
        return "VG"

    def _past(self, at: int, low: str) -> str:
        before = self._behind(at)
        if before == "HV" and self._noun_now(at + 1) and self.words.is_adjective(low):
            return "JJ"
        if low in _COMPOUNDING and before in ("NN", "JJ") and self._noun_now(at + 1):
            return "JJ"
        if before in (*_BEFORE_NOUN, "", "END", "IN") and self._noun_now(at + 1):
            return "JJ"
        joined = before in ("CC", "CM") and self._tag(at - 2) == "JJ"
        if joined and (self._noun_now(at + 1) or self.words.is_adjective(low)):
            return "JJ"
        return "VN"

    def _verb_fits(self, at: int, form: str) -> bool:
        """Return whether a word that may be a noun or a verb is a verb here."""
        low, before = self._low(at), self._behind(at)
        first = self.words.verb_first(low)
        if before == "TO" and self.words.is_noun(low) and not self.words.verb_first(low):
            return False
        if before in ("MD", "DO", "TO"):
            return form == "base"
        if before == "NEG":
            return self._tag(at - 2) in ("MD", "DO", "TO") or self.words.verb_first(low)
        if before in ("PR", "REL"):
            return (first or form == "s") and not (before == "REL" and self._clause_after(at))
        if before in (*_BEFORE_NOUN, "IN", "BE", "HV", "GT"):
            return False
        argument = self._np_starts(at + 1) or self._prep_at(at + 1) or self._ends(at + 1)
        if before == "NN":
            return self._after_noun(at, form, first=first, argument=argument)
        if before == "RB":
            return first or (self._np_starts(at + 1) and form == "s")
        if before in ("CC", "CM"):
            return (
                argument
                and (first or form == "s")
                and self.verbs
                and (first or self._determined(at + 1))
            )
        if before in ("", "END", "SUB"):
            goes_on = before == "SUB" and self.verbs and argument
            follows = goes_on or self._determined(at + 1) or self._prep_at(at + 1)
            return form == "s" and first and follows
        return first and before == "RP"

    def _after_noun(self, at: int, form: str, *, first: bool, argument: bool) -> bool:
        named = self._tag(at - 1) == "CD"
        low, subject = self._low(at), self._low(at - 2 if named else at - 1)
        again = form == "s" and self.words.verb_first(low) and self._determined(at + 1)
        goes_on = self._determined(at + 1) or (named and self._np_starts(at + 1))
        if (self.finite and not again) or (low in LEAVES and not goes_on):
            return False
        counted = self._tag(at - 2) == "CD" and self._low(at - 2) not in ("1", "one")
        many = (
            counted
            or self.words.is_plural(subject)
            or self.words.noun(subject) in ("sheep", "fish", "deer")
        )
        if form == "ed":
            return argument
        if not first:
            animate = self.words.is_animate(self.words.noun(subject))
            agrees = (form == "base") == many
            if named and form == "s" and argument and not self.words.is_noun(low):
                return True
            return agrees and animate and goes_on and form == "s"
        if form == "base":
            plural = many or any(t.tag == "CC" for t in self.tokens[max(0, at - 4) : at])
            return plural and argument
        return True

    def _clause_after(self, at: int) -> bool:
        return self._low(at + 1) in closed.BE or self._low(at + 1) in closed.HAVE


def tag(tokens: list[Token], words: Words) -> list[Token]:
    """Give each token its part of speech, and return them."""
    return _Tagger(tokens, words).run()
