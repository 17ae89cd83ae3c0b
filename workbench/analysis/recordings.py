"""Many recordings at once: the same question to each, and comparisons of groups.

`Recordings.each`, and the questions built on it (`behavior`, `facts`, `time_budget`, `measure`,
`compare`), read one recording at a time and let go of its tracks afterwards: of hundreds of
recordings, only the tracks of one are in memory, beside the answers. A recording that is taken out,
by name or in a loop, keeps what it reads until `Recording.close`; so do signals and masks, which
hold arrays of every frame.

The questions go on without a recording that cannot answer (it lacks a zone, say), and warn of it;
`each` raises. `Recordings.answering` takes such recordings out before a loop.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from graphs.errors import UserError, WorkbenchError
from graphs.filters import Names, ObjectNames
from graphs.words import counted, did_you_mean
from workbench.analysis.bouts import Bouts
from workbench.analysis.masks import Mask
from workbench.analysis.recording import Recording
from workbench.analysis.selection import EVERY
from workbench.analysis.signals import Signal
from workbench.stats.animals import listed

if TYPE_CHECKING:
    import pandas as pd

    from workbench.stats import Comparison

T = TypeVar("T")
Measure = Callable[[Recording, str], float]


class Recordings(Sequence[Recording]):
    """Recordings in order.

    Parameters
    ----------
    recordings
        With unique names. ``recordings["name"]`` raises UserError where there is none.
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

        Parameters
        ----------
        group, session
            A name, or several of which one is enough; any if not given. Both have to fit.

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
        """Return something of each recording; its tracks are let go of afterwards.

        Parameters
        ----------
        what
            Given a recording, returns an answer. Signals and masks would keep arrays of all frames
            in memory: return numbers, tables or bouts.

        Raises
        ------
        WorkbenchError
            Of the first recording that cannot answer, whose name stands before the message.
        """
        return self._each(what)

    def _each(self, what: Callable[[Recording], T], *, closing: bool = True) -> list[T]:
        """Return as `each`; what is read is kept if it is not `closing`."""
        results = []
        for recording in self:
            was_read = recording.is_read
            try:
                results.append(what(recording))
            except WorkbenchError as error:
                message = f"{recording.name}: {error}"
                raise type(error)(message) from error
            finally:
                if closing and not was_read:
                    recording.close()
        return results

    def answering(self, what: Callable[[Recording], object]) -> Recordings:
        """Return those that can answer.

        Parameters
        ----------
        what
            Given a recording, asks it. What it returns is not used.

        Returns
        -------
        Recordings
            Those of which `what` is no UserError; what they read is kept until `Recording.close`.

        Raises
        ------
        UserError
            No recording can answer.

        Warns
        -----
        UserWarning
            Some recordings cannot answer and are left out (who and why is said).

        Examples
        --------
        ``project.recordings().answering(lambda r: r.facts("mouse_1", "rear"))``
        """

        def asked(recording: Recording) -> Recording:
            what(recording)
            return recording

        return Recordings(self._ask(asked, lengths=False, closing=False))

    def behavior(
        self, name: str, subject: str = EVERY, target: str = EVERY, **settings: Any
    ) -> Bouts:
        """Return the bouts of a behavior in all recordings; see `Recording.behavior`.

        Raises
        ------
        UserError
            No recording can answer.

        Warns
        -----
        UserWarning
            Some recordings cannot answer and are left out (who and why is said), or lengths are cm
            in some and px in others.
        """
        return Bouts.joined(self._ask(lambda r: r.behavior(name, subject, target, **settings)))

    def facts(
        self,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
        min_confidence: float | None = None,
    ) -> Bouts:
        """Return stored facts of all recordings as bouts; see `Recording.facts`.

        Raises
        ------
        UserError
            No recording can answer.

        Warns
        -----
        UserWarning
            Some recordings cannot answer and are left out: they were not labelled, say.
        """
        return Bouts.joined(
            self._ask(lambda r: r.facts(subject, predicate, object, min_confidence), lengths=False)
        )

    def _ask(
        self, what: Callable[[Recording], T], *, lengths: bool = True, closing: bool = True
    ) -> list[T]:
        """Return the answers of the recordings that have one, for a method that a person calls.

        Warns of those that have none and, for a question that may speak of `lengths`, of different
        units; `UserError` if none has an answer. What is read is kept if it is not `closing`.
        """
        answers: list[T] = []
        faults: dict[str, UserError] = {}
        units: dict[str, list[str]] = defaultdict(list)

        def ask(recording: Recording) -> None:
            try:
                answers.append(what(recording))
            except UserError as error:
                faults[recording.name] = error
                return
            if lengths and recording.is_read:
                units[recording.units.length].append(recording.name)

        self._each(ask, closing=closing)
        if faults and not answers:
            message = f"No recording has an answer. {_reasons(faults)}"
            raise UserError(message) from next(iter(faults.values()))
        said = [f"Left out: {_reasons(faults)}"] if faults else []
        if len(units) > 1:
            said.append(_different_units(units))
        for message in said:
            warnings.warn(message, UserWarning, stacklevel=3)  # where the person asked
        return answers

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

        Raises
        ------
        UserError
            No bouts are given and no recording has stored facts, or bouts have no subject.

        Warns
        -----
        UserWarning
            Some recordings have no stored facts and are left out.
        """
        from graphs.budget import time_budget

        if bouts is None:
            found = Bouts.joined(self._ask(lambda r: r.facts(), lengths=False))
        else:
            found = bouts
        return self._with_groups(time_budget(found.facts(), found.assessed_records()))

    def table(self, what: Callable[[Recording], Signal | Mask | Bouts]) -> pd.DataFrame:
        """Return the tables of a signal, a mask or bouts of every recording, below each other.

        Parameters
        ----------
        what
            Given a recording, returns a signal (mean, median... per row), a mask (seconds and share
            per row) or bouts (one line each).

        Returns
        -------
        pandas.DataFrame
            The columns of its ``table()``, and ``group`` and ``session``.

        Raises
        ------
        UserError
            No recording can answer, or what is returned has no table.

        Warns
        -----
        UserWarning
            As for `behavior`.

        Examples
        --------
        ``project.recordings().table(lambda r: r.speed("*.nose"))``
        """
        import pandas as pd

        def tabled(recording: Recording) -> pd.DataFrame:
            answer = what(recording)
            if not isinstance(answer, Signal | Mask | Bouts):
                message = (
                    f"table() is of a signal, a mask or bouts; found {type(answer).__name__}. For "
                    "numbers there is measure()."
                )
                raise UserError(message)
            return answer.table()

        return self._with_groups(pd.concat(self._ask(tabled), ignore_index=True))

    def _with_groups(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put group and session of the recordings into a table, in place, and return it."""
        for place, what in enumerate(("group", "session"), start=1):
            of = {recording.name: getattr(recording, what) for recording in self}
            table.insert(place, what, table["recording"].map(of))
        return table

    def measure(self, what: Measure, name: str = "", animals: Sequence[str] = ()) -> pd.DataFrame:
        """Return a quantity of every animal of every recording, one line each.

        Parameters
        ----------
        what
            Given a recording and the name of an animal, returns a number or `Quantity`.
        name
            What the quantity is called.
        animals
            Only animals of these names, such as a role that one animal of each recording has:
            ``["resident"]``. A recording that lacks a name has no line for it. All if not given.

        Returns
        -------
        pandas.DataFrame
            The columns of `Recording.measure`.

        Raises
        ------
        UserError
            No recording can answer, what is returned is no number, or a name of `animals` is in no
            recording.

        Warns
        -----
        UserWarning
            Some recordings cannot answer and are left out (who and why is said), or lengths are cm
            in some and px in others.
        """
        known: set[str] = set()
        tables = self._ask(lambda r: _measured(r, {name: what}, animals, known))
        return _joined(tables, animals, known)

    def compare(
        self,
        what: Measure | dict[str, Measure],
        by: str = "group",
        groups: tuple[str, str] | None = None,
        animals: Sequence[str] = (),
        **settings: Any,
    ) -> Comparison:
        """Compare a quantity, or several, between two groups or sessions, animal by animal.

        Every recording is read once, whatever the number of quantities.

        Parameters
        ----------
        what
            As for `measure`; or several by name, over which p-values are corrected. A recording
            that lacks what one of them needs is left out of all.
        by
            ``"group"`` or ``"session"``.
        groups
            Which two, where there are more.
        animals
            As for `measure`.
        **settings
            Of `workbench.stats.compare`.

        Returns
        -------
        Comparison
            Effect sizes with intervals, permutation test, correction, a sentence for the methods.

        Raises
        ------
        UserError
            As for `measure` and `workbench.stats.compare`.

        Warns
        -----
        UserWarning
            As for `measure`.

        Notes
        -----
        Who is one animal in several recordings is what a person said: a name that a recording gives
        in its own ``animals`` in ``project.toml``, or that was given to it in the graph
        (`KnowledgeGraph.individuals`), is the same animal wherever it stands. Names of
        the tracker (``ind1``) and names from ``[defaults]``, which are roles (``resident``), say
        nothing about who it is: they are another animal in every recording, called ``recording:
        name``.

        Examples
        --------
        ``project.recordings().compare(lambda r, a: r.time_in(a, "shelter"))``

        Residents alone:

        ``project.recordings().compare(lambda r, a: r.time_in(a, "nest"), animals=["resident"])``
        """
        from workbench.stats import compare

        measures = what if isinstance(what, dict) else {"value": what}
        known: set[str] = set()
        tables = self._ask(lambda r: _measured(r, measures, animals, known))
        table = _joined(tables, animals, known)
        who = {recording.name: _identities(recording) for recording in self}
        table["animal"] = [
            who[recording].get(animal, f"{recording}: {animal}")
            for recording, animal in zip(table["recording"], table["animal"], strict=True)
        ]
        return compare(table, by, groups=groups, **settings)


