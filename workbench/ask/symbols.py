"""Names in a message: what ``<name>`` reads is put in its place, what ``<|name|>`` writes is kept.

A message that defines (*define <|hide|> as resting in the shelter*) makes a behavior, if the
grammar can read it, else words that stand for themselves. Any other message is a question, and the
name is that of its answer.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.ask.router import Prepared
from workbench.behaviors.save import save_behaviors
from workbench.behaviors.versions import trust_version
from workbench.memory.names import marks, reads_of

if TYPE_CHECKING:
    from workbench.ask.answer import Answer
    from workbench.ask.grammar.defining import Definition
    from workbench.memory.store import Memory
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

_MARK = re.compile(r"<\|[^<>|]*\|>")
_NAMED_FIRST = re.compile(
    r"\s*(?:please\s+)?(?:define|let|call|name|remember|by)?\s*<\|[^<>|]*\|>\s*"
    r"(?:as|is|are|means?|be|to\s+be|:|=|I\s+mean)\s*(?P<text>.+?)[\s.]*",
    re.IGNORECASE | re.DOTALL,
)
_NAMED_LAST = re.compile(
    r"\s*(?:please\s+)?(?:call|name)\s+(?P<text>.+?)\s*<\|[^<>|]*\|>[\s.]*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wrote, with its names read.

    Parameters
    ----------
    prepared
        As planners get it, without the names that it writes.
    writes
        Names that it writes.
    defines
        What the name stands for, word for word, where the message defines one.
    """

    prepared: Prepared
    writes: tuple[str, ...] = ()
    defines: str | None = None


def read_message(memory: Memory, text: str) -> Message:
    """Return a message with its names read.

    Raises
    ------
    UserError
        A name that it reads is not known (the nearest are told), or one that it writes is none.
    """
    found = marks(text)
    writes = tuple(mark.name for mark in found.writes)
    prepared = _read(memory, text)
    defined = None
    if len(writes) == 1:
        match = _NAMED_FIRST.fullmatch(text) or _NAMED_LAST.fullmatch(text)
        defined = match["text"] if match else None
    without = " ".join(_MARK.sub(" ", prepared.text).split())
    return Message(Prepared(without, prepared.symbols), writes, defined)


def _read(memory: Memory, text: str, inside: tuple[str, ...] = ()) -> Prepared:
    """Return a text in which names stand for what they mean; words may read names themselves."""
    versions: dict[str, int] = {}
    parts, at = [], 0
    for mark in reads_of(text):
        symbol = memory.read(mark.name, mark.version)
        versions[symbol.name] = symbol.version
        said = _said(symbol)
        if mark.name not in inside and symbol.kind == "definition":
            deeper = _read(memory, said, (*inside, mark.name))
            said = deeper.text
            versions.update(deeper.symbols)
        parts += [text[at : mark.start], said]
        at = mark.stop
    return Prepared("".join([*parts, text[at:]]), versions)


def _said(symbol: Symbol) -> str:
    """Return the words that stand for a symbol in a question."""
    return symbol.name if symbol.kind in ("behavior", "zone") else symbol.text


def keep_answer(memory: Memory, names: tuple[str, ...], answer: Answer) -> list[Symbol]:
    """Give names to an answer: its question, program and result, with the version of the data."""
    return [
        memory.write(
            name,
            answer.question,
            kind="result",
            program=answer.program,
            result=[[one.name, one.value, one.unit] for one in answer.values],
            data_version=answer.provenance.data_version,
            source="model" if answer.provenance.planner == "model" else "grammar",
            origin=answer.question,
        )
        for name in names
    ]


def keep_behavior(project: Project, definition: Definition, said: str) -> Symbol:
    """Save a behavior: function, entry in the ethogram, and a symbol with every version.

    Raises
    ------
    UserError
        It fails on a recording, or the ethogram has another behavior of that name.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{definition.name}.py"
        file.write_text(definition.program, encoding="utf-8")
        save_behaviors(project, file)
    symbol = project.memory.write(
        definition.name,
        definition.text,
        kind="behavior",
        program=definition.program,
        source="grammar",
        origin=said,
    )
    trust_version(project.folder, symbol.name, symbol.version, symbol.program)
    return symbol


def keep_words(memory: Memory, name: str, text: str, said: str) -> Symbol:
    """Keep words under a name: in a question they stand for it as they are."""
    return memory.write(name, text, kind="definition", origin=said)
