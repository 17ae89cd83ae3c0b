"""Questions in one call, of one recording: how long, how often, when first, how far.

They are made of signals, masks and bouts, and say what the plain pieces would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines import kernels
from pipelines.describe.bouts import Margins, crossings
from workbench.analysis import selection
from workbench.analysis.rows import NOBODY, only
from workbench.analysis.selection import EVERY, Who
from workbench.analysis.units import Quantity, QuantityLike, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.figure import Figure

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Flags, Mask
    from workbench.analysis.recording import Recording
    from workbench.analysis.signals import Signal


Several: TypeAlias = "Bouts | Sequence[Bouts] | None"
"""Bouts, several sets of them, or all stored facts."""


class Verbs:
    """The verbs of a `Recording`; not used on its own.

    All methods raise UserError where a name is not known, a text is no time or no quantity, or what
    should be bouts or a mask is something else; and where stored facts are asked for and there are
    none.
    """

    def _recording(self) -> Recording:
        raise NotImplementedError  # of Recording

    def time_in(self, who: str, zone: str) -> Quantity:
        """Return the seconds that an animal's centre (or a point of it) is in a zone.

        Parameters
        ----------
        who
            One animal or point.
        zone
            One zone.

        Returns
        -------
        Quantity
            In s; ``assessed_s`` is how long the position was known. NaN if never.

        Raises
        ------
        UserError
            There is no such animal, point or zone, or several are meant.
        """
        inside = self._recording().in_zone(who, zone)
        only(inside.rows, "time_in()")
        return inside.total_s()

    def entries(
        self, who: Who, zone: Who, min_s: QuantityLike = 0.0, max_gap_s: QuantityLike = 0.0
    ) -> Bouts:
        """Return when animals enter a zone, as points in time.

        An animal that is inside when tracking begins did not enter, nor does one that was lost
        inside and is found inside again.

        Parameters
        ----------
        who, zone
            As for `Recording.in_zone`.
        min_s
            Visits shorter than this do not count.
        max_gap_s
            Two visits this close together are one.

        Returns
        -------
        Bouts
            Points, labelled ``enter``: the first frame inside. Assessed as the visits are.
        """
        return self._crossings(who, zone, min_s, max_gap_s, "start")

    def exits(
        self, who: Who, zone: Who, min_s: QuantityLike = 0.0, max_gap_s: QuantityLike = 0.0
    ) -> Bouts:
        """Return when animals leave a zone, as points in time labelled ``leave``; see `entries`.

        Each is the end of what the last frame inside stands for. An animal that is inside when
        tracking ends did not leave, nor does one that was lost inside and is found inside again.
        """
        return self._crossings(who, zone, min_s, max_gap_s, "stop")

    def _crossings(
        self,
        who: Who,
        zone: Who,
        min_s: QuantityLike,
        max_gap_s: QuantityLike,
        at: Literal["start", "stop"],
    ) -> Bouts:
        from workbench.analysis.bouts import Bouts

        inside = self._recording().in_zone(who, zone)
        visits = inside.bouts(min_s=min_s, max_gap_s=max_gap_s)
        frames, spans = visits.frames(), []
        for index in range(len(inside.rows)):
            packed = inside.packed(index)
            mine = visits.row == index
            seen = crossings(Margins(packed, packed), frames[mine], at)
            kept = np.isin(frames[mine][:, 0], seen[:, 0])
            times = visits.intervals[mine][kept, 0 if at == "start" else 1]
            spans.append(np.column_stack([times, times]))
        word = "enter" if at == "start" else "leave"
        rows = [row._replace(label=word) for row in visits.rows]
        return Bouts.of(visits.recordings, rows, spans, visits.assessed)

    def path_length(
        self, who: str, during: Mask | Bouts | None = None, smooth_s: QuantityLike = 0.2
    ) -> Quantity:
        """Return how far an animal's centre (or a point of it) travels, in cm or px.

        Parameters
        ----------
        who
            One animal or point.
        during
            Only steps in it.
        smooth_s
            Positions are smoothed over this window first, because noise of the tracks adds to a
            path; 0 for positions as they are.

        Returns
        -------
        Quantity
            Sum of the steps between neighbouring frames that are both known (and both in
            `during`): what happens in a gap or a pause of the camera is not guessed, so it is a
            lower bound. NaN where no such step is known. ``assessed_s`` is how long the position
            was known, in `during` if that is given. Where that was looked for and never went on,
            the path is 0, and assessed is the time in which that can be said.

        Raises
        ------
        UserError
            `who` stands for several animals or none, or `during` is of another recording.

        Notes
        -----
        Smoothing is by a straight line through each window, as for `Recording.velocity`: curves
        that are narrower than the window are cut short. On three-dimensional tracks it is the path
        in space.
        """
        recording = self._recording()
        things = selection.animals(recording.scene, who)
        if len(things) != 1:
            message = f"path_length is of one animal; {who!r} stands for {len(things)}."
            raise UserError(message)
        at = recording.position(who).array()[0]
        at = kernels.smooth(at, recording.times_s, seconds(smooth_s, "smooth_s"))
        steps = kernels.norm(np.diff(at, axis=0))
        steps[recording.clock.pauses - 1] = np.nan
        known = np.isfinite(at).all(axis=1)
        if during is not None:
            inside, judged = self.inside(during, things[0].name)
            counts = inside if inside.any() else judged
            known &= counts
            steps = np.where(counts[1:] & counts[:-1], steps, np.nan)
            steps = steps if inside.any() else 0.0 * steps
        assessed_s = float(recording.durations_s[known].sum())
        total = float(np.nansum(steps)) if np.isfinite(steps).any() else np.nan
        return Quantity(total, recording.units.length, assessed_s)

    def inside(self, during: Mask | Bouts, animal: str) -> tuple[Flags, Flags]:
        """Return in which frames something goes on, and in which that can be said.

        A stretch of time is nothing that is looked for: outside of it there is nothing to say.

        Parameters
        ----------
        during
            What goes on, in this recording.
        animal
            Of whose rows; of all rows where none is of that animal.

        Raises
        ------
        UserError
            It is neither bouts nor a mask, or of another recording.
        """
        from workbench.analysis.bout_algebra import bouts_of
        from workbench.analysis.masks import Mask

        recording = self._recording()
        if not isinstance(during, Mask):
            during = bouts_of(during, "path_length(during=...)").mask(recording)
        recording.check_same(during.recording, "path_length")
        mine = [i for i, row in enumerate(during.rows) if row.subject == animal]
        chosen = mine or slice(None)
        true, false = during.true[chosen].any(axis=0), during.false[chosen].all(axis=0)
        is_time = all(row == NOBODY for row in during.rows)
        return np.asarray(true), np.asarray(true if is_time else true | false)

    def latency(
        self,
        of: Bouts | Mask | str,
        who: str = EVERY,
        target: str = EVERY,
        cutoff_s: QuantityLike | None = None,
    ) -> Quantity:
        """Return the seconds from the start of the assessed time to the first bout.

        Parameters
        ----------
        of
            Bouts, a mask, or the name of a behavior.
        who, target
            Of a behavior that is given by name.
        cutoff_s
            What a latency is where it never happens in the assessed time, or later than this.
            Without it such an animal has no latency and is missing from means and comparisons,
            which are then of those that did it.

        Returns
        -------
        Quantity
            In s. NaN if nothing was assessed and, without `cutoff_s`, if it never happens.

        Raises
        ------
        UserError
            `of` is none of these, `cutoff_s` is no time, or as for `Recording.behavior`.

        Notes
        -----
        Of several rows it is the smallest, as in `Bouts.latency_s`.
        """
        found = self._bouts(of, who, target).latency_s
        if cutoff_s is None or not found.assessed_s > 0:
            return found
        limit_s = seconds(cutoff_s, "cutoff_s")
        return Quantity(min(limit_s, found), "s", found.assessed_s)  # NaN is not below the limit

    def first(self, of: Bouts | Mask | str, who: str = EVERY, target: str = EVERY) -> Bouts:
        """Return the first bout of each row; arguments as for `latency`."""
        return self._bouts(of, who, target).first()

    def last(self, of: Bouts | Mask | str, who: str = EVERY, target: str = EVERY) -> Bouts:
        """Return the last bout of each row; arguments as for `latency`."""
        return self._bouts(of, who, target).last()

    def longest(self, of: Bouts | Mask | str, who: str = EVERY, target: str = EVERY) -> Bouts:
        """Return the longest bout of each row; arguments as for `latency`."""
        return self._bouts(of, who, target).longest()

    def _bouts(self, of: Bouts | Mask | str, who: str, target: str) -> Bouts:
        from workbench.analysis.bout_algebra import bouts_of

        if isinstance(of, str):
            return self._recording().behavior(of, who, target)
        return bouts_of(of, "Of what")

    def _given(self, bouts: Several) -> Bouts:
        """Return some bouts: those given, several sets beside each other, or all stored facts."""
        from workbench.analysis.bout_algebra import bouts_of
        from workbench.analysis.bouts import Bouts

        if bouts is None:
            return self._recording().facts()
        if isinstance(bouts, Sequence):
            return Bouts.joined([bouts_of(one, "Several sets of bouts") for one in bouts])
        return bouts_of(bouts, "Bouts")

    def time_budget(self, bouts: Several = None) -> pd.DataFrame:
        """Return count, duration, share of assessed time and rate per animal and behavior.

        Parameters
        ----------
        bouts
            What to take into account: bouts, or several sets of them; all stored facts if not
            given. (``a | b`` is one behavior, "a or b"; ``[a, b]`` are two.)

        Returns
        -------
        pandas.DataFrame
            The columns of `graphs.budget.time_budget`.

        Raises
        ------
        UserError
            No bouts are given and nothing is stored, or bouts have no subject.
        """
        from graphs.budget import time_budget

        found = self._given(bouts)
        return time_budget(found.facts(), found.assessed_records())

    def transitions(
        self, bouts: Several = None, within_s: QuantityLike | None = None
    ) -> pd.DataFrame:
        """Return how often one behavior follows another, of the same subject.

        Parameters
        ----------
        bouts
            What to take into account: bouts, or several sets of them; all stored facts if not
            given. (``a | b`` is one behavior, "a or b"; ``[a, b]`` are two.)
        within_s
            The next bout starts at most so long after this one ends; any time if not given.

        Returns
        -------
        pandas.DataFrame
            Square: from (lines) to (columns), counts. Bouts of one subject are put in order of
            their starts, whatever their labels; each is followed by the next that starts later.

        Notes
        -----
        A pair counts although something may have gone on unseen between the two: say `within_s`
        where the tracks have long gaps.
        """
        from workbench.analysis.together import transitions

        return transitions(self._given(bouts), within_s)

    def co_occurrence(self, bouts: Several = None) -> pd.DataFrame:
        """Return for how many seconds two behaviors of one subject go on at the same time.

        Parameters
        ----------
        bouts
            What to take into account: bouts, or several sets of them; all stored facts if not
            given. (``a | b`` is one behavior, "a or b"; ``[a, b]`` are two.)

        Returns
        -------
        pandas.DataFrame
            Square and symmetric, seconds; the diagonal is the time in each behavior.
        """
        from workbench.analysis.together import co_occurrence

        return co_occurrence(self._given(bouts))

    def plot_paths(
        self,
        colour: Signal | None = None,
        who: Who = EVERY,
        during: Mask | Bouts | None = None,
    ) -> Figure:
        """Return the paths of animals, over zones and a picture of the video.

        Parameters
        ----------
        colour
            A signal of every animal to colour the path by, such as ``rec.speed()``; time if not
            given.
        who
            Whose; of a point of them if one is named.
        during
            Only then; a mask or bouts.

        Raises
        ------
        UserError
            An animal has no row in the signal, or it has not one value per frame.
        """
        from workbench.analysis.pictures import plot_paths

        return plot_paths(self._recording(), colour, who, during)

    def plot_occupancy(
        self,
        bin_size: QuantityLike | None = None,
        who: Who = EVERY,
        during: Mask | Bouts | None = None,
    ) -> Figure:
        """Return a heat map per animal of the seconds spent in each place.

        Parameters
        ----------
        bin_size
            Side of a square bin: ``"2 cm"``; a round size if not given.
        who, during
            As for `plot_paths`.

        Raises
        ------
        UserError
            It is no length, or not above 0.
        """
        from workbench.analysis.pictures import plot_occupancy

        return plot_occupancy(self._recording(), bin_size, who, during)

    def plot_transitions(
        self, bouts: Several = None, within_s: QuantityLike | None = None
    ) -> Figure:
        """Return a graph of what follows what; arguments as for `transitions`."""
        from workbench.plots.transitions import draw_transitions

        title = f"What follows what in {self._recording().name}"
        return draw_transitions(self.transitions(bouts, within_s), title=title)

    def plot_budget(self, bouts: Several = None) -> Figure:
        """Return bars of the share of assessed time; arguments as for `time_budget`."""
        from workbench.plots.budget import draw_budget

        found = self._given(bouts)
        title = f"Time budget of {self._recording().name}"
        return draw_budget(found.facts(), found.assessed_records(), title=title)

    def measure(
        self, what: Callable[[Recording, str], float], name: str = "", animals: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Return a quantity of every animal as a table, one line each.

        Parameters
        ----------
        what
            Given the recording and the name of an animal, returns a number or `Quantity`.
        name
            What the quantity is called.
        animals
            Only these; all if not given.

        Returns
        -------
        pandas.DataFrame
            Columns ``recording, group, session, animal, measure, value, unit, assessed_s``. The
            last is NaN for plain numbers, which do not say what they rest on.

        Raises
        ------
        UserError
            There is no such animal, or what is returned is no number.

        Examples
        --------
        ``rec.measure(lambda r, a: r.time_in(a, "shelter"), "in shelter")``
        """
        import pandas as pd

        recording = self._recording()
        wanted = [animals] if isinstance(animals, str) else animals
        for animal in wanted:
            if animal not in recording.animals:
                message = f"No animal {animal!r}{did_you_mean(animal, recording.animals)}"
                raise UserError(message)
        lines = []
        for animal in wanted or recording.animals:
            value = what(recording, animal)
            if not isinstance(value, float | int | np.floating | np.integer | np.bool_):
                message = (
                    f"A measure must return a number or Quantity; {name or 'value'!r} of "
                    f"{animal!r} returned {type(value).__name__}. Return one number of it, such as "
                    "bouts.count, bouts.total_s, mask.total_s() or signal.mean()."
                )
                raise UserError(message)
            unit, assessed_s = ("", np.nan)
            if isinstance(value, Quantity):
                unit, assessed_s = value.unit, value.assessed_s
            where = (recording.name, recording.group, recording.session)
            lines.append((*where, animal, name or "value", float(value), unit, assessed_s))
        columns = ["recording", "group", "session", "animal", "measure", "value", "unit"]
        return pd.DataFrame(lines, columns=[*columns, "assessed_s"])
