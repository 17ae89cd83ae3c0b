"""A question in parts: each with its program cells, what they printed, made and failed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.memory.plain_text import writable
from workbench.memory.variables import Variable

MOST_PRINTED = 2000
"""Bytes of UTF-8 that are kept of what a cell printed."""

Outcome = Literal["open", "done", "given up"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of program that was run.

    Parameters
    ----------
    program
        Its text.
    printed
        What it printed; see `cut`.
    error
        Why it failed, with where in the program; ``""`` if it ran.
    variables
        What it made or changed.
    files
        Paths that it wrote, as the program names them.
    """

    program: str
    printed: str = ""
    error: str = ""
    variables: tuple[Variable, ...] = ()
    files: tuple[str, ...] = ()

    def kept(self) -> Cell:
        """Return it as it is kept: what was printed is cut, and all of it can be written."""
        return Cell(
            writable(self.program),
            cut(writable(self.printed)),
            writable(self.error),
            self.variables,
            tuple(map(writable, self.files)),
        )

    def text(self, *, with_printed: bool = True) -> str:
        """Return all of it for a reader; what was printed can be left out."""
        printed = self.printed if with_printed else "(left out)" if self.printed else ""
        parts = (
            ("program", self.program),
            ("printed", printed),
            ("error", self.error),
            ("made", "; ".join(map(str, self.variables))),
            ("wrote", "; ".join(self.files)),
        )
        return "\n".join(f"[{name}]\n{text.rstrip()}" for name, text in parts if text)


@dataclass(frozen=True, slots=True)
class Subgoal:
    """One part of a question.

    Parameters
    ----------
    text
        What is to be done: ``"find the chases"``.
    cells
        What was run for it, in order.
    outcome
        ``open`` until it is closed.
    summary
        What is told of it once it is closed.
    """

    text: str
    cells: tuple[Cell, ...] = ()
    outcome: Outcome = "open"
    summary: str = ""

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What its cells made, each as it was last, in the order in which they came."""
        return tuple({one.name: one for cell in self.cells for one in cell.variables}.values())

    @property
    def files(self) -> tuple[str, ...]:
        """What its cells wrote."""
        return tuple(dict.fromkeys(path for cell in self.cells for path in cell.files))

    @property
    def failing(self) -> tuple[Cell, ...]:
        """The cells that failed since the last one that ran: what is not put right yet."""
        ran = [number for number, cell in enumerate(self.cells, 1) if not cell.error]
        return self.cells[ran[-1] if ran else 0 :]

    @property
    def detail(self) -> str:
        """All that was done, letter by letter as it was kept."""
        return details(self.cells)


def details(cells: Sequence[Cell], without_printed: int = 0) -> str:
    """Return the text of cells; what the first ones printed can be left out."""
    return "\n\n".join(
        cell.text(with_printed=number >= without_printed) for number, cell in enumerate(cells)
    )


def cut(text: str, most: int = MOST_PRINTED) -> str:
    """Return the beginning and the end of a long text, and how many bytes lie between.

    Parameters
    ----------
    text
        Any.
    most
        Bytes of UTF-8 that the result has at most.
    """
    raw = text.encode()
    if len(raw) <= most:
        return text
    note = f"\n... {len(raw)} bytes, the middle left out ...\n"
    head = (most - len(note)) * 2 // 3
    tail = most - len(note) - head
    ends = (raw[:head].decode(errors="ignore"), raw[-tail:].decode(errors="ignore"))
    return note.join(ends)
