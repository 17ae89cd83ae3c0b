"""What long-term memory holds: symbols, each a name for something that a person can use again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, get_args

from graphs.errors import UserError
from graphs.plain_json import to_json
from workbench.memory.names import SymbolRef

Kind = Literal["behavior", "definition", "result", "zone", "preference", "correction", "program"]
Source = Literal["person", "grammar", "model"]
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value that JSON can say."""

KINDS: tuple[Kind, ...] = get_args(Kind)
SOURCES: tuple[Source, ...] = get_args(Source)
PINNED: frozenset[Kind] = frozenset({"behavior", "definition", "zone", "correction"})
"""Kinds that say what words mean; these are pinned unless somebody says otherwise."""

START = 5
"""Strength of a symbol that was never recalled."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One version of a symbol.

    Parameters
    ----------
    name
        As `workbench.memory.names.normalised` gives it.
    kind
        What it is.
    text
        In the words that it was said in, to the letter.
    program
        Text of a program, to the letter; ``""`` if there is none.
    result
        What was found, as JSON says it; ``None`` if nothing is kept.
    data_version
        Of the data that the result was found in.
    created, updated
        Of its first version and of this one, ISO 8601 with the offset from UTC.
    version
        1, 2, ...
    source
        Who said so.
    pinned
        Never archived.
    origin
        What it comes from: the question, or the file it was read from.
    strength
        `START` and one more for each question that recalled it.
    last_used
        When it was recalled, else written, ISO 8601.
    """

    name: str
    kind: Kind
    text: str
    program: str = ""
    result: Json = None
    data_version: str = ""
    created: str = ""
    updated: str = ""
    version: int = 1
    source: Source = "person"
    pinned: bool = False
    origin: str = ""
    strength: int = START
    last_used: str = ""

    @property
    def ref(self) -> SymbolRef:
        """Its name and version."""
        return SymbolRef(self.name, self.version)

    def says_the_same(self, other: Symbol) -> bool:
        """Whether another version says nothing else; who said it and when does not matter."""
        return _said(self) == _said(other)


def _said(symbol: Symbol) -> tuple[object, ...]:
    return (
        symbol.kind,
        symbol.text,
        symbol.program,
        repr(symbol.result),
        symbol.data_version,
        symbol.pinned,
    )


def check(symbol: Symbol) -> None:
    """Check what a program gives; `UserError` lists all that is wrong."""
    faults = []
    if symbol.kind not in KINDS:
        faults.append(f"kind is {symbol.kind!r}; expected one of {', '.join(KINDS)}")
    if symbol.source not in SOURCES:
        faults.append(f"source is {symbol.source!r}; expected one of {', '.join(SOURCES)}")
    if not (symbol.text or symbol.program or symbol.result is not None):
        faults.append("it has neither text nor program nor result")
    for what in ("text", "program", "data_version", "origin"):
        try:
            getattr(symbol, what).encode()
        except UnicodeEncodeError as error:
            faults.append(f"{what} has half a letter at {error.start}, which no file can hold")
    if faults:
        message = f"<{symbol.name}> is not written: {'; '.join(faults)}."
        raise UserError(message)


def plain_result(result: object) -> Json:
    """Return a result as its file gives it back; `UserError` if JSON cannot say it."""
    if result is None:
        return None
    try:
        plain: Json = json.loads(to_json(result))
    except TypeError as error:
        message = f"A result cannot be kept: {error}. Expected numbers, texts, lists and tables."
        raise UserError(message) from None
    return plain
