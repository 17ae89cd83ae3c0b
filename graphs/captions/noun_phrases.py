"""Noun phrases: *a herd of white sheep*, *the zebra's two front legs*, *mouse 2*, *each other*."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphs.captions import closed
from graphs.captions.items import NounPhrase, Said
from graphs.captions.open_words import (
    ATTRIBUTE_NOUNS,
    COLORS,
    COMPOUND_NOUNS,
    SHADES,
    SIDES,
)
from graphs.captions.tokens import Token
from graphs.captions.word_classes import Words

_MADE_OF = {"wood": "wooden"}
_WHOLES = frozenset({"tree", "plant", "flower", "car", "bike", "computer"})
_STARTS = frozenset({"DT", "CD", "PS", "JJ", "NN", "PR"})
_AHEAD = 12  # words between an adjective and its noun
_MOST_ARTICLES = 3  # all the other
_DEEPEST = 3  # groups of groups
_AFTER_NAME = frozenset({"number", "no", "nr"})


@dataclass(slots=True)
class _Parts:
    determiner: str = ""
    articles: int = 0
    count: int | None = None
    owner: NounPhrase | None = None
    owner_pronoun: str = ""
    said: list[Said] = field(default_factory=list)
    nouns: list[Token] = field(default_factory=list)
    number: str = ""


class NounPhrases:
    """Reads noun phrases from tagged tokens."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def _tag(self, at: int) -> str:
        return self.tokens[at].tag if at < len(self.tokens) else ""

    def _low(self, at: int) -> str:
        return self.tokens[at].low if at < len(self.tokens) else ""

    def read(self, at: int, depth: int = 0) -> tuple[NounPhrase | None, int]:
        """Return the noun phrase that begins here and where it ends; ``None`` if there is none."""
        if self._tag(at) not in _STARTS and not self._is_intensified(at):
            return None, at
        if (self._low(at), self._low(at + 1)) in (("each", "other"), ("one", "another")):
            if self._tag(at + 2) == "POS":
                owned, after = self.read(at + 3, depth)
                if owned is not None and owned.kind == "noun":
                    owned.owner_pronoun = "their"
                    return owned, after
            last = self.tokens[at + 1]
            return NounPhrase("each other", "reciprocal", self.tokens[at].start, last.stop), at + 2
        if self._tag(at) == "PR":
            return self._pronoun(at), at + 1
        start, parts = at, _Parts()
        while True:
            at = self._before_head(at, parts)
            if not parts.nouns or self._tag(at) != "POS":
                break
            parts = _Parts(owner=self._made(start, at, parts))
            at += 1
        if not parts.nouns:
            owner = parts.owner
            return (owner, at) if owner is not None else self._without_noun(start, at, parts)
        head = self.words.noun(parts.nouns[-1].low)
        grouped = head in closed.GROUPS and depth < _DEEPEST
        if grouped and self._low(at) == "of" and self._tag(at + 1) in _STARTS:
            inner, after = self.read(at + 1, depth + 1)
            if inner is not None and inner.kind == "noun":
                return self._grouped(start, parts, head, inner), after
        return self._made(start, at, parts), at

    def _before_head(self, at: int, parts: _Parts) -> int:
        """Take in what stands before the head, and the nouns; return where they end."""
        while at < len(self.tokens):
            tag, low = self._tag(at), self._low(at)
            if tag in ("DT", "PS", "PR") and (parts.nouns or parts.articles == _MOST_ARTICLES):
                break
            if tag == "DT":
                at += self._determined(low, at, parts)
            elif tag == "CD":
                if self._stands_for_noun(at, parts):
                    self._describe_by_nouns(parts)
                    parts.nouns = [self.tokens[at]]
                elif parts.nouns:
                    return self._numbered(at, parts)
                else:
                    parts.count = self._number(low)
            elif tag == "PS":
                parts.owner_pronoun = low
                at += self._tag(at + 1) == "POS"
            elif tag == "JJ" and self._takes_adjective(at, parts):
                self._describe(at, parts)
            elif tag == "NN":
                parts.nouns.append(self.tokens[at])
            elif not (self._is_intensified(at) or self._joins_adjectives(at, parts)):
                break
            at += 1
        return at

    def _takes_adjective(self, at: int, parts: _Parts) -> bool:
        return len(parts.said) < _AHEAD and (not parts.nouns or self._noun_follows(at))

    def _describe(self, at: int, parts: _Parts) -> None:
        token = self.tokens[at]
        self._describe_by_nouns(parts)
        last = parts.said[-1] if parts.said else None
        if last is not None and last.text in SHADES and token.low in COLORS:
            parts.said[-1] = Said(f"{last.text} {token.low}", last.start, token.stop)
        else:
            parts.said.append(Said(token.low, token.start, token.stop))

    def _describe_by_nouns(self, parts: _Parts) -> None:
        parts.said.extend(Said(n.low, n.start, n.stop) for n in parts.nouns)
        parts.nouns = []

    def _stands_for_noun(self, at: int, parts: _Parts) -> bool:
        """Return whether *one* stands for a noun that was said before: *the white one*."""
        described = parts.said or parts.nouns
        return (
            self._low(at) == "one"
            and bool(parts.determiner and described)
            and all(self.words.is_adjective(noun.low) for noun in parts.nouns)
            and self._tag(at + 1) not in ("NN", "JJ")
        )

    def _determined(self, low: str, at: int, parts: _Parts) -> int:
        """Take in an article or quantifier; return how many words of *of* follow it."""
        parts.articles += 1
        if parts.determiner in ("", "all", "both"):
            parts.determiner = low
        if low == "both":
            parts.count = 2
        elif low in ("other", "another"):
            parts.said.append(Said("other", self.tokens[at].start, self.tokens[at].stop))
        return int(self._low(at + 1) == "of" and low not in ("a", "an", "the"))

    def _number(self, low: str) -> int | None:
        return closed.NUMBERS.get(low) or (int(low) if low.isdecimal() and len(low) < 6 else None)

    def _numbered(self, at: int, parts: _Parts) -> int:
        """Take in the number of a name, *mouse 2*, *zebra number 3*; not what begins anew."""
        follows = self._tag(at + 1) in ("NN", "JJ")
        if self._low(at).isdecimal() or not follows:
            number = self._number(self._low(at))
            parts.number = str(number) if number is not None else self._low(at)
            if self.tokens[at].start == parts.nouns[-1].stop:  # as a project writes it
                parts.number = f"_{self._low(at)}"
            if parts.nouns[-1].low in _AFTER_NAME and len(parts.nouns) > 1:
                parts.nouns.pop()
            return at + 1
        return at

    def _is_intensified(self, at: int) -> bool:
        return self._tag(at) == "RB" and self._tag(at + 1) == "JJ" and self._noun_follows(at + 1)

    def _joins_adjectives(self, at: int, parts: _Parts) -> bool:
        """Return whether *and* or a comma stands between adjectives: *black and white cat*."""
        if self._tag(at) not in ("CC", "CM") or parts.nouns or not parts.said:
            return False
        after = at + 2 if self._tag(at + 1) in ("CC", "RB") else at + 1
        return self._tag(after) == "JJ" and self._noun_follows(after)

    def _noun_follows(self, at: int) -> bool:
        last = at + _AHEAD
        while at < last and self._tag(at) in ("JJ", "CC", "CM", "RB", "CD"):
            at += 1
        return self._tag(at) == "NN"

    def _pronoun(self, at: int) -> NounPhrase:
        token = self.tokens[at]
        plural = token.low in closed.PLURAL_PRONOUNS
        if token.low == "others":
            return NounPhrase("other", "other", token.start, token.stop, plural=True)
        kind = "other" if token.low in ("other", "one") else "pronoun"
        return NounPhrase(
            token.low, "other" if kind == "other" else "pronoun", token.start, token.stop,
            plural=plural,
        )  # fmt: skip

    def _without_noun(self, start: int, at: int, parts: _Parts) -> tuple[NounPhrase | None, int]:
        """Return *the other*, *another*, *seven*, *the left*; adjectives alone are none."""
        first, last = self.tokens[start], self.tokens[max(at - 1, start)]
        said = [one.text for one in parts.said]
        if self._tag(at) == "PR" and self._low(at) == "other":
            return NounPhrase("other", "other", first.start, self.tokens[at].stop), at + 1
        if "other" in said:
            return NounPhrase("other", "other", first.start, last.stop), at
        if parts.determiner and said:
            noun = NounPhrase(said[-1], "noun", first.start, last.stop, parts.determiner)
            noun.attributes = parts.said[:-1]
            return noun, at
        if parts.count is not None or parts.determiner in ("this", "that", "these", "those"):
            low = parts.determiner or "those"
            return NounPhrase(
                low, "pronoun", first.start, last.stop, plural=(parts.count or 1) > 1
            ), at
        return None, start

    def _made(self, start: int, at: int, parts: _Parts) -> NounPhrase:
        *before, last = parts.nouns
        head = self.words.noun(last.low)
        if head == "one" and any(one.text == "other" for one in parts.said):
            return NounPhrase("other", "other", self.tokens[start].start, self.tokens[at - 1].stop)
        owner, said = parts.owner, list(parts.said)
        if before and owner is None and self._is_whole(before, head):
            owner, before = self._whole(before), []
        compound = self._modifiers(before, head) if before else []
        if not before and said and said[-1].text in SIDES and self.words.is_part(head):
            compound = [said.pop().text]
        for token in before:
            if not any(token.low == word for word in compound):
                text = _MADE_OF.get(token.low, token.low)
                said.append(Said(text, token.start, token.stop))
        name = " ".join([*compound, head, *([parts.number] if parts.number else [])])
        name = name.replace(" _", "_")
        return NounPhrase(
            name, "noun", self._start(start, parts), self.tokens[at - 1].stop,
            parts.determiner, said, parts.count,
            not parts.number and (self.words.is_plural(last.low) or (parts.count or 1) > 1),
            owner, parts.owner_pronoun, bool(parts.number),
        )  # fmt: skip

    def _start(self, start: int, parts: _Parts) -> int:
        if parts.owner is not None and parts.nouns:
            return min([parts.nouns[0].start, *(one.start for one in parts.said)])
        return self.tokens[start].start

    def _modifiers(self, before: list[Token], head: str) -> list[str]:
        """Return the nouns that make a compound with the head; the others describe it."""
        if f"{before[-1].low}_{head}" in COMPOUND_NOUNS:
            return [before[-1].low]
        return [
            token.low
            for token in before
            if token.low not in ATTRIBUTE_NOUNS and not self.words.is_strange(token.low)
        ]

    def _is_whole(self, before: list[Token], head: str) -> bool:
        """Return whether the noun before a part has it: *elephant trunk*, *tree branches*."""
        last = self.words.noun(before[-1].low)
        if not self.words.is_part(head) or f"{before[-1].low}_{head}" in COMPOUND_NOUNS:
            return False
        compound = len(before) > 1 and f"{before[-2].low}_{last}" in COMPOUND_NOUNS
        return (
            compound
            or last in _WHOLES
            or (last not in ATTRIBUTE_NOUNS and self.words.is_animate(last))
        )

    def _whole(self, before: list[Token]) -> NounPhrase:
        names = [self.words.noun(token.low) for token in before]
        name = " ".join(names[-2:]) if "_".join(names[-2:]) in COMPOUND_NOUNS else names[-1]
        owner = NounPhrase(name, "noun", before[0].start, before[-1].stop)
        owner.plural = self.words.is_plural(before[-1].low)
        owner.attributes = [
            Said(t.low, t.start, t.stop) for t in before[:-1] if t.low in ATTRIBUTE_NOUNS
        ]
        return owner

    def _grouped(self, start: int, parts: _Parts, head: str, inner: NounPhrase) -> NounPhrase:
        first = self.tokens[start]
        if parts.nouns[-1].low in ("pair", "couple"):
            inner.count = inner.count or 2
        elif head not in ("lot", "number", "kind", "sort", "type", "plenty", "variety"):
            inner.attributes.append(
                Said(f"{parts.nouns[-1].low} of", first.start, parts.nouns[-1].stop)
            )
        inner.attributes.extend(parts.said)
        inner.start, inner.plural = first.start, inner.plural or inner.head in ("sheep", "fish")
        inner.determiner = parts.determiner or inner.determiner
        return inner
