"""Many recordings at once: the same question to each, and comparisons of groups.

Tracks are read for one recording at a time and let go of afterwards, so that hundreds of recordings
need no more memory than one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from graphs.errors import UserError
from graphs.filters import Names, ObjectNames
from graphs.words import did_you_mean
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording
from workbench.analysis.selection import EVERY

if TYPE_CHECKING:
    import pandas as pd

    from workbench.stats import Comparison

T = TypeVar("T")


class Recordings(Sequence[Recording]):
    """Recordings in order.

    Parameters
    ----------
    recordings
        With unique names.
    """

    def __init__(self, recordings: Sequence[Recording]) -> None:
        self._recordings = list(recordings)

    def __len__(self) -> int:
        return len(self._recordings)

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._recordings)

    @overload
    def __getitem__(self, which: int | str) -> Recording: ...

    @overload
    def __getitem__(self, which: slice) -> Recordings: ...

    def __getitem__(self, which: int | str | slice) -> Recording | Recordings:
        """Return one recording by place or name, or several by a slice."""
        if isinstance(which, slice):
            return Recordings(self._recordings[which])
        if isinstance(which, int):
            return self._recordings[which]
        for recording in self._recordings:
            if recording.name == which:
                return recording
        message = f"No recording {which!r}{did_you_mean(which, [r.name for r in self])}"
        raise UserError(message)

    def __repr__(self) -> str:
        return f"<Recordings: {', '.join(recording.name for recording in self) or 'none'}>"

    def of(self, group: Names = None, session: Names = None) -> Recordings:
        """Return the recordings of some groups or sessions.

        Raises
        ------
        UserError
            No recording has such a group or session.
        """
        kept = [r for r in self if _among(r.group, group) and _among(r.session, session)]
        if not kept:
            groups = sorted({r.group for r in self if r.group})
            sessions = sorted({r.session for r in self if r.session})
            message = (
                f"No recording of group {group!r} and session {session!r}. Groups: "
                f"{', '.join(groups) or 'none'}; sessions: {', '.join(sessions) or 'none'}."
            )
            raise UserError(message)
        return Recordings(kept)

    def each(self, what: Callable[[Recording], T]) -> list[T]:
        """Return something of each recording; its tracks are let go of afterwards."""
        results = []
        for recording in self:
            was_read = recording.is_read
            results.append(what(recording))
            if not was_read:
                recording.close()
        return results

    def behavior(
        self, name: str, subject: str = EVERY, target: str = EVERY, **settings: Any
    ) -> Bouts:
        """Return the bouts of a behavior in all recordings; see `Recording.behavior`."""
        return Bouts.joined(self.each(lambda r: r.behavior(name, subject, target, **settings)))

    def facts(
        self,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
        min_confidence: float | None = None,
    ) -> Bouts:
        """Return stored facts of all recordings as bouts; see `Recording.facts`."""
        return Bouts.joined(
            self.each(lambda r: r.facts(subject, predicate, object, min_confidence))
        )

    def time_budget(self, bouts: Bouts | None = None) -> pd.DataFrame:
        """Return count, duration, share of assessed time and rate, per recording and animal.

        Parameters
        ----------
        bouts
            What to take into account; all stored facts if not given.

        Returns
        -------
        pandas.DataFrame
            The columns of `graphs.budget.time_budget`, and ``group`` and ``session``.
        """
        from graphs.budget import time_budget

        found = self.facts() if bouts is None else bouts
        table = time_budget(found.facts(), found.assessed_records())
        for place, what in enumerate(("group", "session"), start=1):
            of = {recording.name: getattr(recording, what) for recording in self}
            table.insert(place, what, table["recording"].map(of))
        return table

    def measure(self, what: Callable[[Recording, str], float], name: str = "") -> pd.DataFrame:
        """Return a quantity of every animal of every recording, one line each.

        Parameters
        ----------
        what
            Given a recording and the name of an animal, returns a number or `Quantity`.
        name
            What the quantity is called.

        Returns
        -------
        pandas.DataFrame
            The columns of `Recording.measure`.
        """
        import pandas as pd

        return pd.concat(self.each(lambda r: r.measure(what, name)), ignore_index=True)

    def compare(
        self,
        what: Callable[[Recording, str], float] | dict[str, Callable[[Recording, str], float]],
        by: str = "group",
        groups: tuple[str, str] | None = None,
        **settings: Any,
    ) -> Comparison:
        """Compare a quantity, or several, between two groups or sessions, animal by animal.

        Parameters
        ----------
        what
            As for `measure`; or several by name, over which p-values are corrected.
        by
            ``"group"`` or ``"session"``.
        groups
            Which two, where there are more.
        **settings
            Of `workbench.stats.compare`.

        Returns
        -------
        Comparison
            Effect sizes with intervals, permutation test, correction, a sentence for the methods.

        Notes
        -----
        An animal that a person named in the project (``animals`` in ``project.toml``) is one animal
        in all recordings that have the name. Names of the tracker (``ind1``) say nothing about who
        it is, so those are another animal in every recording.

        Examples
        --------
        ``project.recordings().compare(lambda r, a: r.time_in(a, "shelter"))``
        """
        import pandas as pd

        from workbench.stats import compare

        measures = what if isinstance(what, dict) else {"value": what}
        table = pd.concat([self.measure(one, name) for name, one in measures.items()])
        named = {recording.name: set(recording.spec.animals.values()) for recording in self}
        table["animal"] = [
            animal if animal in named[recording] else f"{recording}: {animal}"
            for recording, animal in zip(table["recording"], table["animal"], strict=True)
        ]
        return compare(table, by, groups=groups, **settings)


def _among(value: str | None, wanted: Names) -> bool:
    if wanted is None:
        return True
    return value == wanted if isinstance(wanted, str) else value in wanted
