"""Whether a program asks for what its question says: the same names, the same quantities.

A program with another threshold, animal or unit than its question may well give the same number:
so what it says is compared as well, both ways. Names of a world and numbers with units are read
from either text; a plain number of a program is in the unit in which things are shown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.practice.casts import CLOSE_TO, DASH, Cast
from workbench.practice.motion import FPS
from workbench.practice.reference.amounts import NotJudgedError, base, dimension_of, split

_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)\s*([A-Za-z%]+(?:/[A-Za-z]+2?)?(?:\s+(?:per|lengths?)\s+\w+)*)?"
)
_UNIT_WORDS = {
    "second": "s", "seconds": "s", "millisecond": "ms", "milliseconds": "ms", "minute": "min",
    "minutes": "min", "degree": "deg", "degrees": "deg", "percent": "%", "pixel": "px",
    "pixels": "px", "centimetre": "cm", "centimetres": "cm", "millimetres": "mm",
}  # fmt: skip
_FREE_WORDS = frozenset({"name", "unit", "note", "orient", "by", "statistic", "same", "relation"})
"""Keywords whose texts are words of the interface, not of the question."""
_OF_INTERFACE = frozenset(
    {"records", "any", "subject", "object", "pair", "reverse", "mean", "median", "min", "max",
     "std", "group", "session", "rule"}
)  # fmt: skip
_COMMON = frozenset({0.0, 1.0, 60.0, 100.0, 1000.0})
"""Numbers that a program may have without being told: no, one, and what turns units."""


@dataclass(frozen=True)
class Number:
    """A quantity in the unit in which it is shown; of no kind where a text does not say."""

    value: float
    kind: tuple[int, int, int] | None

    def fits(self, other: Number) -> bool:
        """Return whether two are the same, as far as both say what they are."""
        near = abs(self.value - other.value) <= 1e-6 * max(1.0, abs(other.value))
        return near and (self.kind is None or other.kind is None or self.kind == other.kind)


def unsaid(question: str, program: str, cast: Cast) -> list[str]:
    """Return what only one of question and program says; empty where they agree."""
    texts, numbers = _in_program(program, cast)
    faults = turned_round(question, program)
    asked_names = {name for name in _names(cast) if _mentions(question, name)}
    used_names = {name for name in _names(cast) if any(_has(text, name) for text in texts)}
    faults += [f"{name}: only in the question" for name in sorted(asked_names - used_names)]
    faults += [f"{name}: only in the program" for name in sorted(used_names - asked_names)]
    faults += [
        f"{word}: only in the program" for word in _words(texts, cast) if not _tells(question, word)
    ]
    asked = list(_in_question(question, cast))
    faults += [
        f"{one.value:g}: only in the question"
        for one in asked
        if not any(number.fits(one) for number in numbers)
    ]
    faults += [
        f"{number.value:g}: only in the program"
        for number in numbers
        if not any(number.fits(one) for one in asked)
        and not (number.kind is None and number.value in _COMMON)
    ]
    return faults


def same_arguments(program: str, other: str, cast: Cast) -> bool:
    """Return whether two programs have the same names and quantities, each equally often.

    Quantities are compared in the unit in which they are shown: 60 mm/s are 6 cm/s.
    """
    (texts, numbers), (others, more) = (_in_program(one, cast) for one in (program, other))
    if sorted(texts) != sorted(others) or len(numbers) != len(more):
        return False
    pairs = zip(*(sorted(one, key=lambda n: n.value) for one in (numbers, more)), strict=True)
    return all(one.fits(other) for one, other in pairs)


# directions ---------------------------------------------------------------------------------------

_MORE = re.compile(
    r"faster|quicker|above|over|more than|exceed|further|farther|longer|greater|higher|beyond|"
    r"at least|or more|outside"
)
_LESS = re.compile(
    r"slower|below|under|less than|within|closer|nearer|shorter|smaller|at most|no more|up to"
)


def turned_round(question: str, program: str) -> list[str]:
    """Return comparisons of a program that go the other way than the words of its question.

    Only where all words of the question, and all comparisons, go one way each.
    """
    signs = {
        ">" if isinstance(sign, ast.Gt | ast.GtE) else "<"
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Compare)
        for sign in node.ops
        if isinstance(sign, ast.Gt | ast.GtE | ast.Lt | ast.LtE)
    }
    lowered = question.lower()
    said = {sign for sign, words in ((">", _MORE), ("<", _LESS)) if words.search(lowered)}
    if len(signs) == 1 and len(said) == 1 and signs != said:
        return [f"the question speaks of {said.pop()}, the program of {signs.pop()}"]
    return []


# names and quantities -----------------------------------------------------------------------------


def _names(cast: Cast) -> list[str]:
    return [*cast.animals, *cast.places, *cast.things, *cast.recordings]


def _mentions(text: str, name: str) -> bool:
    spelled = re.escape(name).replace("_", "[_ ]")
    return re.search(rf"(?<!\w){spelled}(?!\w)", text, re.IGNORECASE) is not None


def _has(text: str, name: str) -> bool:
    return text == name or re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", text) is not None


def _words(texts: Sequence[str], cast: Cast) -> Iterator[str]:
    """Yield parts of bodies, behaviors, groups, sessions and labels that a program names."""
    groups = {word for pair in cast.recordings.values() for word in pair}
    known = {*cast.keypoints, *(doing.name for doing in cast.doings), *groups, DASH, CLOSE_TO}
    for text in texts:
        yield from (word for word in sorted(known) if _has(text, word))


def _tells(question: str, word: str) -> bool:
    """Return whether a question has a word, in any of its forms."""
    lowered = question.lower()
    parts = word.lower().split("_") if "_" in word else [word.lower()]
    return all(re.search(rf"(?<!\w){re.escape(_stem(part))}", lowered) for part in parts)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith(("e", "y")) else word


# numbers ------------------------------------------------------------------------------------------


def _in_question(question: str, cast: Cast) -> Iterator[Number]:
    text = question
    others = [word for pair in cast.recordings.values() for word in pair]
    for name in sorted([*_names(cast), *others], key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    for found in _NUMBER.finditer(text):
        yield _number(found[1], found[2] or "", cast)


def _number(number: str, unit: str, cast: Cast) -> Number:
    """Return a number with what follows it as its unit, as far as that is one."""
    words = unit.replace(" per ", "/").split()
    first = "BL" if unit.lower().startswith("body length") else (words[0] if words else "")
    above, slash, below = first.partition("/")
    spelled = _UNIT_WORDS.get(above, above) + slash + _UNIT_WORDS.get(below, below)
    return _quantity(f"{number} {spelled}", cast) or Number(float(number), None)


def _quantity(text: str, cast: Cast) -> Number | None:
    try:
        _, unit, per = split(text)
        if not unit:
            return None
        length, time, angle = dimension_of(unit)
        time -= {"s": 1, "frame": 1, "s2": 2, "s^2": 2}.get(per, 0)
        kind = (length, time, angle)
        return Number(base(text, kind, cast.px_per_cm, cast.body_px, FPS), kind)
    except NotJudgedError:
        return None


def _in_program(program: str, cast: Cast) -> tuple[list[str], list[Number]]:
    texts, numbers = [], []
    for value in _constants(ast.parse(program)):
        if isinstance(value, str):
            quantity = _quantity(value, cast) if value[:1].isdigit() else None
            if quantity is not None:
                numbers.append(quantity)
            elif value not in _OF_INTERFACE:
                texts.append(value)
        else:
            numbers.append(Number(float(value), None))
    return texts, numbers


def _constants(tree: ast.AST) -> Iterator[str | float]:
    """Yield the texts and numbers of a program, without places in lists and words of calls."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.keyword) and child.arg in _FREE_WORDS:
            continue
        if isinstance(child, ast.Subscript) and isinstance(child.slice, ast.Constant):
            if isinstance(child.slice.value, str):
                yield child.slice.value
            yield from _constants(child.value)
        elif isinstance(child, ast.Subscript):
            yield from _constants(child)
        elif isinstance(child, ast.Constant):
            if isinstance(child.value, str | int | float) and not isinstance(child.value, bool):
                yield child.value
        else:
            yield from _constants(child)
