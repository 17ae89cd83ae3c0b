"""Which behavior of an ethogram a text means: "is chasing", "chases after", "was pursued by".

A text is taken apart as auxiliary verbs, the phrase, and the animal or zone that it is done to. The
phrase must be a name, a synonym or the verb of a behavior, inflected. Particles count: *run away*
is not *run*. So does what is done first or not done: *stops chasing*, *may chase* and *is not
chasing* are no chase. What is not known stays what it is: nothing is mapped because it looks alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graphs.errors import UserError
from graphs.ethogram import Behavior
from graphs.lexicon.surface_forms import Tense, forms, from_third_person, inflections
from graphs.lexicon.wordnet import WordNet

Words = tuple[str, ...]

_BE = frozenset({"is", "are", "was", "were", "am", "be", "been", "being"})
_HAVE = frozenset({"has", "have", "had", "having"})
_DO = frozenset({"does", "do", "did"})
_GET = frozenset({"gets", "get", "got", "getting"})
_AUXILIARIES = _BE | _HAVE | _DO | _GET
_ARTICLES = frozenset({"a", "an", "the"})
_OTHER = frozenset({"other", "another"})
_ADVERBS = frozenset(
    {
        "actively", "again", "also", "briefly", "closely", "continuously", "currently", "directly",
        "fast", "gently", "immediately", "now", "quickly", "rapidly", "repeatedly", "slowly",
        "suddenly", "then",
    }
)  # fmt: skip
_ANIMALS = frozenset(
    {
        "animal", "conspecific", "female", "fly", "individual", "it", "male", "mouse", "one",
        "partner", "rat", "them",
    }
)  # fmt: skip
_NOTHING_ADDED: dict[str, Words] = {
    "chase": ("after",),
    "dash": ("about", "around"),
    "eat": ("at", "from"),
    "enter": ("into",),
    "escape": ("from",),
    "exit": ("from",),
    "feed": ("at", "from", "on"),
    "flee": ("away", "from"),
    "follow": ("after", "behind"),
    "pursue": ("after",),
    "rear": ("up",),
    "run": ("about", "along", "around"),
    "trail": ("after", "behind"),
    "walk": ("about", "along", "around"),
}
"""Particles that leave the meaning of a verb as it is."""

PARTICLES = frozenset(
    {
        "about", "across", "after", "ahead", "along", "apart", "around", "aside", "at", "away",
        "back", "behind", "by", "down", "for", "forward", "from", "in", "into", "near", "of", "off",
        "on", "onto", "out", "over", "past", "through", "to", "together", "toward", "towards",
        "under", "up", "upon", "with",
    }
)  # fmt: skip
"""Words that make another verb of a verb."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means.

    Parameters
    ----------
    text
        As it was given.
    behavior
        Name of the behavior; ``None`` if the text means none, or one of several.
    swapped
        The text is a passive: its subject is the fact's object. *A is chased by B*: B chases A.
    candidates
        Behaviors that a text without `behavior` may mean: all those it names, or whose names it is
        the beginning of.
    """

    text: str
    behavior: str | None = None
    swapped: bool = False
    candidates: Words = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """Texts, each once, in the order they came.

    Parameters
    ----------
    known
        Text -> what it means.
    unknown
        Text -> behaviors that it may mean, mostly none; such texts stay as they are.
    """

    known: Mapping[str, Reading]
    unknown: Mapping[str, Words]


class Lexicon:
    """The phrases that name behaviors.

    Parameters
    ----------
    behaviors
        An ethogram, or some of its entries.
    wordnet
        Adds the words of the entries' synsets, where no entry claims them for itself.
    """

    def __init__(self, behaviors: Iterable[Behavior], wordnet: WordNet | None = None) -> None:
        self._behaviors = {behavior.name: behavior for behavior in behaviors}
        own = {name: list(_phrases(entry)) for name, entry in self._behaviors.items()}
        claimed = {phrase for phrases in own.values() for phrase in phrases}
        self._meant: dict[Words, dict[str, set[Tense]]] = {}
        for name, phrases in own.items():
            self._add(name, phrases)
            if wordnet is not None:
                more = map(_words, _lemmas(self._behaviors[name], wordnet))
                self._add(name, [phrase for phrase in more if phrase not in claimed])
        self._longest = max(map(len, self._meant), default=0)

    def read(self, text: str) -> Reading:
        """Return what a text means."""
        auxiliaries, phrase = self._parts(text)
        for length in range(min(self._longest, len(phrase)), 0, -1):
            meant = self._meant.get(phrase[:length], {})
            rest = phrase[length:]
            readings = {
                name: swapped
                for name, tenses in meant.items()
                for swapped in self._voices(self._behaviors[name], auxiliaries, tenses, rest)
            }
            if len(readings) == 1:
                [(name, swapped)] = readings.items()
                return Reading(text, name, swapped)
            if readings:
                return Reading(text, candidates=tuple(sorted(readings)))
        return Reading(text, candidates=tuple(self.beginning_with(text)))

    def beginning_with(self, text: str) -> dict[str, Words]:
        """Return the behaviors that have a phrase which a text begins, and how it goes on."""
        _, phrase = self._parts(text)
        found: dict[str, Words] = {}
        for whole, meant in self._meant.items():
            if phrase and whole[: len(phrase)] == phrase and len(whole) > len(phrase):
                for name in meant:
                    found.setdefault(name, whole[len(phrase) :])
        return found

    def phrases(self) -> Mapping[Words, Mapping[str, frozenset[Tense]]]:
        """Return every phrase, inflected -> the behaviors that it names, and as which forms."""
        return {
            phrase: {name: frozenset(tenses) for name, tenses in meant.items()}
            for phrase, meant in self._meant.items()
        }

    def _add(self, name: str, phrases: Iterable[Words]) -> None:
        for phrase in phrases:
            for form, tense in inflections(phrase):
                self._meant.setdefault(form, {}).setdefault(name, set()).add(tense)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for phrase in self._meant for word in phrase)

    def _parts(self, text: str) -> tuple[Words, Words]:
        """Return auxiliaries and the rest, without adverbs that name nothing here."""
        words = [word for word in _words(text) if word in self._vocabulary or word not in _ADVERBS]
        start = 0
        while start < len(words) - 1 and words[start] in _AUXILIARIES:
            start += 1
        return tuple(words[:start]), tuple(words[start:])

    def _voices(
        self, behavior: Behavior, auxiliaries: Words, tenses: set[Tense], rest: Words
    ) -> Iterator[bool]:
        """Yield, if the text can mean this behavior, whether its roles are swapped."""
        last = auxiliaries[-1] if auxiliaries else ""
        if _is_active(last, tenses) and _is_target(rest, behavior):
            yield False
        elif (
            behavior.arity > 1
            and "participle" in tenses
            and (last in _BE | _GET or (not last and rest[:1] == ("by",)))
            and (not rest or (rest[0] == "by" and _is_animal(rest[1:])))
        ):
            yield True


def canonical(
    text: str, ethogram: Iterable[Behavior], wordnet: WordNet | None = None
) -> str | None:
    """Return the name of the behavior that a text means.

    ``None`` if there is none, if there are several (`Lexicon.read` lists them), and for a passive,
    whose roles a name alone would not swap.
    """
    reading = Lexicon(ethogram, wordnet).read(text)
    return None if reading.swapped else reading.behavior


def map_texts(
    texts: Iterable[str], ethogram: Iterable[Behavior], wordnet: WordNet | None = None
) -> Mapped:
    """Return what texts mean, and which of them mean nothing that the ethogram knows."""
    lexicon = Lexicon(ethogram, wordnet)
    readings = [lexicon.read(text) for text in dict.fromkeys(texts)]
    return Mapped(
        known={one.text: one for one in readings if one.behavior is not None},
        unknown={one.text: one.candidates for one in readings if one.behavior is None},
    )


def _is_active(auxiliary: str, tenses: set[Tense]) -> bool:
    if auxiliary in _BE:
        return bool(tenses & {"ing", "base"})  # is running, is near
    if auxiliary in _HAVE:
        return bool(tenses & {"participle"})
    if auxiliary in _DO:
        return "base" in tenses
    return not auxiliary and bool(tenses & {"base", "s", "ing", "past"})


def _is_target(rest: Words, behavior: Behavior) -> bool:
    """Return whether what follows the phrase is what the behavior is done to, or nothing."""
    if not rest:
        return True
    if behavior.target == "animal":
        return _is_animal(rest)
    places = {behavior.target, *_words(behavior.target_kind or "")} - {"none"}
    return len(rest) == 1 and rest[0] in places


def _is_animal(rest: Words) -> bool:
    if rest and rest[0] in _OTHER:
        rest = rest[1:] or ("one",)
    return not rest or (len(rest) == 1 and rest[0] in _ANIMALS)


def _phrases(behavior: Behavior) -> Iterator[Words]:
    """Yield name, synonyms and verb in base form, with particles that add nothing."""
    named = [words for words in map(_words, (behavior.name, *behavior.synonyms)) if words]
    yield from named
    verb = _verb_phrase(behavior)
    if verb:
        yield verb
        if verb[-1] == "of":
            yield verb[:-1]
    tail = verb[1:] if verb[:1] == _words(behavior.name)[:1] else ()
    for phrase in named:
        added = _NOTHING_ADDED.get(phrase[0], ()) if len(phrase) == 1 else ()
        yield from ((*phrase, particle) for particle in added)
        if len(tail) == 1 and tail[0] in PARTICLES and phrase[-1] != tail[0]:
            yield (*phrase, *tail)  # flees from; so also escapes from, runs away from


def _verb_phrase(behavior: Behavior) -> Words:
    words = _words(behavior.verb)
    while len(words) > 1 and words[0] in _AUXILIARIES:
        words = words[1:]
    if not words:
        return ()
    name = _words(behavior.name)
    is_form = bool(name) and words[0] in dict(forms(name[0]))
    base = name[0] if is_form else from_third_person(words[0])
    return (base, *words[1:])


def _lemmas(behavior: Behavior, wordnet: WordNet) -> Words:
    if behavior.synset is None:
        return ()
    try:
        return wordnet.synset(behavior.synset).lemmas
    except UserError:
        return ()  # of another release of WordNet


def _words(text: str) -> Words:
    found = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+", text.lower().replace("’", "'"))
    return tuple(word for word in found if word not in _ARTICLES) or tuple(found)
