"""Measures of behavior compared between two groups or sessions: what to measure, said in words.

`workbench compare` and the page ask here; whoever writes Python has `Recordings.compare`, which
takes any measure.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.labelled import look_for_stale

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording
    from workbench.analysis.recordings import Measure, Recordings
    from workbench.project import Project
    from workbench.stats import Comparison

_MOST_NAMED = 5

Progress = Callable[[int, int, str], object]
"""Told of each recording: how many were read before it, of how many, and its name."""


class OfBouts(NamedTuple):
    """A measure of the bouts of a behavior."""

    words: str
    value: Callable[[Bouts], float]


DISTANCE, LATENCY = "distance", "latency"
OF_BEHAVIORS: Mapping[str, OfBouts] = {
    "total": OfBouts("total time", lambda bouts: bouts.total_s),
    "share": OfBouts("share of the assessed time", lambda bouts: bouts.fraction),
    "bouts": OfBouts("number of bouts", lambda bouts: bouts.count),
    "rate": OfBouts("bouts per minute", lambda bouts: bouts.rate_per_min),
    "mean": OfBouts("mean length of a bout", lambda bouts: bouts.mean_s),
    LATENCY: OfBouts("time to the first bout", lambda bouts: bouts.latency_s),
}
"""Name -> what is measured of every behavior that is asked for."""

MEASURES: Mapping[str, str] = {
    **{name: one.words for name, one in OF_BEHAVIORS.items()},
    DISTANCE: "distance moved",
}
"""Name -> words."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare.

    Parameters
    ----------
    behaviors
        Of which bouts are measured.
    measures
        Names of `MEASURES`; the total time if there are behaviors and none is given.
    zones
        The time in each of them is measured.
    by
        ``group`` or ``session``.
    groups
        Which two; not needed where there are only two.
    animals
        Only animals of these names, such as a role; all if none.
    correction
        ``holm`` or ``fdr``.
    cutoff_s
        What the time to the first bout is, in seconds, for who did it later or never; without it
        those who never did it have none.
    """

    behaviors: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    by: str = "group"
    groups: tuple[str, ...] = ()
    animals: tuple[str, ...] = ()
    correction: str = "holm"
    cutoff_s: float | None = None


class Compared(NamedTuple):
    """What came out, which recordings had no part in it and why, and which to label again."""

    comparison: Comparison
    remarks: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        found = self.comparison
        return {
            "by": found.by,
            "groups": [found.table["group_a"].iloc[0], found.table["group_b"].iloc[0]],
            "paired": found.paired,
            "confidence": found.confidence,
            "correction": found.correction,
            "measures": found.table.to_dict("records"),
            "animals": found.animals.to_dict("records"),
            "notes": list(found.notes),
            "methods": found.methods,
            "remarks": self.remarks,
        }


def comparison_of(document: Mapping[str, Any]) -> Comparison:
    """Return the comparison that `Compared.to_dict` told, to draw it."""
    import pandas as pd

    from workbench.stats import Comparison

    return Comparison(
        table=pd.DataFrame(document["measures"]),
        animals=pd.DataFrame(document["animals"]),
        notes=tuple(document["notes"]),
        methods=document["methods"],
        by=document["by"],
        paired=document["paired"],
        confidence=document["confidence"],
        correction=document["correction"],
    )


def compare_recordings(
    project: Project, wanted: Wanted, progress: Progress | None = None
) -> Compared:
    """Compare measures between two groups or sessions, animal by animal.

    Parameters
    ----------
    project
        Whose recordings are compared; those that lack something are left out and told.
    wanted
        What is compared.
    progress
        Told of each recording.

    Raises
    ------
    UserError
        Nothing to measure is given, a name is unknown, or there are not two groups with two animals
        each; the message says what is needed.
    """
    _check_groups(project, wanted)
    measures = _measures(project, wanted)
    recordings, remarks = _recordings(project, wanted)
    seen: list[str] = []

    def told(
        measure: Callable[[Recording, str], float],
    ) -> Callable[[Recording, str], float]:
        def measured(recording: Recording, animal: str) -> float:
            if progress is not None and recording.name not in seen:
                progress(len(seen), len(recordings), recording.name)
                seen.append(recording.name)
            return measure(recording, animal)

        return measured

    settings: dict[str, Any] = {"correction": wanted.correction}
    if wanted.groups:
        settings["groups"] = wanted.groups
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = recordings.compare(
            {name: told(measure) for name, measure in measures.items()},
            by=wanted.by,
            animals=wanted.animals,
            **settings,
        )
    remarks += [str(one.message) for one in heard if one.category is UserWarning]
    if wanted.behaviors:
        remarks += look_for_stale(project, [one.name for one in recordings]).remarks
    return Compared(found, remarks)


def _recordings(project: Project, wanted: Wanted) -> tuple[Recordings, list[str]]:
    """Return the recordings that are of a group, and a remark if some are of none."""
    from workbench.analysis.recordings import Recordings

    every = project.recordings()
    of_none = [one.name for one in every if getattr(one, wanted.by) is None]
    kept = [
        one
        for one in every
        if one.name not in of_none
        and (not wanted.groups or getattr(one, wanted.by) in wanted.groups)
    ]
    if not of_none:
        return Recordings(kept), []
    more = f" and {len(of_none) - _MOST_NAMED} more" if len(of_none) > _MOST_NAMED else ""
    named = ", ".join(of_none[:_MOST_NAMED])
    return Recordings(kept), [f"Left out, without a {wanted.by}: {named}{more}."]


def _check_groups(project: Project, wanted: Wanted) -> None:
    if wanted.by not in ("group", "session"):
        message = f"What is compared is group or session; found {wanted.by!r}."
        raise UserError(message)
    known = {getattr(spec, wanted.by) for spec in project.specs()} - {None}
    for name in wanted.groups:
        if name not in known:
            message = f"No {wanted.by} {name!r}{did_you_mean(name, known) or '; there are none'}"
            raise UserError(message)
    if len(wanted.groups) not in (0, 2):
        message = f"Two {wanted.by}s are compared; found {len(wanted.groups)}."
        raise UserError(message)
    if len(known) < 2:
        raise UserError(lacking(project, wanted.by))


def lacking(project: Project, by: str) -> str:
    """Return what a comparison needs that a project with less than two groups has not."""
    specs = project.specs()
    known = sorted({getattr(spec, by) for spec in specs} - {None})
    there = f"the {by} {known[0]!r} alone" if known else f"no {by}"
    recordings = f"{len(specs)} recording{'' if len(specs) == 1 else 's'}"
    return (
        f"A comparison needs recordings of two {by}s, with at least two animals in each; this "
        f"project has {recordings} and {there}. Say which recording is of which {by}: on the page "
        f"Start, or workbench set RECORDING... --{by} NAME."
    )


def _measures(project: Project, wanted: Wanted) -> dict[str, Measure]:
    for name in wanted.measures:
        if name not in MEASURES:
            message = f"No measure {name!r}{did_you_mean(name, MEASURES)}"
            raise UserError(message)
    of_bouts = [name for name in wanted.measures if name in OF_BEHAVIORS]
    if of_bouts and not wanted.behaviors:
        message = f"Say of which behavior: {MEASURES[of_bouts[0]]} is of bouts."
        raise UserError(message)
    _check_cutoff(wanted)
    names = project.graph().names()
    found: dict[str, Measure] = {}
    for behavior in dict.fromkeys(wanted.behaviors):
        names.meant_predicates(behavior)  # says which ones are near, once
        for name in of_bouts or ["total"]:
            words, measure = _of_bouts(behavior, name, wanted.cutoff_s)
            found[f"{behavior}: {words}"] = measure
    known = sorted({zone for spec in project.specs() for zone in spec.arena.zones})
    for zone in dict.fromkeys(wanted.zones):
        if zone not in known:
            message = f"No zone {zone!r}{did_you_mean(zone, known) or '; there are none'}"
            raise UserError(message)
        found[f"time in {zone}"] = _in_zone(zone)
    if DISTANCE in wanted.measures:
        found[MEASURES[DISTANCE]] = _distance
    if not found:
        message = "Say what to compare: a behavior, a zone, or the measure distance."
        raise UserError(message)
    return found


def _check_cutoff(wanted: Wanted) -> None:
    from workbench.analysis.units import seconds  # slow to import

    if wanted.cutoff_s is None:
        return
    seconds(wanted.cutoff_s, "The cutoff")
    if LATENCY not in wanted.measures:
        message = f"A cutoff is of the {MEASURES[LATENCY]}: ask for the measure {LATENCY}, too."
        raise UserError(message)


def _of_bouts(behavior: str, name: str, cutoff_s: float | None) -> tuple[str, Measure]:
    """Return a measure of the bouts of a behavior, after its words."""
    words, value = OF_BEHAVIORS[name]
    if name == LATENCY and cutoff_s is not None:
        return f"{words}, at most {cutoff_s:g} s", lambda recording, animal: recording.latency(
            recording.facts(animal, behavior), cutoff_s=cutoff_s
        )
    return words, lambda recording, animal: value(recording.facts(animal, behavior))


def _in_zone(zone: str) -> Measure:
    return lambda recording, animal: recording.time_in(animal, zone)


def _distance(recording: Recording, animal: str) -> float:
    return recording.path_length(animal)
