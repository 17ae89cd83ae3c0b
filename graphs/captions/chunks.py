"""From tagged words to the parts of a sentence."""

from __future__ import annotations

from graphs.captions import closed
from graphs.captions.items import Adjective, Item, Mark, Prep
from graphs.captions.noun_phrases import NounPhrases
from graphs.captions.tokens import Token
from graphs.captions.verb_groups import VerbGroups
from graphs.captions.word_classes import Words

_MARKS = frozenset({"CC", "CM", "END", "SUB", "REL", "EX", "RB", "RP", "NEG"})


def items_of(tokens: list[Token], words: Words) -> list[Item]:
    """Return the parts of a sentence, in order; words that fit nowhere are left out."""
    nouns, verbs = NounPhrases(tokens, words), VerbGroups(tokens, words)
    found: list[Item] = []
    at = 0
    while at < len(tokens):
        item, at = _item(tokens, at, nouns, verbs)
        if item is not None:
            found.append(item)
    return found


def _item(
    tokens: list[Token], at: int, nouns: NounPhrases, verbs: VerbGroups
) -> tuple[Item | None, int]:
    token = tokens[at]
    name, after = preposition(tokens, at)
    if name and not (tokens[at].tag in ("JJ", "NN") and after == at + 1):
        return Prep(name, token.start, tokens[after - 1].stop), after
    verb, after = verbs.read(at)
    if verb is not None:
        return verb, after
    noun, after = nouns.read(at)
    if noun is not None:
        return noun, after
    if token.tag == "JJ":
        return Adjective(token.low, token.start, token.stop), at + 1
    if token.tag in _MARKS:
        return Mark(token.tag, token.low, token.start, token.stop), at + 1
    return None, at + 1


def preposition(tokens: list[Token], at: int) -> tuple[str, int]:
    """Return the preposition that begins here and where it ends; empty if there is none."""
    several = closed.compound(tokens, at)
    if several is not None:
        return several
    token = tokens[at]
    if token.tag == "IN" or (token.tag == "TO" and _is_place(tokens, at + 1)):
        return closed.SAME.get(token.low, token.low), at + 1
    return "", at


def _is_place(tokens: list[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].tag not in ("VB", "RB", "BE", "HV", "DO")
