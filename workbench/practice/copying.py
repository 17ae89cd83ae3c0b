"""A planner that only copies: the program of the nearest example, with the names put in its place.

It knows nothing of the interface, so that what it answers shows what the examples are worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.memory.exemplars import Exemplar
from workbench.memory.situation import Situation, similarities
from workbench.practice.casts import Cast

_QUANTITY = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?: ?(?:cm|mm|px|deg|s|BL)(?:/s2?)?(?!\w))?")


class Copying:
    """Copies the nearest of some examples.

    Parameters
    ----------
    examples
        What it has.
    casts
        Name of a world -> its cast, by which names are told apart.
    """

    def __init__(self, examples: Sequence[Exemplar], casts: Mapping[str, Cast]) -> None:
        self.examples, self.casts = list(examples), casts

    def plan(self, situation: Situation, cast: Cast) -> str:
        """Return a program for a question about a world; empty without any example."""
        if not self.examples:
            return ""
        known = [self._blank(one.situation, self._cast(one)) for one in self.examples]
        likeness = similarities(self._blank(situation, cast), known)
        best = self.examples[max(range(len(known)), key=lambda n: likeness[n])]
        return adapted(best.program, best.situation.question, self._cast(best),
                       situation.question, cast)  # fmt: skip

    def _cast(self, example: Exemplar) -> Cast:
        return self.casts[example.data_version.split()[-1]]

    @staticmethod
    def _blank(situation: Situation, cast: Cast) -> Situation:
        """Return a question with the kinds of its names for the names."""
        text = situation.question
        for kind, names in _kinds(cast):
            for name in sorted(names, key=len, reverse=True):
                text = _spelled(name).sub(kind, text)
        return replace(situation, question=_QUANTITY.sub("amount", text))


def adapted(program: str, asked: str, of: Cast, question: str, cast: Cast) -> str:
    """Return a program with the names and quantities of another question.

    The first animal of one question takes the place of the first of the other, and so on for each
    kind of name; quantities of one unit likewise. A name without a counterpart stays.
    """
    swaps: dict[str, str] = {}
    for (_, theirs), (_, mine) in zip(_kinds(of), _kinds(cast), strict=True):
        pairs = zip(_mentioned(asked, theirs), _mentioned(question, mine), strict=False)
        swaps |= dict(pairs)
    before, now = (_QUANTITY.findall(_without(t, c)) for t, c in ((asked, of), (question, cast)))
    swaps |= {a.removesuffix(" s"): b.removesuffix(" s") for a, b in zip(before, now, strict=False)}
    if not swaps:
        return program
    spelled = sorted(map(re.escape, swaps), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(spelled)})(?!\w)")
    return pattern.sub(lambda found: swaps[found[0]], program)


def _kinds(cast: Cast) -> Iterator[tuple[str, Sequence[str]]]:
    yield "animal", cast.animals
    yield "place", list(cast.places)
    yield "thing", list(cast.things)
    yield "recording", list(cast.recordings)
    yield "alone", [one.name for one in cast.doings if one.target == "none"]
    yield "towards", [one.name for one in cast.doings if one.target == "animal"]
    yield "group", sorted({pair[0] for pair in cast.recordings.values()})
    yield "session", sorted({pair[1] for pair in cast.recordings.values()})
    yield "point", cast.keypoints


def _mentioned(text: str, names: Sequence[str]) -> list[str]:
    """Return the names that a text has, in its order."""
    places = {name: found.start() for name in names if (found := _spelled(name).search(text))}
    return sorted(places, key=lambda name: places[name])


def _spelled(name: str) -> re.Pattern[str]:
    stem = name[:-1] if name.endswith("e") else name
    spelled = re.escape(stem).replace("_", "[_ ]")
    ending = r"(?!\w)" if name[-1].isdigit() else r"\w*"
    return re.compile(rf"(?<![\w]){spelled}{ending}", re.IGNORECASE)


def _without(text: str, cast: Cast) -> str:
    for _, names in _kinds(cast):
        for name in sorted(names, key=len, reverse=True):
            text = _spelled(name).sub(" ", text)
    return text