def _measured(
    recording: Recording, measures: Mapping[str, Measure], animals: Sequence[str], known: set[str]
) -> list[pd.DataFrame]:
    """Return a table per measure, none where no animal is meant; adds to the `known` animals."""
    known.update(recording.animals)
    mine = [name for name in _names(animals) or recording.animals if name in recording.animals]
    if not mine:
        return []
    return [recording.measure(what, name, mine) for name, what in measures.items()]


def _joined(
    tables: Sequence[Sequence[pd.DataFrame]], animals: Sequence[str], known: set[str]
) -> pd.DataFrame:
    import pandas as pd

    for name in _names(animals):
        if name not in known:
            message = f"No animal {name!r} in any recording{did_you_mean(name, known)}"
            raise UserError(message)
    several = [table for of_recording in tables for table in of_recording]
    if not several:
        message = "There is nothing to measure: no recording that can answer has such an animal."
        raise UserError(message)
    return pd.concat(several, ignore_index=True)


def _names(animals: Sequence[str]) -> list[str]:
    return [animals] if isinstance(animals, str) else list(animals)


def _identities(recording: Recording) -> dict[str, str]:
    """Return who the animals of a recording are, as far as people said."""
    if recording.project is None:
        return {name: name for name in recording.spec.animals.values()}
    names = recording.project.graph().overlays().names
    return {
        animal: names.resolved(recording.name, animal)
        for animal in recording.animals
        if names.known(recording.name, animal)
    }


def _reasons(faults: Mapping[str, UserError]) -> str:
    """Return who has no answer and why; those with an equal reason together."""
    names = defaultdict(list)
    for name, error in faults.items():
        reason = str(error).replace(f"Recording {name!r}", "The recording")
        names[reason.removesuffix(".")].append(name)
    return "; ".join(f"{listed(alike)} ({reason})" for reason, alike in names.items()) + "."


def _different_units(units: Mapping[str, Sequence[str]]) -> str:
    found = " and ".join(
        f"{unit} in {counted(len(names), 'recording')} ({listed(names)})"
        for unit, names in sorted(units.items())
    )
    return (
        f"Lengths are {found}: plain numbers in a question, and lengths in its answer, mean "
        "different things. Set px_per_cm for all recordings, or say lengths in px or BL."
    )


def _among(value: str | None, wanted: Names) -> bool:
    if wanted is None:
        return True
    return value == wanted if isinstance(wanted, str) else value in wanted
