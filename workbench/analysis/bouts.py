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
from workbench.analysis.bout_set import BoutRow, BoutSet, Chosen, frame_ranges
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

__all__ = ["BoutRow", "Bouts", "frame_ranges"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Bouts(BoutSet):
    """A set of intervals with subject, object, label and confidence; see `BoutSet`."""

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
        """
        return bout_algebra.combined(self, other, same, "and")

    def difference(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the times of these bouts in which none of the others goes on."""
        return bout_algebra.combined(self, other, same, "without")

    def union(self, other: Bouts) -> Bouts:
        """Return the times in which a bout of either set goes on.

        Rows of one recording with equal subject and object become one, in which overlapping times
        count once; all others stay as they are.
        """
        return bout_algebra.union(self, other)

    def outside(self) -> Bouts:
        """Return the assessed times in which no bout goes on."""
        return bout_algebra.outside(self)

    # relations ------------------------------------------------------------------------------

    def before(
        self, other: Bouts, within_s: QuantityLike | None = None, same: Same | None = None
    ) -> Bouts:
        """Return the bouts after whose end one of the others starts, within seconds if given."""
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: relations.before(a, b, limit))

    def after(
        self, other: Bouts, within_s: QuantityLike | None = None, same: Same | None = None
    ) -> Bouts:
        """Return the bouts before whose start one of the others ended, within seconds if given."""
        limit = _limit(within_s)
        return self._that(other, same, lambda a, b: relations.after(a, b, limit))

    def during(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that lie wholly inside one of the others."""
        return self._that(other, same, relations.during)

    def overlapping(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that share time with one of the others; touching is not sharing."""
        return self._that(other, same, relations.overlapping)

    def not_overlapping(self, other: Bouts, same: Same | None = None) -> Bouts:
        """Return the bouts that share no time with any of the others."""
        return self._that(other, same, lambda a, b: ~relations.overlapping(a, b))

    def within(self, other: Bouts, seconds: QuantityLike, same: Same | None = None) -> Bouts:
        """Return the bouts with at most so many seconds to one of the others, on either side."""
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
        """Return the bouts that none of the others follows; see `followed_by`."""
        limit = duration(within_s, "within_s")
        return self._that(other, same, lambda a, b: ~relations.followed_by(a, b, limit))

    def allen(self, other: Bouts, relation: relations.Allen, same: Same | None = None) -> Bouts:
        """Return the bouts that stand in one of Allen's 13 relations to one of the others."""
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
        """
        return bout_algebra.sequence(self, others, duration(within_s, "within_s"), same)

    # elsewhere ------------------------------------------------------------------------------

    def mask(self, recording: Recording) -> Mask:
        """Return the bouts as a mask over the frames of one of their recordings.

        False where the behavior was assessed and no bout goes on.
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

        See `workbench.analysis.convert.store_bouts`.
        """
        from workbench.analysis.convert import store_bouts

        return store_bouts(self, source)

    def to_pynapple(self) -> pynapple.IntervalSet:
        """Return the bouts of one recording as a pynapple ``IntervalSet`` with metadata columns.

        Raises
        ------
        UserError
            Bouts of several recordings, points (an interval set has none), or pynapple is not
            installed (``pip install "behavior-workbench[formats]"``).
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

        Raises
        ------
        UserError
            A recording has no video, or the folder cannot be written.
        """
        from workbench.analysis.pictures import write_bout_clips

        return write_bout_clips(self, folder, pad_s)

    def plot(self) -> Figure:
        """Return an ethogram raster: bouts per animal and label over time, of one recording."""
        from workbench.analysis.pictures import plot_bouts

        return plot_bouts(self)


def _limit(within_s: QuantityLike | None) -> float | None:
    return None if within_s is None else duration(within_s, "within_s")
