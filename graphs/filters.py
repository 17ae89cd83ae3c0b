"""Which facts one asks for: a filter that is data, and its SQL over the shards' columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphs.errors import UserError
from graphs.records import microseconds

Names = str | Sequence[str] | None
"""One name, several of which any will do, or ``None`` for no condition."""

ObjectNames = str | Sequence[str | None] | None
"""As `Names`; ``None`` inside a list asks for facts without an object: ``[None]``."""

_SURE_ENOUGH = (
    "(coalesce(source = 'human' OR status = 'accepted', false)"
    " OR (confidence >= $min_confidence AND NOT isnan(confidence))"
    " OR (coalesce(isnan(confidence), true) AND source = 'import'))"
)


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Conditions on facts; all that are given must hold.

    Parameters
    ----------
    recording, subject, predicate, object, source, status
        One name or several of which any will do.
    between
        Seconds, half-open: facts that overlap the window; point facts that lie in it.
    min_confidence
        At least this. It is asked of what rules, models and files said, not of people: facts that
        a person made or accepted are kept whatever their confidence. Where it is unknown (NaN),
        facts of files (source ``import``) are kept too, those of rules and models left out.
    min_s, max_s
        Facts that last at least, at most so long, in seconds to the microsecond; point facts
        last 0 s.
    """

    recording: Names = None
    subject: Names = None
    predicate: Names = None
    object: ObjectNames = None
    between: tuple[float, float] | None = None
    min_confidence: float | None = None
    source: Names = None
    status: Names = None
    min_s: float | None = None
    max_s: float | None = None

    def sql(self) -> tuple[str, dict[str, Any]]:
        """Return the condition for a WHERE clause, with its named parameters.

        Raises
        ------
        UserError
            The window ends before it starts.
        """
        conditions, values = ["true"], dict[str, Any]()
        for column in ("recording", "subject", "predicate", "object", "source", "status"):
            wanted = several(getattr(self, column))
            if wanted is None:
                continue
            named = [name for name in wanted if name is not None]
            condition = f"list_contains(${column}::VARCHAR[], {column})"
            if len(named) < len(wanted):
                condition = f"(coalesce({condition}, false) OR {column} IS NULL)"
            conditions.append(condition)
            values[column] = named
        if self.between is not None:
            start_s, stop_s = self.between
            if stop_s < start_s:
                message = f"The window from {start_s} to {stop_s} s ends before it starts."
                raise UserError(message)
            conditions.append("start_us < $before AND (stop_us > $after OR start_us >= $after)")
            values |= {"after": microseconds(start_s), "before": microseconds(stop_s)}
        if self.min_confidence is not None:
            conditions.append(_SURE_ENOUGH)
            values["min_confidence"] = self.min_confidence
        for name, sign in (("min_s", ">="), ("max_s", "<=")):
            length_s = getattr(self, name)
            if length_s is not None:
                conditions.append(f"stop_us - start_us {sign} ${name}")
                values[name] = microseconds(length_s)
        return " AND ".join(conditions), values


def several(names: ObjectNames) -> list[str | None] | None:
    """Return one name or several as a list; ``None`` for no condition."""
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)
