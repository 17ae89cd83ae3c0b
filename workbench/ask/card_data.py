"""What is known of a project's data without reading all of it.

Labelling wrote down animals, keypoints, length and how much was seen of each recording; of those
that are not labelled a few are read. Of many recordings some are looked at, evenly spread, and how
many these are is part of what is known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, TypeVar

from graphs.errors import WorkbenchError
from graphs.filters import FactFilter
from graphs.query.nodes import Count, Pattern
from graphs.records import STANDING

if TYPE_CHECKING:
    from pipelines.recording import RecordingSpec
    from workbench.memory.conditions import Fact
    from workbench.memory.situation import Situation
    from workbench.project import Project

MOST_LOOKED_UP = 20
"""Labelled recordings whose notes are read."""

MOST_READ = 3
"""Recordings that were not labelled and whose tracks are read."""

_NO_ROLES = ("body", "tail", "objects", "other")

FACT_NAMES = frozenset(
    {
        "animals", "behaviors", "duration_s", "fps", "groups", "has_scale", "keypoints", "labelled",
        "n_animals", "n_recordings", "objects", "recordings", "roles", "sessions", "species",
        "zones",
    }
)  # fmt: skip
"""Names that a condition on data may use; see `DataCard.facts`."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Body:
    """What one recording shows.

    Parameters
    ----------
    animals
        Names.
    keypoints
        In the track file.
    objects
        Fixed things, those that the tracks hold among them.
    roles
        Role -> keypoints, for those that are filled.
    duration_s, fps
        Seconds; frames per second, the mean.
    not_seen
        Animal -> share of the frames in which no point of its body is known.
    scale
        Scale and body length in words.
    """

    animals: tuple[str, ...]
    keypoints: tuple[str, ...]
    objects: tuple[str, ...]
    roles: Mapping[str, Sequence[str]]
    duration_s: float
    fps: float
    not_seen: Mapping[str, float]
    scale: str


@dataclass(frozen=True, slots=True)
class DataCard:
    """What is known of some recordings of a project.

    Parameters
    ----------
    species
        Name of the ethogram.
    specs
        What is said of each recording.
    labelled
        How many of them are labelled.
    bodies
        Those that were looked at, by name.
    behaviors
        Behavior -> bouts that are stored of it, 0 for those of the ethogram never found.
    """

    species: str
    specs: tuple[RecordingSpec, ...]
    labelled: int
    bodies: Mapping[str, Body]
    behaviors: Mapping[str, int]

    @property
    def animals(self) -> tuple[str, ...]:
        """Names, each in the order in which it is met."""
        return once(name for body in self.bodies.values() for name in body.animals)

    @property
    def keypoints(self) -> tuple[str, ...]:
        """Names in the track files."""
        return once(name for body in self.bodies.values() for name in body.keypoints)

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        """Role -> keypoints, where it is not the name of the keypoint itself."""
        found: dict[str, tuple[str, ...]] = {}
        for body in self.bodies.values():
            for role, keypoints in body.roles.items():
                if tuple(keypoints) != (role,):
                    found.setdefault(role, tuple(keypoints))
        return found

    @property
    def zones(self) -> dict[str, int]:
        """Zone -> in how many recordings it is."""
        return dict(Counter(name for spec in self.specs for name in spec.arena.zones))

    @property
    def objects(self) -> dict[str, int]:
        """Fixed thing -> in how many recordings it is; what only the tracks hold counts in all."""
        given = Counter(name for spec in self.specs for name in spec.arena.objects)
        seen = once(name for body in self.bodies.values() for name in body.objects)
        return dict.fromkeys(seen, len(self.specs)) | given

    @property
    def groups(self) -> dict[str, int]:
        """Group -> recordings."""
        return dict(Counter(spec.group for spec in self.specs if spec.group))

    @property
    def sessions(self) -> dict[str, int]:
        """Session -> recordings."""
        return dict(Counter(spec.session for spec in self.specs if spec.session))

    @property
    def not_seen(self) -> dict[str, float]:
        """Animal -> mean share of the frames in which it is not seen."""
        shares: dict[str, list[float]] = defaultdict(list)
        for body in self.bodies.values():
            for name, share in body.not_seen.items():
                shares[name].append(share)
        return {name: fmean(several) for name, several in shares.items()}

    def situation(self, question: str) -> Situation:
        """Return a question with what decides which program answers it, to find exemplars by."""
        from workbench.memory.situation import Situation  # slow to import

        most = max((len(body.animals) for body in self.bodies.values()), default=0)
        return Situation(question, self.species, most, self.keypoints, tuple(self.zones))

    def facts(self) -> dict[str, Fact]:
        """Return it under the names that a condition on data may use (`FACT_NAMES`)."""
        bodies = self.bodies.values()
        return {
            "animals": self.animals,
            "behaviors": tuple(self.behaviors),
            "duration_s": max((body.duration_s for body in bodies), default=0.0),
            "fps": min((body.fps for body in bodies), default=0.0),
            "groups": tuple(self.groups),
            "has_scale": all(spec.arena.px_per_cm is not None for spec in self.specs),
            "keypoints": self.keypoints,
            "labelled": bool(self.specs) and self.labelled == len(self.specs),
            "n_animals": max((len(body.animals) for body in bodies), default=0),
            "n_recordings": len(self.specs),
            "objects": tuple(self.objects),
            "recordings": tuple(spec.name for spec in self.specs),
            "roles": once(role for body in bodies for role in body.roles),
            "sessions": tuple(self.sessions),
            "species": self.species,
            "zones": tuple(self.zones),
        }


