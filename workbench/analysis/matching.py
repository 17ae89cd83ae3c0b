"""Which rows of two sets of bouts meet; see `workbench.analysis.bouts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from graphs.errors import UserError
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording

Same = Literal["any", "subject", "object", "pair", "reverse"]
"""How rows of two sets meet, within one recording."""


class Whose(Protocol):
    """What matching looks at."""

    @property
    def recording(self) -> str:
        """Name of the recording."""
        ...

    @property
    def subject(self) -> str | None:
        """Who does it."""
        ...

    @property
    def object(self) -> str | None:
        """To whom or where."""
        ...


def matched_rows(
    left: Sequence[Whose], right: Sequence[Whose], same: Same | None
) -> list[list[int]]:
    """Return for each row of the left set the rows of the right one that it meets.

    Parameters
    ----------
    left, right
        Rows.
    same
        ``None``: by subject where both sides have several of them in a recording, else any.

    Raises
    ------
    UserError
        `same` is none of the words.
    """
    if same is not None and same not in get_args(Same):
        message = f"same={same!r}{did_you_mean(same, get_args(Same))}"
        raise UserError(message)
    several = _of_several(left) & _of_several(right)

    def usual(row: Whose) -> Same:
        return "subject" if row.recording in several else "any"

    keys: dict[object, list[int]] = {}
    for index, row in enumerate(right):
        keys.setdefault((row.recording, _key(row, same or usual(row))), []).append(index)
    mirrored = "pair" if same == "reverse" else same
    return [keys.get((row.recording, _key(row, mirrored or usual(row))), []) for row in left]


def _of_several(rows: Sequence[Whose]) -> set[str]:
    """Return the recordings in which rows have several subjects."""
    subjects: dict[str, set[str | None]] = {}
    for row in rows:
        subjects.setdefault(row.recording, set()).add(row.subject)
    return {recording for recording, found in subjects.items() if len(found) > 1}


def _key(row: Whose, same: Same) -> object:
    return {
        "any": None,
        "subject": row.subject,
        "object": row.object,
        "pair": (row.subject, row.object),
        "reverse": (row.object, row.subject),
    }[same]


def merged(several: Iterable[Mapping[str, Recording]]) -> dict[str, Recording]:
    """Return the recordings of several sets by name.

    Raises
    ------
    UserError
        Two different recordings have one name: their bouts must not meet.
    """
    found: dict[str, Recording] = {}
    for recordings in several:
        for name, recording in recordings.items():
            if not _same(found.setdefault(name, recording), recording):
                message = (
                    f"Two different recordings are called {name!r}. Give each a name of its own."
                )
                raise UserError(message)
    return found


def _same(one: Recording, other: Recording) -> bool:
    """Return whether two are of the same files or, if there are none, have the same clock."""
    files, others = ((r.spec.video, r.spec.tracks) for r in (one, other))
    return one is other or (files == others and (any(files) or one.clock is other.clock))
