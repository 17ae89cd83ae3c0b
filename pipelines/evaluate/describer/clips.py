"""Labelled clips: stretches of recordings of which people said what happens in them.

Times are seconds of the recording, half-open. Animals are called by the numbers that pictures and
prompts give them: their place among the individuals of the recording, from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.networks.view_semantic import confirmed
from graphs.records import STANDING, Fact
from pipelines.scene import Scene

Floats = NDArray[np.floating]

SHOWN_S = 0.3
"""A bout of which less lies in a clip may be in no picture of it."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an animal is over a whole clip, from its tracks.

    Parameters
    ----------
    left, top, right, bottom
        Bounds of its centre in video pixels.
    always, ever
        Zones that its centre is in at every tracked moment, and at some.
    """

    left: float
    top: float
    right: float
    bottom: float
    always: tuple[str, ...] = ()
    ever: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A stretch of a recording, and what is true in it.

    Parameters
    ----------
    recording
        Its name.
    start_s, stop_s
        Seconds, half-open.
    individuals
        All of the recording, in the order of their numbers.
    visible
        Those that can be seen in the clip.
    facts
        What people said of the recording, as far as it meets the clip or its surroundings.
    placements
        Individual -> where it is; empty without tracks.
    body_px
        Length of a body in video pixels, NaN where unknown.
    """

    recording: str
    start_s: float
    stop_s: float
    individuals: tuple[str, ...]
    visible: tuple[str, ...]
    facts: tuple[Fact, ...]
    placements: Mapping[str, Placement] = field(default_factory=dict)
    body_px: float = float("nan")

    def __post_init__(self) -> None:
        """Refuse a clip that cannot be asked about (`UserError`)."""
        strangers = [name for name in self.visible if name not in self.individuals]
        faults = [f"{name!r} is visible and no individual of the recording" for name in strangers]
        if not self.stop_s > self.start_s:
            faults.append(f"it stops at {self.stop_s} s and starts at {self.start_s} s")
        if faults:
            message = f"A clip of {self.recording!r} cannot be asked about: {'; '.join(faults)}."
            raise UserError(message)

    @property
    def name(self) -> str:
        """Recording and times, for messages."""
        return f"{self.recording} {self.start_s:.3f}-{self.stop_s:.3f} s"

    def number(self, individual: str) -> int:
        """Return the number of an animal, as in pictures."""
        return self.individuals.index(individual) + 1

    def shown(self) -> list[Fact]:
        """Return what people confirmed and pictures of the clip can show, in order of time.

        A bout needs `SHOWN_S` inside the clip, or all of its length.
        """
        return sorted(
            (fact for fact in self.facts if is_true(fact) and self._shows(fact)),
            key=lambda fact: (fact.start_s, fact.subject, fact.predicate, fact.object or ""),
        )

    def _shows(self, fact: Fact) -> bool:
        if fact.recording != self.recording:
            return False
        if fact.kind == "point":
            return self.start_s <= fact.start_s < self.stop_s
        inside = min(fact.stop_s, self.stop_s) - max(fact.start_s, self.start_s)
        return inside >= min(SHOWN_S, fact.duration_s) > 0


def is_true(fact: Fact) -> bool:
    """Return whether a fact is taken as true: a person said or accepted it, or it was imported."""
    return confirmed(fact) or (fact.source == "import" and fact.status == "asserted")


def clip_between(
    recording: str,
    start_s: float,
    stop_s: float,
    individuals: Sequence[str],
    facts: Iterable[Fact],
    *,
    scene: Scene | None = None,
    around_s: float = 5.0,
) -> LabelledClip:
    """Return a clip with the facts of its recording.

    Parameters
    ----------
    recording, start_s, stop_s
        What is shown.
    individuals
        All of the recording, in the order of their numbers.
    facts
        Of any recordings; those of this one that stand are kept.
    scene
        Tracks, from which it is told who is visible and where. Without them all are visible.
    around_s
        Facts up to so far outside the clip are kept, as what nearly happens in it is not false.
    """
    kept = tuple(
        fact
        for fact in facts
        if fact.recording == recording
        and fact.status in STANDING
        and fact.stop_s >= start_s - around_s
        and fact.start_s <= stop_s + around_s
    )
    names = tuple(individuals)
    if scene is None:
        return LabelledClip(recording, start_s, stop_s, names, names, kept)
    placements = placements_of(scene, start_s, stop_s)
    visible = tuple(name for name in names if name in placements)
    body = scene.scale.body_length_px or float("nan")
    return LabelledClip(recording, start_s, stop_s, names, visible, kept, placements, body)


def clips_around_facts(
    facts: Sequence[Fact],
    individuals: Mapping[str, Sequence[str]],
    durations_s: Mapping[str, float],
    *,
    margin_s: float = 2.0,
    scenes: Mapping[str, Scene] | None = None,
) -> list[LabelledClip]:
    """Return one clip for each confirmed fact, with some time before and after it.

    Parameters
    ----------
    facts
        Of any recordings.
    individuals
        Recording -> its animals, in the order of their numbers.
    durations_s
        Recording -> its end in seconds; clips do not reach beyond it.
    margin_s
        Time before and after the fact: without it start and end would give themselves away.
    scenes
        Recording -> its tracks, for those that have some.

    Returns
    -------
    list of LabelledClip
        In order of recording and time; facts of the same times share a clip.
    """
    spans = sorted({(f.recording, f.start_s, f.stop_s) for f in facts if is_true(f)})
    return [
        clip_between(
            recording,
            max(0.0, start_s - margin_s),
            min(durations_s[recording], stop_s + margin_s),
            individuals[recording],
            facts,
            scene=(scenes or {}).get(recording),
        )
        for recording, start_s, stop_s in spans
    ]


def placements_of(scene: Scene, start_s: float, stop_s: float) -> dict[str, Placement]:
    """Return where each animal is that is tracked between two times.

    Notes
    -----
    The centre is the mean of the keypoints that are seen in a frame.
    """
    frames = (scene.times_s >= start_s) & (scene.times_s < stop_s)
    found = {}
    for place, name in enumerate(scene.individuals):
        points = scene.position[frames, :, :, place]
        known = np.asarray(np.isfinite(points).all(axis=1))
        seen = np.flatnonzero(known.any(axis=1))
        if not len(seen):
            continue
        total = np.where(known[:, None], points, 0.0)[seen].sum(axis=2)
        centre = total / known[seen].sum(axis=1)[:, None]
        found[name] = _placement(centre[:, 0], centre[:, 1], scene)
    return found


def _placement(x: Floats, y: Floats, scene: Scene) -> Placement:
    inside = {name: zone.contains(x, y) for name, zone in scene.arena.zones.items()}
    return Placement(
        left=float(x.min()),
        top=float(y.min()),
        right=float(x.max()),
        bottom=float(y.max()),
        always=tuple(name for name, here in inside.items() if here.min() > 0),
        ever=tuple(name for name, here in inside.items() if here.max() > 0),
    )
