"""What is kept of a conversation at its end: a text file with what was asked, found and named.

```
memory/conversations/2026-03-02-1.md     the first one that ended on that day
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Protocol

from graphs.storage.atomic import write_atomic
from graphs.words import counted
from workbench.memory.names import SymbolRef
from workbench.memory.plain_store import make_folder
from workbench.memory.plain_text import writable
from workbench.memory.store import Memory

FOLDER = "conversations"
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d+)\.md")


class Asked(Protocol):
    """A question and its answer."""

    @property
    def question(self) -> str:
        """As it was asked."""
        ...

    @property
    def answer(self) -> str:
        """In words."""
        ...


def keep_notes(memory: Memory, asked: Sequence[Asked], made: Iterable[SymbolRef] = ()) -> Path:
    """Write the notes of a conversation that ends, and return their file.

    Parameters
    ----------
    memory
        Where to.
    asked
        What was asked and answered, oldest first.
    made
        Symbols that were written in it.
    """
    folder = memory.folder / FOLDER
    body = _body(memory, asked, made)
    with memory.files.locked():
        make_folder(folder)
        day = memory.time()[:10]
        number = next(one for one in count(1) if not (folder / f"{day}-{one}.md").exists())
        path = folder / f"{day}-{number}.md"
        write_atomic(path, f"# Conversation {path.stem}\n\n{body}".encode())
    return path


def notes(memory: Memory) -> list[Path]:
    """Return the files of notes, oldest first."""
    found = [
        (parts[1], int(parts[2]), path)
        for path in (memory.folder / FOLDER).glob("*.md")
        if (parts := _NAME.fullmatch(path.name))
    ]
    return [path for *_, path in sorted(found)]


def _body(memory: Memory, asked: Sequence[Asked], made: Iterable[SymbolRef]) -> str:
    lines = [counted(len(asked), "question")]
    for number, one in enumerate(asked, start=1):
        lines += ["", f"{number}. {_indented(one.question)}", f"   - {_indented(one.answer)}"]
    refs = list(dict.fromkeys(made))
    if refs:
        lines += ["", "## Symbols", ""]
        lines += [f"- {ref}: {_first_line(memory, ref)}" for ref in refs]
    return writable("\n".join(lines)) + "\n"


def _indented(text: str) -> str:
    return "\n     ".join(text.strip().splitlines()) or "nothing"


def _first_line(memory: Memory, ref: SymbolRef) -> str:
    symbol = memory.read(*ref)
    said = (symbol.text or symbol.program).strip()
    return said.splitlines()[0] if said else "a result"
