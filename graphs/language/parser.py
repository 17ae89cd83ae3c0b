"""A question from its text: what is measured, of which facts, per what, under which conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from graphs.filters import FactFilter
from graphs.language.conditions import (
    conditioned,
    nothing_said,
    read_condition,
    with_defaults,
)
from graphs.language.keywords import (
    ALL_UNITS,
    AUXILIARIES,
    CONDITIONS,
    KEYS,
    MEASURED,
    PHRASES,
    SET_OPERATIONS,
    TIMED,
    Measure,
)
from graphs.language.names import Names
from graphs.language.parts import DEEPEST, Depth, read_expression
from graphs.language.patterns import read_who
from graphs.language.reader import Reader
from graphs.language.tokens import Token
from graphs.language.trees import depth, patterns, with_filters
from graphs.query.nodes import Budget, Count, Key, Node, Pattern, Query, Select, Transitions

_SHORTEST_BIN_S = 1e-6  # times are stored in whole microseconds
_PER_WORDS = (*KEYS, "behavior")
_GOES_ON = (*SET_OPERATIONS, "then", "not", "followed", "within", *TIMED)

_T = TypeVar("_T")


@dataclass
class _Per:
    keys: list[Key] = field(default_factory=list)
    bin_s: float | None = None


Places = Mapping[str | tuple[str, ...], str]
"""Recordings that a condition is on -> its words, with a space before them."""


def read_question(text: str, names: Names) -> tuple[Query, Measure, Places]:
    """Return the query that a text stands for, what is asked for, and in which words of places.

    Parameters
    ----------
    text
        The question.
    names
        Who knows the names in it.

    Raises
    ------
    UserError
        Something in the text is not understood, with its place and what was expected there.
    """
    reader = Reader(text, names)
    return *_read_query(reader), reader.places


def _read_query(reader: Reader) -> tuple[Query, Measure]:
    if reader.next.kind == "end":
        raise reader.fault(reader.next, "Expected a question such as 'mouse_1 chase mouse_2'")
    measure = _measure(reader)
    if measure == "list":
        return Select(_facts(reader, None)), measure
    if measure == "budget":
        return _budget(reader), measure
    if measure == "transitions":
        return _transitions(reader), measure
    per = _Per()
    node = _facts(reader, per)
    return Count(node, tuple(per.keys), per.bin_s), measure


def _measure(reader: Reader) -> Measure:
    """Take the words for what is asked for, if any: else the facts themselves."""
    token = reader.take(*MEASURED, "budget", "transitions")
    if token is not None:
        if token.keyword in MEASURED:
            reader.take("of")
        return token.keyword  # type: ignore[return-value]  # taken from these words
    for words, measure in PHRASES.items():
        here = tuple(reader.ahead(at).keyword for at in range(len(words)))
        after = reader.ahead(len(words))
        if here != words or ("of" in words and after.keyword in ("group", "session")):
            continue
        reader.at += len(words)
        if "of" not in words and words != ("how", "many"):
            reader.take(*AUXILIARIES)
        return measure
    if reader.next.keyword == "how":
        reader.at += 1
        reader.refuse("'many', 'often' or 'long' after 'how'", ("many", "often", "long"))
    return "list"


def _facts(reader: Reader, per: _Per | None) -> Node:
    """Read an expression to the end of the question, with what is counted `per` what."""
    draft = read_expression(reader, Depth())
    said = nothing_said()
    while reader.next.kind != "end":
        if reader.next.keyword == "per":
            _read_per(reader, per)
        elif not read_condition(reader, said):
            _not_the_end(reader, after_conditions=bool(said.at) or per not in (None, _Per()))
    if depth(draft.node) > DEEPEST:
        problem = f"More than {DEEPEST} parts inside each other"
        raise reader.fault(reader.tokens[0], problem, reader.next)
    return with_filters(conditioned(reader, draft.node, said), with_defaults)


def _read_per(reader: Reader, per: _Per | None) -> None:
    token = reader.next
    if per is None:
        what = ", ".join(repr(word) for word in MEASURED)
        raise reader.fault(token, f"'per' belongs to a measure; start with one of {what}")
    reader.expect("per")
    if reader.next.keyword in ALL_UNITS:
        start = reader.next
        reader.at += 1
        _one_bin_length(reader, per, start, float(ALL_UNITS[start.keyword]))
        return
    if reader.next.keyword.lstrip(".")[:1].isdigit():
        start = reader.next
        _one_bin_length(reader, per, start, reader.seconds(least_s=_SHORTEST_BIN_S))
        return
    while True:
        start = reader.next
        word = reader.word_of("a time, or what to count per", _PER_WORDS)
        key: Key = "predicate" if word == "behavior" else word  # type: ignore[assignment]  # from these words
        if key in per.keys:
            raise reader.fault(start, f"{word!r} is said twice")
        per.keys.append(key)
        if reader.take(",", "and") is None:
            return


def _one_bin_length(reader: Reader, per: _Per, start: Token, seconds: float) -> None:
    if per.bin_s is not None:
        raise reader.fault(start, "A second length of time bins")
    per.bin_s = seconds


def _budget(reader: Reader) -> Budget:
    about, together = _about(reader, "objects", _together)
    return Budget(about, per_object=together is None)


def _together(reader: Reader) -> bool:
    reader.expect("objects")
    reader.expect("together")
    return True


def _transitions(reader: Reader) -> Transitions:
    return Transitions(*_about(reader, "max", _gap))


def _gap(reader: Reader) -> float:
    reader.expect("max")
    reader.expect("gap")
    return reader.seconds()


def _about(reader: Reader, word: str, own: Callable[[Reader], _T]) -> tuple[FactFilter, _T | None]:
    """Read of what a table is and its own option, to the end of the question.

    Parameters
    ----------
    reader
        Where the text is read.
    word
        With ``with`` before it, it starts the option.
    own
        Reads the option from that word on.
    """
    asked, option = FactFilter(), None
    if reader.next.keyword == "of" and reader.ahead(1).keyword not in ("group", "session"):
        reader.expect("of")
        start = reader.next
        read = read_who(reader)
        if read.variables:
            raise reader.fault(start, "Variables compare two patterns; here is a single one")
        asked = read.filter
    said = nothing_said()
    while reader.next.kind != "end":
        token = reader.next
        if token.keyword == "with" and reader.ahead(1).keyword == word:
            reader.expect("with")
            if option is not None:
                raise reader.fault(token, f"'with {word} ...' is said twice", reader.next)
            option = own(reader)
        elif token.keyword == "per":
            _read_per(reader, None)
        elif not read_condition(reader, said):
            _not_the_end(reader, after_conditions=True)
    about = next(patterns(conditioned(reader, Pattern(asked), said)))
    return with_defaults(about.filter), option


def _not_the_end(reader: Reader, *, after_conditions: bool) -> NoReturn:
    """Raise the error that a question goes on with what cannot be there."""
    token = reader.next
    if after_conditions and token.keyword in _GOES_ON:
        problem = (
            f"{token.text!r} after a condition; conditions hold for the whole question and stand "
            "at its end, or for a part of it inside its parentheses, and names in them have "
            "commas between them"
        )
        raise reader.fault(token, problem)
    goes_on = "" if after_conditions else "'then', 'and' or the like, "
    near = (*CONDITIONS, "per", *(() if after_conditions else _GOES_ON))
    reader.refuse(f"{goes_on}a condition or the end", near)
