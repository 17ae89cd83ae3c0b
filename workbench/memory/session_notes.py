"""The notes of a conversation, written when it ends: what was asked, found and named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import DataError, WorkbenchError
from graphs.storage.atomic import write_atomic
from graphs.words import counted
from workbench.memory.conversation import Transcript, Turn
from workbench.memory.conversations import Conversations, notes_path
from workbench.memory.names import SymbolRef
from workbench.memory.plain_text import writable

if TYPE_CHECKING:
    from workbench.memory.store import Memory


def keep_notes(memory: Memory, transcript: Transcript) -> Path:
    """Write the notes of a conversation, and return their file; again, if it went on since."""
    path = notes_path(transcript)
    text = f"# Conversation {transcript.name}\n\n{_body(memory, transcript.turns)}"
    write_atomic(path, text.encode())
    return path


def end_others(memory: Memory, but: str = "") -> list[Path]:
    """Write the notes of conversations that have none yet, or went on since; return the files.

    Parameters
    ----------
    memory
        Where they are.
    but
        Name of a conversation that goes on.
    """
    kept = Conversations(memory)
    written = []
    for name in kept.names():
        folder = kept.folder / name
        if name != but and _is_behind(folder):
            try:
                written.append(keep_notes(memory, Transcript(folder)))
            except DataError:
                continue  # `memory list` tells of it
    return written


def _is_behind(folder: Path) -> bool:
    """Whether turns were written after the notes."""
    notes = folder / "notes.md"
    if not notes.is_file():
        return True
    noted = notes.stat().st_mtime_ns
    return any(turn.stat().st_mtime_ns > noted for turn in folder.glob("turn-*.toml"))


def _body(memory: Memory, turns: Sequence[Turn]) -> str:
    lines = [counted(len(turns), "question")]
    for number, one in enumerate(turns, start=1):
        found = one.answer or (f"refused: {one.refused}" if one.refused else "nothing")
        lines += ["", f"{number}. {_indented(one.question)}", f"   - {_indented(found)}"]
        if one.standing:
            lines.append(f"   - {one.standing}" + (f": {_indented(one.why)}" if one.why else ""))
    refs = dict.fromkeys(
        SymbolRef(*pair) for turn in turns for pair in turn.symbols.items() if ":" not in pair[0]
    )
    lines += _of_symbols(memory, refs)
    return writable("\n".join(lines)) + "\n"


def _of_symbols(memory: Memory, refs: Iterable[SymbolRef]) -> list[str]:
    said = [f"- {ref}: {_first_line(memory, ref)}" for ref in refs]
    return ["", "## Symbols", "", *said] if said else []


def _indented(text: str) -> str:
    return "\n     ".join(text.strip().splitlines()) or "nothing"


def _first_line(memory: Memory, ref: SymbolRef) -> str:
    try:
        symbol = memory.read(*ref)
    except WorkbenchError as error:
        return str(error).partition("\n")[0]
    said = (symbol.text or symbol.program).strip()
    return said.splitlines()[0] if said else "a result"
