"""Which rows of two sets of bouts meet; see `workbench.analysis.bouts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
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
    left: Sequence[Whose],
    right: Sequence[Whose],
    same: Same | None,
    recordings: Mapping[str, Recording] | None = None,
) -> list[list[int]]:
    """Return for each row of the left set the rows of the right one that it meets.

    Parameters
    ----------
    left, right
        Rows.
    same
        ``None``: see `workbench.analysis.bouts`.
    recordings
        Name -> recording, which knows its animals; without it only subjects of the right set are
        known to be animals.

    Raises
    ------
    UserError
        `same` is none of the words.
    """
    if same is not None and same not in get_args(Same):
        message = f"same={same!r}{did_you_mean(same, get_args(Same))}"
        raise UserError(message)
    if same is None:
        return _usual(left, right, recordings or {})
    keys: dict[object, list[int]] = {}
    for index, row in enumerate(right):
        keys.setdefault((row.recording, _key(row, same)), []).append(index)
    mirrored = "pair" if same == "reverse" else same
    return [keys.get((row.recording, _key(row, mirrored)), []) for row in left]


def _usual(
    left: Sequence[Whose], right: Sequence[Whose], recordings: Mapping[str, Recording]
) -> list[list[int]]:
    """Return what each row meets if nobody says: by subject, or the only subject there is.

    What a row meets does not depend on the other rows of its side, so that rows may be chosen
    before or after.
    """
    of_subject: dict[tuple[str, str | None], list[int]] = {}
    of_recording: dict[str, list[int]] = {}
    for index, row in enumerate(right):
        of_subject.setdefault((row.recording, row.subject), []).append(index)
        of_recording.setdefault(row.recording, []).append(index)
    subjects = {name: {right[i].subject for i in rows} for name, rows in of_recording.items()}

    @cache
    def is_animal(recording: str, name: str | None) -> bool:
        if (recording, name) in of_subject:
            return name is not None
        if name is None or recording not in recordings:
            return False
        of = recordings[recording]
        place = name in of.spec.arena.zones or name in of.spec.arena.objects
        return not place and name in of.animals  # places that are known spare reading the tracks

    def meets(row: Whose) -> list[int]:
        own = of_subject.get((row.recording, row.subject))
        if own is None:
            single = len(subjects.get(row.recording, ())) == 1
            return of_recording[row.recording] if single else []
        return [
            i
            for i in own
            if right[i].object == row.object
            or not all(is_animal(row.recording, name) for name in (row.object, right[i].object))
        ]

    return [meets(row) for row in left]


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
