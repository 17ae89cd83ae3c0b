"""Words of the closed classes of English: articles, prepositions, pronouns, auxiliaries."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from graphs.captions.tokens import Token


def _w(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _w(
    "a an the this that these those some any each every both all no several many few much more "
    "most another other various numerous lots either neither half enough such what none"
)
POSSESSIVES = _w("my your his her its our their whose")
PRONOUNS = _w(
    "it he she they him them i you we us me himself herself itself themselves someone somebody "
    "something everyone everybody everything nobody nothing others"
)
PLURAL_PRONOUNS = _w("they them themselves their")
PERSONS = _w("he she him himself herself his her who i you we us me")
REFLEXIVES = _w("itself himself herself themselves")
NEGATIONS = _w("not n't never hardly barely scarcely nor neither")
BE = _w("is are was were am be been being 's")
HAVE = _w("has have had having")
DO = _w("does do did doing")
GET = _w("gets get got getting")
MODALS = _w("may might could can ca would should will wo must shall")
CONJUNCTIONS = _w("and or & but plus nor")
SUBORDINATORS = _w(
    "while as when because before after until since although though if unless whether where "
    "meanwhile whereas once then so"
)
THEN = _w("then before afterwards afterward later finally next subsequently")
CONDITIONS = _w("if unless whether")
ADVERBS = _w(
    "very quite rather too also just only now then again already still almost nearly mostly "
    "really so slightly extremely partially completely fully actively briefly closely "
    "continuously currently directly gently immediately quickly rapidly repeatedly slowly "
    "suddenly together afterwards later finally away back here there outdoors outside inside "
    "sideways forward forwards backward backwards upward upwards downward downwards apart alone "
    "somewhere else soon often always sometimes meanwhile simultaneously instead even maybe "
    "perhaps possibly probably aside indoors subsequently eventually first ahead side-by-side "
    "straight overhead nearby about indeed once twice all"
)
PARTICLES = _w("up down away out off over back around along aside forward on in by")
PREPOSITIONS = _w(
    "in on at of by with near behind under over above below beneath underneath underneith "
    "between among amongst beside besides inside into onto upon to from toward towards through "
    "across along alongside around against atop off out outside within without past beyond "
    "during than for about like up down after before next opposite amid amidst throughout via "
    "round aboard"
)
NUMBERS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
} | {"couple": 2, "pair": 2, "dozen": 12}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8,
}  # fmt: skip
GROUPS = _w(
    "group herd flock bunch pair couple set row line pack lot lots number pile crowd team family "
    "piece pieces bit bits bale bales handful variety type kind sort part dozen dozens series "
    "plenty patch patches stack slice slices bunches pride colony litter cluster"
)
"""Nouns that say how many or how much of what follows *of*."""

PICTURES = _w("picture photo photograph image view shot painting drawing closeup close-up portrait")

PLACES = _w(
    "front top side back edge bottom middle corner end center centre rear left right tip base "
    "inside outside surface"
)
"""Nouns of a place at something: *on top of*, *to the left of*."""

_SIDES = {"left": "to the left of", "right": "to the right of"}
_PAIRS: dict[tuple[str, ...], str] = {
    ("next", "to"): "next to", ("close", "to"): "close to", ("out", "of"): "out of",
    ("inside", "of"): "inside", ("outside", "of"): "outside", ("on", "to"): "onto",
    ("in", "to"): "into", ("away", "from"): "away from", ("ahead", "of"): "ahead of",
    ("up", "to"): "up to", ("off", "of"): "off", ("along", "with"): "with", ("up", "on"): "on",
    ("adjacent", "to"): "next to", ("close", "by"): "near", ("near", "to"): "near",
    ("down", "on"): "on", ("up", "against"): "against", ("in", "between"): "between",
    ("in", "front"): "in front of", ("together", "with"): "with", ("back", "to"): "to",
    ("atop", "of"): "on top of", ("back", "into"): "into", ("towards", "to"): "towards",
    ("over", "to"): "to", ("out", "on"): "on", ("out", "in"): "in", ("up", "in"): "in",
    ("over", "by"): "by", ("down", "in"): "in", ("due", "to"): "due to", ("such", "as"): "like",
    ("closest", "to"): "close to", ("nearest", "to"): "close to", ("out", "from"): "out of",
    ("back", "from"): "from", ("across", "from"): "across from", ("opposite", "to"): "opposite",
}  # fmt: skip
_ARTICLE_OR_NOT: tuple[tuple[str, ...], ...] = ((), ("the",), ("a",))


def _compounds() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {**_PAIRS}
    for prep, article, noun in itertools.product(("in", "on", "at", "to"), _ARTICLE_OR_NOT, PLACES):
        base = "in front of" if (prep, noun) == ("in", "front") else f"{prep} {noun} of"
        found[prep, *article, noun, "of"] = _SIDES.get(noun, base)
    for prep, side in itertools.product(("on", "at", "to"), ("left", "right")):
        for article in _ARTICLE_OR_NOT:
            found[prep, *article, side, "side", "of"] = _SIDES[side]
    for side in ("left", "right"):
        found[side, "side", "of"] = found[side, "of"] = _SIDES[side]
    return found


COMPOUNDS = _compounds()
"""Several words that are one preposition -> how it is called."""

_LONGEST = max(map(len, COMPOUNDS))
_FIRST = frozenset(words[0] for words in COMPOUNDS)


def compound(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the preposition of several words that begins here, and where it ends."""
    if tokens[at].low not in _FIRST:
        return None
    for length in range(min(_LONGEST, len(tokens) - at), 1, -1):
        name = COMPOUNDS.get(tuple(token.low for token in tokens[at : at + length]))
        if name is not None:
            return name, at + length
    return None


SAME = {
    "below": "under", "beneath": "under", "underneath": "under", "underneith": "under",
    "atop": "on top of", "toward": "towards", "amongst": "among", "amid": "among",
    "amidst": "among", "upon": "on", "besides": "beside", "aboard": "on", "round": "around",
    "next": "next to",
}  # fmt: skip
"""Prepositions -> the one that they mean."""
