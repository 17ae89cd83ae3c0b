"""What a question is answered with: values, tables, pictures, clips, and what they rest on.

One object for Python, the command line and the page. Numbers carry units and the time that they
rest on; what could not be known is NaN, never zero; the program and the terms as they were
understood are always there, because a wrong answer is mostly a plausible one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from graphs.words import counted, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Cell = str | float | int | bool | None
"""What stands in one place of a table."""

PlannerName = Literal["grammar", "macro", "model", "person"]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that was asked for.

    Parameters
    ----------
    value
        A number, yes or no, or words; NaN where it could not be known.
    unit
        Of a number; ``""`` for plain ones.
    name
        What it is, where an answer has several: ``"mouse_1"``.
    assessed_s
        Seconds in which it could be known; NaN where that means nothing.
    """

    value: float | bool | str
    unit: str = ""
    name: str = ""
    assessed_s: float = math.nan

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return not (isinstance(self.value, float) and math.isnan(self.value))

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            said = "yes" if self.value else "no"
        elif isinstance(self.value, str):
            said = self.value
        else:
            said = f"{short(self.value)} {self.unit}".strip() if self.known else "unknown"
        return f"{self.name}: {said}" if self.name else said


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values under names of columns; names of columns say the unit."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of video that shows what an answer says.

    Parameters
    ----------
    recording
        Where.
    start_s, stop_s
        Seconds from the first frame, half-open; equal for a point in time.
    subject, label, object
        Who does what to whom.
    """

    recording: str
    start_s: float
    stop_s: float
    subject: str = ""
    label: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question, as it was understood.

    Parameters
    ----------
    word
        As it stands in the question: ``"approaches"``.
    meaning
        What it stands for: ``"approach: the subject walks up to the other animal"``.
    """

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an answer was made from, so that it can be made again.

    Parameters
    ----------
    planner
        Who wrote the program: the grammar, a macro, a model or a person.
    data_version
        Changes when facts, reviews, ethogram or project file do.
    version
        Of the workbench.
    symbols
        Name -> version of what was read from memory.
    model
        Name of the model, where one wrote the program.
    when
        ISO 8601, UTC.
    run
        Name of the folder in ``runs/ask`` with all that the model was asked and wrote, if one was.
    """

    planner: PlannerName
    data_version: str
    version: str
    symbols: Mapping[str, int] = field(default_factory=dict)
    model: str = ""
    when: str = ""
    run: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer with all that it rests on.

    Parameters
    ----------
    question
        As it was asked.
    program
        Text that gives the answer; runs by itself, too.
    terms
        Words as they were understood.
    values, tables, clips
        What was found; each may be empty.
    figures
        Pictures.
    printed
        What the program printed.
    caveats
        What a person should know before believing it.
    provenance
        What it was made from.
    """

    question: str
    program: str
    provenance: Provenance
    terms: tuple[Term, ...] = ()
    values: tuple[Value, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = field(default=(), compare=False)
    clips: tuple[Clip, ...] = ()
    printed: str = ""
    caveats: tuple[str, ...] = ()

    @property
    def value(self) -> Value | None:
        """The first value, if there is one."""
        return self.values[0] if self.values else None

    @property
    def text(self) -> str:
        """What was found, in one line."""
        if self.values:
            return "; ".join(map(str, self.values))
        if self.tables:
            rows = sum(len(table.rows) for table in self.tables)
            return f"a table of {counted(rows, 'row')}"
        if self.figures:
            return counted(len(self.figures), "picture")
        return self.printed.strip() or counted(len(self.clips), "clip")

    def to_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON; pictures are counted only."""
        parts = {
            name: [asdict(one) for one in getattr(self, name)]
            for name in ("terms", "values", "tables", "clips")
        }
        return {
            "question": self.question,
            "text": self.text,
            **parts,
            "figures": len(self.figures),
            "printed": self.printed,
            "program": self.program,
            "caveats": list(self.caveats),
            "provenance": asdict(self.provenance),
        }