def data_card(project: Project, recordings: Sequence[str] | None = None) -> DataCard:
    """Return what is known of a project, or of some of its recordings.

    Parameters
    ----------
    project
        An open project.
    recordings
        Names; all if not given.

    Raises
    ------
    UserError
        A name is unknown, or the ethogram cannot be read.
    """
    specs = project.specs() if recordings is None else [project.spec(n) for n in recordings]
    ethogram = project.ethogram()
    store = project.store()
    stored = set(store.recordings())
    labelled = [s for s in specs if s.name in stored and store.is_labelled(s.name)]
    counts = _counts(project, [s.name for s in specs if s.name in stored])
    behaviors = counts | {entry.name: 0 for entry in ethogram if entry.name not in counts}
    bodies = _bodies(project, specs, {s.name for s in labelled})
    return DataCard(ethogram.name, tuple(specs), len(labelled), bodies, behaviors)


def _bodies(
    project: Project, specs: Sequence[RecordingSpec], labelled: Collection[str]
) -> dict[str, Body]:
    """Return what some of the recordings show, in file order."""
    names = [spec.name for spec in specs]
    asked = spread([name for name in names if name in labelled], MOST_LOOKED_UP)
    found = {name: _noted(project, name) for name in asked}
    unknown = [n for n in names if n not in labelled or (n in found and found[n] is None)]
    found |= {name: _read(project, name) for name in spread(unknown, MOST_READ)}
    return {name: body for name in names if (body := found.get(name)) is not None}


def spread(several: Sequence[T], most: int) -> list[T]:
    """Return at most so many of a sequence, evenly spread, the first and the last among them."""
    count = len(several)
    if count <= most:
        return list(several)
    return [several[round(i * (count - 1) / (most - 1))] for i in range(most)]


def once(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without repetition, in order."""
    return tuple(dict.fromkeys(names))


def _noted(project: Project, name: str) -> Body | None:
    """Return what labelling wrote down; ``None`` where that cannot be read, or says too little."""
    try:
        notes = project.store().header(name).notes
    except WorkbenchError:
        return None
    animals, roles, seen = (notes.get(key) for key in ("animals", "roles", "seen_share"))
    frames, duration = notes.get("frames"), notes.get("duration_s")
    if not (isinstance(animals, list) and isinstance(roles, dict) and isinstance(seen, dict)):
        return None
    if not (isinstance(frames, int) and isinstance(duration, float) and duration > 0):
        return None
    rows = {role: tuple(points) for role, points in roles.items() if points}
    return Body(
        tuple(animals),
        once(point for role in ("body", "tail", "other") for point in rows.get(role, ())),
        rows.get("objects", ()),
        {role: points for role, points in rows.items() if role not in _NO_ROLES},
        duration,
        frames / duration,
        {animal: 1.0 - share for animal, share in seen.items()},
        str(notes.get("scale", "")),
    )


def _read(project: Project, name: str) -> Body | None:
    """Read the tracks of a recording; ``None`` where they cannot be used: programs say why."""
    from pipelines.tracks.schema import seen

    recording = project.recording(name)
    is_read = recording.is_read
    try:
        scene = recording.scene
    except WorkbenchError:
        return None
    body = [scene.keypoints.index(point) for point in scene.roles.body]
    shares = seen(scene.position, body).mean(axis=1)
    duration = recording.duration_s
    found = Body(
        tuple(recording.animals),
        tuple(recording.keypoints),
        tuple(recording.objects),
        {role: points for role, points in recording.roles.items() if points},
        duration,
        len(recording.times_s) / duration,
        {who: 1.0 - float(share) for who, share in zip(recording.animals, shares, strict=True)},
        recording.scale,
    )
    if not is_read:
        recording.close()
    return found


def _counts(project: Project, names: Sequence[str]) -> dict[str, int]:
    """Return how many bouts are stored of each behavior, most first; as corrected by people."""
    if not names:
        return {}
    wanted = FactFilter(recording=list(names), status=STANDING)
    rows = project.graph().answer(Count(Pattern(wanted), by=("predicate",))).table.to_pylist()
    counts = {str(row["predicate"]): int(row["count"]) for row in rows}
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
