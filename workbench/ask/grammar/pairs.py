"""Two questions in one: ``does mouse 1 groom more than it rears``, ``rears, mouse 1 vs mouse 2``.

What stands beside each other differs in one thing: who, what, where, when, or which recordings. So
the question is said twice, once with each of the two, and both are read in full like any question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workbench.ask.grammar.clauses import BASE, ING
from workbench.ask.grammar.frames import EACH
from workbench.ask.grammar.pair_rules import OVER, PAIR_RULES, UNDER, How
from workbench.ask.grammar.questions import QuestionReader
from workbench.ask.grammar.tokens import tokens_of, words_of
from workbench.ask.grammar.vocabulary import ANIMALS, Verb, Vocabulary, Words

_LONGEST = 6
"""Words of one of the two things that are put beside each other."""

_BEFORE = re.compile(
    "(?:(?:the|it|he|she|their|its|total|time|duration|number|amount|spent|of|on|being|while) )*"
)
_AFTER = re.compile("(?: (?:bouts|time|duration|count))?")
_MARK = "|"
_TWO = 2
_ALL = re.compile(rf"\b(between|of|for|compare) (?:the two|both|the|both the) (?:{ANIMALS})(?=$| )")
_TOTAL = re.compile(r"\b(?:total|sum|summed|altogether)\b")
_THAT = re.compile(r"\b(?:that|those) (of|by|in|for|from) ")
"""*The path of mouse 1 and that of mouse 2*."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions, and how their answers are put together.

    Parameters
    ----------
    how
        What is told of the two numbers: both, their difference or ratio, whether the first is more,
        or which of them is.
    texts
        The questions.
    names
        What they differ in, as it was said.
    least
        Whether less is asked for, where it is asked which.
    summed
        Whether the total over the recordings of groups is asked for, and not the mean.
    """

    how: How
    texts: tuple[str, ...]
    names: tuple[str, ...]
    least: bool = False
    summed: bool = False


class Pairs:
    """Finds two questions in one.

    Parameters
    ----------
    vocabulary
        The words of the project.
    compiled
        Makes a pattern with names of the project in it.
    """

    def __init__(self, vocabulary: Vocabulary, compiled: Callable[[str], re.Pattern[str]]) -> None:
        self._vocabulary = vocabulary
        self._rules = [(how, compiled(said), meant) for how, said, meant in PAIR_RULES]

    def of(self, text: str) -> Iterator[list[list[Pair]]]:
        """Yield what can be meant: ways to split each of the questions that a comparative asks."""
        animals = self._vocabulary.names.animals
        if len(animals) == _TWO:
            named = " and ".join(" ".join(words_of(name)) for name in animals)
            text = _ALL.sub(rf"\1 {named}", text)
        for how, said, meant in self._rules:
            match = said.fullmatch(text)
            if match is None:
                continue
            least = bool(UNDER.search(text))
            for one in meant:
                core = _THAT.sub(r"\1 ", " ".join(match.expand(one).split()))
                yield [[*self._split(how, ask, rest, least)] for ask, rest in self._leads(core)]

    def _leads(self, core: str) -> Iterator[tuple[str, str]]:
        """Yield what the comparative of a question asks for, *how long*, and the rest of it."""
        if not core.startswith("MORE ; "):
            yield "", core
            return
        _, said, rest = core.split(" ; ", 2)
        for words, asks in OVER:
            if re.fullmatch(words, said):
                yield from ((ask, rest) for ask in asks)
                return

    def _split(self, how: How, ask: str, core: str, least: bool) -> Iterator[Pair]:
        """Yield the two questions of ``before A | B after``; A and B are of one kind."""
        left, _, right = core.partition(f" {_MARK} ")
        before, after = f"{ask} {left}".split(), right.split()
        if not before or not after:
            return
        if how != "sum":
            whole = (f"{ask} {left}".strip(), f"{ask} {right}".strip())
            yield Pair(how, whole, (left, right), least)
        for start in range(max(0, len(before) - _LONGEST), len(before)):
            first = tuple(before[start:])
            kinds = self._kinds(first)
            for stop in range(min(len(after), _LONGEST), 0, -1) if kinds else ():
                second = tuple(after[:stop])
                alike = kinds & self._kinds(second)
                if not alike or (how == "sum" and "name" in alike):
                    continue
                head, tail = " ".join(before[:start]), " ".join(after[stop:])
                said = (" ".join(first), " ".join(second))
                for one_, other in self._forms(first, second, alike):
                    one, two = (f"{head} {part} {tail}".strip() for part in (one_, other))
                    if how != "sum" or "done" not in alike:
                        names = tuple(map(_called, said))
                        told: How = "beside" if how == "sum" else how
                        yield Pair(told, (one, two), names, least)
                        continue
                    both = f"{head} {said[0]} or {other} {tail}".strip()
                    yield Pair(how, (one, two, both), (*said, f"{said[0]} or {said[1]}"))

    # kinds ----------------------------------------------------------------------------------

    def _kinds(self, words: Words) -> set[str]:
        """Return what some words can be: a name, a place, a time, a group, something done."""
        reader = QuestionReader(tokens_of(" ".join(words)), self._vocabulary)
        end = len(reader.words)
        readings = {
            "name": (
                stop
                for who, at in reader.past(0, "by|of|for|in|from", reader.named)
                for stop in reader.maybe(at, "'s")
                if len(who.names) == 1
            ),
            "place": (stop for _, stop in reader.place_(0)),
            "where": (stop for _, stop in reader.location(0, EACH, 0)),
            "window": (stop for _, stop in reader.window(0)),
            "group": (stop for _, stop in reader.grouped(0)),
            "recording": (
                stop
                for _, stop in reader.past(
                    0, "(in|of|from|for)?( the)?( recording| video)?", reader.recording
                )
            ),
            "done": self._done(reader),
        }
        return {kind for kind, stops in readings.items() if end in stops}

    def _done(self, reader: QuestionReader) -> Iterator[int]:
        text = " ".join(reader.words)
        match = _BEFORE.match(text)
        start = len(match[0].split()) if match is not None else 0
        for ways in (reader.told_of(start), reader.location(start, EACH, start)):
            for _, stop in ways:
                if _AFTER.fullmatch(text, len(" ".join(reader.words[:stop]))):
                    yield len(reader.words)

    def _forms(self, first: Words, second: Words, alike: set[str]) -> Iterator[tuple[str, str]]:
        """Yield both things as they stand, and in forms in which a question has them."""
        said = " ".join(first)
        for other in self._as(first, second):
            yield said, other
        if alike == {"group"}:
            yield f"in {said}", f"in {' '.join(second)}"

    def _as(self, first: Words, second: Words) -> Iterator[str]:
        """Yield the second thing as it stands, and in the form that the first one has."""
        yield " ".join(second)
        plain = second[1:] if second[0] in ("it", "he", "she", "they") else second
        for tense in (BASE, ING):
            if any(stop == len(first) and isinstance(form, Verb) and form.tenses & tense
                   for form, stop in self._vocabulary.verbs.at(first, 0)):  # fmt: skip
                for meaning, stop in self._vocabulary.verbs.at(plain, 0):
                    if isinstance(meaning, Verb):
                        for verb in self._vocabulary.said(meaning.behavior, tense):
                            yield " ".join((*verb, *plain[stop:]))
                            return


def _called(said: str) -> str:
    """Return what one of the two is called: *of mouse 1* is mouse 1."""
    return re.sub("^(?:of|by|for|from) | 's$", "", said)


def is_total(text: str) -> bool:
    """Whether a question says that a total is meant."""
    return _TOTAL.search(text) is not None
