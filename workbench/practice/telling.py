"""What a program answers, collected from known things in the form in which answers are told."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.practice.reference.amounts import Amount, NotJudgedError
from workbench.practice.reference.bouts import Bouts
from workbench.practice.reference.compared import Says
from workbench.practice.reference.drawn import Drawn
from workbench.practice.reference.tables import Table

Told = tuple[Any, str, str, float]
"""Value, unit, name, assessed seconds."""


@dataclass
class Answers:
    """Values, tables, pictures and clips, in order."""

    values: list[Told] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Drawn] = field(default_factory=list)
    clips: list[tuple[Any, ...]] = field(default_factory=list)

    def tell(
        self,
        value: Any = None,
        *,
        name: str = "",
        unit: str = "",
        table: Any = None,
        plot: Drawn | None = None,
        clips: Bouts | None = None,
        note: str = "",  # noqa: ARG002 - words for people
    ) -> None:
        """Take what `workbench.answer` takes."""
        if clips is not None:
            self._clip(clips)
        if value is not None:
            self.values += self._values(value, name, unit)
        if isinstance(table, Mapping):
            table = _listed(list(self._values(table, "", "")))
        if table is not None:
            if not isinstance(table, Table):
                message = f"a table that is {type(table).__name__}"
                raise NotJudgedError(message)
            self.tables.append(table)
        if plot is not None:
            self.figures.append(plot)

    def _clip(self, bouts: Bouts) -> None:
        self.clips += [
            (b.recording, b.start_s, b.stop_s, b.subject or "", b.label, b.object or "")
            for b in bouts
        ]

    def _values(self, value: Any, name: str, unit: str) -> Iterator[Told]:
        if isinstance(value, Bouts):
            self._clip(value)
            yield from self._values(value.count, name or "bouts", unit)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                yield from self._values(one, f"{name} {key}".strip(), unit)
        elif isinstance(value, bool | str | Says):
            yield value, unit, name, math.nan
        elif isinstance(value, Amount):
            yield float(value), value.unit or unit, name, value.assessed_s
        elif isinstance(value, list | tuple):
            for one in value:
                yield from self._values(one, name, unit)
        elif value is None or isinstance(value, int | float):
            yield math.nan if value is None else float(value), unit, name, math.nan
        else:
            message = f"an answer that is {type(value).__name__}"
            raise NotJudgedError(message)


def _listed(told: list[Told]) -> Table:
    known = any(not math.isnan(one[3]) for one in told)
    columns = ["name", "value", "unit", *(["assessed_s"] if known else [])]
    lines = [(name, value, unit, *([s] if known else [])) for value, unit, name, s in told]
    return Table(columns, lines)
