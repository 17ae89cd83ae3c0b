"""Bouts: intervals of time with a subject, an object, a label and a confidence.

The same type whether they were found on tracks (`Mask.bouts`), computed by a behavior, or read from
the graph (`Recording.facts`); of one recording or of many. Times are seconds, half-open
``[start_s, stop_s)``; a point has ``start_s == stop_s``.

Whose bouts meet
    Set algebra and relations look within one recording. Bouts of equal subjects meet, and of equal
    objects too where both objects are animals; a subject of which the other set knows nothing meets
    the other set's only subject, if there is just one. ``same`` says otherwise: ``"any"``,
    ``"subject"``, ``"object"``, ``"pair"`` (both equal) or ``"reverse"`` (the subject of one is the
    object of the other).

What was assessed
    Set algebra is three-valued as masks are: ``&`` is assessed where both sides are, and where one
    is known not to go on; ``|`` where both are, and where a bout goes on. A relation keeps the
    assessed time of these bouts, or none where nothing that they meet was ever looked for: then
    counts, rates and fractions are NaN, not zero. Relations that say *not* keep bouts beside which
    the other behavior was not assessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs import relations
from graphs.intervals import Intervals
from graphs.records import Assessed, Fact
from workbench.analysis import bout_algebra
from workbench.analysis.bout_rows import BoutRow
from workbench.analysis.bout_set import BoutSet, Chosen
from workbench.analysis.matching import Same
from workbench.analysis.units import QuantityLike
from workbench.analysis.units import seconds as duration

if TYPE_CHECKING:
    from pathlib import Path

    import pynapple
    from matplotlib.figure import Figure

    from graphs.records import Source
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording

__all__ = ["BoutRow", "Bouts"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bouts(BoutSet):
    """A set of intervals with subject, object, label and confidence; see `BoutSet`.

    Arguments of set algebra and relations:

    - `other`: bouts, or a mask, which stands for its bouts.
    - `same`: which rows meet (``None``: see `workbench.analysis.bouts`).
    - `within_s`, `seconds`: a limit in seconds, or text such as ``"200 ms"``; compared at one
      microsecond, the limit itself included.

    Set algebra (``& | -`` and the methods that they stand for) and relations raise UserError where
    `other` is neither bouts nor a mask, two different recordings have one name, `same` is none of
    its words, or a limit is no time.

    Examples
    --------
    A point that is at the left for a second, then at the right for two:

    >>> import numpy as np
    >>> from pipelines.timebase import TimeBase
    >>> from pipelines.tracks.schema import make_tracks
    >>> from workbench.analysis.recording import Recording
    >>> at = np.array([[20, 0], [80, 0], [80, 0], [20, 0]])[:, :, None, None]
    >>> clock = TimeBase.constant(4, fps=1)
    >>> tracks = make_tracks(at, None, ["centre"], ["mouse_1"], clock, "by hand")
    >>> x = Recording.from_tracks(tracks).position("mouse_1").x
    >>> left, right = (x < 50).bouts(label="left"), (x >= 50).bouts(label="right")
    >>> left.intervals
    array([[0., 1.],
           [3., 4.]])
    >>> left.total_s
    2 s (of 4 s assessed)

    Of the two visits to the left, one to the right follows the first only. A visit that ends as
    another starts touches it, but shares no time with it:

    >>> left.followed_by(right, within_s="0.5 s").intervals
    array([[0., 1.]])
    >>> len(left & right), len(left.overlapping(right)), len(left.within(right, 0))
    (0, 0, 2)
    """

    # set algebra ----------------------------------------------------------------------------

    def __and__(self, other: Bouts) -> Bouts:
        return self.intersection(other)

    def __or__(self, other: Bouts) -> Bouts:
        return self.union(other)

    def __sub__(self, other: Bouts) -> Bouts:
        return self.difference(other)

    def intersection(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the times of these bouts in which one of the others goes on too.

        Rows are those of these bouts; points stay where they lie in a bout of the other set.
        Confidence is unknown then. ``a & b`` is ``a.intersection(b)``.
        """
        return bout_algebra.combined(self, other, same, "and")

    def difference(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the times of these bouts in which none of the others goes on.

        Rows and points as for `intersection`: ``a - b`` is ``a.difference(b)``. Time in which it is
        not known whether the other goes on stays in the bouts, so that short gaps in the tracks do
        not cut them; it is not in `assessed`, and `fraction` leaves it out.
        """
        return bout_algebra.combined(self, other, same, "without")

    def union(self, other: Bouts) -> Bouts:
        """Return the times in which a bout of either set goes on.

        Rows of one recording with equal subject and object become one, in which overlapping times
        count once and confidence is unknown; all others stay as they are. ``a | b`` is
        ``a.union(b)``.
        """
        return bout_algebra.union(self, other)

    def outside(self) -> Bouts:
        """Return the assessed times in which no bout goes on, row by row."""
        return bout_algebra.outside(self)

    # relations ------------------------------------------------------------------------------

    def before(
        self, other: Bouts, within_s: QuantityLike | None = None, same: Same | None = None
    ) -> Bouts:
        """Return the bouts after whose end one of the others starts, within `within_s` if given.

        Or just at it: touching counts, and a point is before itself.
        """
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: relations.before(a, b, limit))

    def after(
        self, other: Bouts, within_s: QuantityLike | None = None, same: Same | None = None
    ) -> Bouts:
        """Return the bouts before whose start one of the others ended, within `within_s` if given.

        Or just at it: touching counts, and a point is after itself.
        """
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: relations.after(a, b, limit))

    def during(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that lie wholly inside one of the others."""
        return self._that(other, same, relations.during)

    def overlapping(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that share time with one of the others; touching is not sharing."""
        return self._that(other, same, relations.overlapping)

    def not_overlapping(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that share no time with any of the others.

        A bout beside which the other behavior was not assessed is kept, too: see the module.
        """
        return self._that(other, same, lambda a, b: ~relations.overlapping(a, b))

    def within(self, other: Bouts, seconds: QuantityLike, same: Same | None = None) -> Bouts:
        """Return the bouts with at most so many `seconds` to one of the others, on either side."""
        limit = duration(seconds, "seconds")
        return self._that(other, same, lambda a, b: relations.within(a, b, limit))

    def followed_by(self, other: Bouts, within_s: QuantityLike, same: Same | None = None) -> Bouts:
        """Return the bouts that one of the others follows.

        It starts later than this one starts, and no later than `within_s` after this one ends.
        """
        limit = duration(within_s, "within_s")
        return self._that(other, same, lambda a, b: relations.followed_by(a, b, limit))

    def not_followed_by(
        self, other: Bouts, within_s: QuantityLike, same: Same | None = None
    ) -> Bouts:
        """Return the bouts that none of the others follows; see `followed_by`.

        A bout after which the other behavior was not assessed is kept, too: see the module.
        """
        limit = duration(within_s, "within_s")
        return self._that(other, same, lambda a, b: ~relations.followed_by(a, b, limit))

    def allen(self, other: Bouts, relation: relations.Allen, same: Same | None = None) -> Bouts:
        """Return the bouts that stand in one of Allen's 13 relations to one of the others.

        Their end points alone decide, so some hold for fewer bouts than the methods of the same
        name: see `graphs.relations.allen`.

        Raises
        ------
        UserError
            There is no such `relation`.
        """
        return self._that(other, same, lambda a, b: relations.allen(a, b, relation))

    def _that(
        self,
        other: Bouts,
        same: Same | None,
        qualify: Callable[[Intervals, Intervals], Chosen],
    ) -> Bouts:
        return bout_algebra.that(self, other, same, qualify)

    def sequence(self, *others: Bouts, within_s: QuantityLike, same: Same | None = None) -> Bouts:
        """Return sequences that start with these bouts: first, then the next, then the next...

        Parameters
        ----------
        *others
            What follows, in order.
        within_s
            Each starts later than the one before it starts, and at most so long after its end.
        same
            How rows of each following set meet those of these bouts.

        Returns
        -------
        Bouts
            From the start of the first to the end of the last bout of each sequence; no bout
            counts twice.

        Raises
        ------
        UserError
            Nothing is said to follow, and as for the relations (see `Bouts`).

        Notes
        -----
        How bouts are chosen where several would do: see `graphs.relations.sequences`.
        """
        return bout_algebra.sequence(self, others, duration(within_s, "within_s"), same)

    # elsewhere ------------------------------------------------------------------------------

    def mask(self, recording: Recording) -> Mask:
        """Return the bouts as a mask over the frames of one of their recordings.

        True in the frames of a bout (`frames`), false where the behavior was assessed and no bout
        goes on. Rows that differ in the label alone become one, assessed where all of them are.

        Raises
        ------
        UserError
            The bouts are of other recordings, or of another one of that name.
        """
        from workbench.analysis.convert import bouts_to_mask

        return bouts_to_mask(self, recording)

    def facts(self, source: Source = "rule", run: str = "analysis") -> list[Fact]:
        """Return the bouts as records of the knowledge graph.

        Parameters
        ----------
        source
            Who says so: ``rule`` for what was computed, ``human`` for what a person marked.
        run
            Identifier that the facts carry.

        Raises
        ------
        UserError
            A row has no subject: a fact is about somebody.
        """
        from workbench.analysis.convert import bouts_to_facts

        return bouts_to_facts(self, source, run)

    def assessed_records(self) -> list[Assessed]:
        """Return when each row was assessed, as records of the knowledge graph."""
        return [
            Assessed(row.recording, row.subject or "", row.label, row.object, float(a), float(b))
            for row, spans in zip(self.rows, self.assessed, strict=True)
            for a, b in spans
        ]

    def to_graph(self, source: Source = "rule") -> int:
        """Store the bouts as facts beside those that labelling made; return how many.

        `source`, errors and what is replaced: see `workbench.analysis.convert.store_bouts`.
        """
        from workbench.analysis.convert import store_bouts

        return store_bouts(self, source)

    def to_pynapple(self) -> pynapple.IntervalSet:
        """Return the bouts of one recording as a pynapple ``IntervalSet`` with metadata columns.

        Raises
        ------
        UserError
            Bouts of several recordings, points or bouts that overlap (an interval set has neither),
            or pynapple is not installed (``pip install "behavior-workbench[formats]"``).
        """
        from workbench.analysis.convert import bouts_to_pynapple

        return bouts_to_pynapple(self)

    def clips(self, folder: Path | str, pad_s: QuantityLike = 0.5) -> list[Path]:
        """Write a short playable video of each bout, with the animals marked.

        Parameters
        ----------
        folder
            Made if it does not exist.
        pad_s
            Seconds shown before and after; a bar is lit during the bout itself.

        Returns
        -------
        list of Path
            The files, mp4; by recording.

        Raises
        ------
        UserError
            A recording has no video, `pad_s` is no time, or the folder cannot be written.
        DataError
            Of some bouts no frame can be decoded; the other clips are written.
        """
        from workbench.analysis.pictures import write_bout_clips

        return write_bout_clips(self, folder, pad_s)

    def plot(self) -> Figure:
        """Return an ethogram raster: bouts per animal and label over time, of one recording.

        Raises
        ------
        UserError
            The bouts are of several recordings or of none, or have no subject.
        """
        from workbench.analysis.pictures import plot_bouts

        return plot_bouts(self)


def _limit(within_s: QuantityLike | None) -> float | None:
    return None if within_s is None else duration(within_s, "within_s")
