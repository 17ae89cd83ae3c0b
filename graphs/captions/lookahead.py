"""What stands around a word of a caption: articles, nouns and clauses that begin there.

Each look goes a few words ahead at most.
"""

from __future__ import annotations

from graphs.captions import closed
from graphs.captions.open_words import ATTRIBUTE_NOUNS, COMPOUND_NOUNS, ING_NOUNS, LEAVES
from graphs.captions.tokens import Token
from graphs.captions.word_classes import Words

_AHEAD = 4
FIXED: dict[str, str] = (
    dict.fromkeys(closed.ADVERBS, "RB")
    | dict.fromkeys(closed.PREPOSITIONS, "IN")
    | dict.fromkeys(closed.SUBORDINATORS, "SUB")
    | dict.fromkeys(closed.NUMBERS, "CD")
    | dict.fromkeys(closed.DETERMINERS, "DT")
    | dict.fromkeys(closed.POSSESSIVES, "PS")
    | dict.fromkeys(closed.PRONOUNS, "PR")
    | dict.fromkeys(closed.NEGATIONS, "NEG")
    | dict.fromkeys(closed.CONJUNCTIONS, "CC")
    | dict.fromkeys(closed.MODALS, "MD")
    | dict.fromkeys(closed.DO, "DO")
    | dict.fromkeys(closed.GET, "GT")
    | dict.fromkeys(closed.HAVE, "HV")
    | dict.fromkeys(closed.BE, "BE")
    | {"who": "REL", "which": "REL", "to": "TO", "no": "DT"}
    | dict.fromkeys(("pair", "couple", "dozen"), "NN")
    | dict.fromkeys((",", ";"), "CM")
    | dict.fromkeys((".", "!", "?", ":", "(", ")", "[", "]", "…", "-", "—", "–"), "END")
)  # fmt: skip
"""Words of the closed classes -> their tag, where nothing around says otherwise."""


class Lookahead:
    """Looks at the words around a place.

    Parameters
    ----------
    tokens
        Tagged as far as they were read.
    words
        What is known of single words.
    """

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def _low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def _tag(self, at: int) -> str:
        return self.tokens[at].tag if 0 <= at < len(self.tokens) else ""

    def _behind(self, at: int) -> str:
        """Return the tag before, of *mouse 2* that of the noun."""
        before = self._tag(at - 1)
        named = before == "CD" and self._tag(at - 2) == "NN" and self._low(at - 1).isdecimal()
        return "NN" if named else before

    def _ends(self, at: int) -> bool:
        """Return whether no noun follows: the end, a conjunction or an adverb."""
        low = self._low(at)
        return low in ("", ".", ",", "and") or low in closed.SUBORDINATORS or low in closed.ADVERBS

    def _determined(self, at: int) -> bool:
        low = self._low(at)
        return low in closed.DETERMINERS or low in closed.POSSESSIVES or low in closed.PRONOUNS

    def _prep_at(self, at: int) -> bool:
        return self._low(at) in closed.PREPOSITIONS

    def _np_starts(self, at: int) -> bool:
        low = self._low(at)
        if not low or not low[0].isalnum():
            return False
        if self._determined(at) or low in closed.NUMBERS or low.isdigit():
            return True
        return self._noun_now(at)

    def _noun_now(self, at: int) -> bool:
        """Return whether a noun phrase goes on here, without an article."""
        for ahead in range(at, at + _AHEAD):
            low = self._low(ahead)
            if low in ("and", ",", "&") and ahead > at:
                continue
            if (
                not low
                or not low[0].isalnum()
                or low in closed.ADVERBS - {"back", "very", "inside"}
            ):
                return False
            if low in closed.NUMBERS or low in ("other", "front", "left", "right", "back"):
                continue
            if low in FIXED:
                return low == "very" and self._noun_now(ahead + 1)
            verb = self.words.verb(low)
            if low in ATTRIBUTE_NOUNS or self.words.is_noun(low):
                plain = (
                    verb is None or verb.form in ("base", "s") or low in ING_NOUNS or low in LEAVES
                )
                return plain and not (
                    self.words.verb_first(low) and verb is not None and verb.form == "s"
                )
            if verb is not None and verb.form in ("ing", "ed") and low not in LEAVES:
                if ahead > at or not self.words.is_noun(low):
                    return False
                continue
            if self.words.is_adjective(low):
                continue
            return verb is None or not self.words.verb_first(low)
        return False

    def _noun_soon(self, at: int) -> bool:
        low = self._low(at)
        verb = self.words.verb(low) if low else None
        moving = verb is not None and verb.form in ("ing", "ed") and low not in LEAVES
        return (
            self._noun_now(at + 1 if moving else at)
            or (moving and low in ING_NOUNS)
            or low in ("own",)
        )

    def _clause_soon(self, at: int) -> bool:
        """Return whether a subject and its verb, or a form in -ing, stand here."""
        for ahead in range(at, at + 2 * _AHEAD):
            low = self._low(ahead)
            if not low or not low[0].isalnum():
                return False
            if low in closed.BE or low in closed.MODALS or low in closed.HAVE or low in closed.DO:
                return True
            verb = self.words.verb(low)
            if verb is not None and (verb.form in ("ing", "ed") or self.words.verb_first(low)):
                return low not in LEAVES and low not in ING_NOUNS
            if low in closed.PREPOSITIONS:
                return False
        return False

    def _is_compound(self, at: int) -> bool:
        return f"{self._low(at)}_{self.words.noun(self._low(at + 1))}" in COMPOUND_NOUNS
