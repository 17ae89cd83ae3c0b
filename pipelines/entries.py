"""Recordings as people write them in TOML and CSV: read key by key, faults collected, not raised.

One entry is a TOML table (or a CSV row) with the keys of `pipelines.recording.RecordingSpec`:

| key | type | meaning |
|---|---|---|
| ``name`` | text | unique in the project |
| ``video``, ``tracks`` | path or URL | at least one of them |
| ``fps`` | number | only used where neither file has timestamps |
| ``group``, ``session`` | text | for comparisons |
| ``px_per_cm`` | number | scale |
| ``animal_count`` | whole number | animals to look for when a video has no tracks |
| ``body_length_px`` | number | nose to tail base; measured if not given |
| ``animals`` | table | name in the track file -> name to use |
| ``keypoints`` | table | role -> keypoint name |
| ``zones`` | tables | ``polygon`` or ``circle``, and ``kind`` |
| ``objects`` | tables | ``at = [x, y]`` or ``keypoint = "name"``, and ``kind`` |

A zone is ``polygon = [[x, y], ...]`` or ``circle = { centre = [x, y], radius = r }``; its ``kind``
is what the ethogram's ``target = "zone:KIND"`` asks for, the zone's own name if not given. All
positions are video pixels, origin top left, y down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon
from shapely.validation import explain_validity

from graphs.errors import UserError
from graphs.words import counted, did_you_mean, nearest
from pipelines.arena import Arena, FixedObject, Zone
from pipelines.inputs.places import CACHE_FOLDER, input_path, url_of
from pipelines.recording import RecordingSpec

Faults = list[str]

SHEET_COLUMNS = (
    "name", "video", "tracks", "fps", "group", "session", "px_per_cm", "animal_count",
    "body_length_px",
)  # fmt: skip
"""Keys of an entry that fit into one cell, and so can be columns of a CSV file."""

NO_DEFAULTS = RecordingSpec(name="")


def raise_faults(origin: str, faults: Faults) -> None:
    """Raise one `UserError` with all faults, or return if there are none."""
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"{origin}: {counted(len(faults), 'fault')}:\n{listing}"
        raise UserError(message)


class Entry:
    """A TOML table read key by key: wrong types and keys never asked for become faults.

    Parameters
    ----------
    data
        The table.
    where
        How messages call it: ``"recording 'm12'"``.
    faults
        List that faults are added to.
    """

    def __init__(self, data: Mapping[str, Any], where: str, faults: Faults) -> None:
        self.data = data
        self.where = where
        self.faults = faults
        self._asked: list[str] = []

    def fault(self, text: str) -> None:
        """Note a fault of this table."""
        self.faults.append(f"{self.where}: {text}")

    def take(self, key: str) -> Any:
        """Return the value as it is, or ``None``; the key counts as known from now on."""
        self._asked.append(key)
        return self.data.get(key)

    def text(self, key: str) -> str | None:
        """Return a non-empty text, or ``None``."""
        value = self.take(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.fault(f"{key} is {value!r}; expected text in quotes, not empty")
        return None

    def number(self, key: str) -> float | None:
        """Return a finite number above 0, or ``None``."""
        value = self.take(key)
        if value is None or (is_number(value) and value > 0):
            return None if value is None else float(value)
        self.fault(f"{key} is {value!r}; expected a number above 0")
        return None

    def whole(self, key: str, least: int = 1) -> int | None:
        """Return a whole number of at least 1, or what is given, or ``None``."""
        value = self.take(key)
        if value is None or (is_number(value) and value == int(value) and value >= least):
            return None if value is None else int(value)
        self.fault(f"{key} is {value!r}; expected a whole number, {least} or more")
        return None

    def point(self, key: str) -> tuple[float, float] | None:
        """Return ``[x, y]``, or ``None``."""
        value = self.take(key)
        if value is None:
            return None
        if is_point(value):
            return float(value[0]), float(value[1])
        self.fault(f"{key} is {value!r}; expected [x, y] in pixels")
        return None

    def names(self, key: str) -> dict[str, str]:
        """Return a table of text values; empty if absent."""
        value = self.take(key)
        if value is None:
            return {}
        if isinstance(value, Mapping) and all(isinstance(v, str) and v for v in value.values()):
            return {str(k): str(v) for k, v in value.items()}
        self.fault(f'{key} is {value!r}; expected a table such as {{ ind1 = "resident" }}')
        return {}

    def table(self, key: str) -> Entry:
        """Return the table under a key; empty if absent."""
        value = self.take(key)
        if value is not None and not isinstance(value, Mapping):
            self.fault(f"{key} is {value!r}; expected a table")
            value = None
        return Entry(value or {}, f"{self.where}, {key}", self.faults)

    def tables(self, key: str) -> Iterator[tuple[str, Entry]]:
        """Yield the named tables under a key (``[zones.shelter]`` and so on)."""
        parent = self.table(key)
        for name in parent.data:
            child = parent.table(name)
            child.where = f"{self.where}, {key}.{name}"
            yield name, child

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault(f"unknown entry {key!r}{did_you_mean(key, self._asked)}")


def is_number(value: object) -> bool:
    """Whether a TOML value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_point(value: object) -> bool:
    """Whether a TOML value is a pair of finite numbers."""
    return isinstance(value, list) and len(value) == 2 and all(is_number(v) for v in value)


def read_arena(entry: Entry, defaults: Arena) -> Arena:
    """Read ``zones``, ``objects`` and ``px_per_cm``; what is not given comes from the defaults.

    A zone or object of the same name replaces the default one.
    """
    zones = dict(defaults.zones)
    for name, table in entry.tables("zones"):
        zone = _zone(name, table)
        if zone is not None:
            zones[name] = zone
    objects = dict(defaults.objects)
    for name, table in entry.tables("objects"):
        thing = _object(name, table)
        if thing is not None:
            objects[name] = thing
    return Arena(zones, objects, entry.number("px_per_cm") or defaults.px_per_cm)


def _zone(name: str, entry: Entry) -> Zone | None:
    kind = entry.text("kind") or ""
    polygon = entry.take("polygon")
    circle = entry.table("circle")
    centre, radius = circle.point("centre"), circle.number("radius")
    circle.done()
    entry.done()
    if (polygon is None) == ("circle" not in entry.data):
        entry.fault("expected either polygon = [[x, y], ...] or circle = { centre, radius }")
        return None
    if polygon is None:
        if centre is None or radius is None:
            entry.fault("a circle needs centre = [x, y] and radius in pixels")
            return None
        return Zone.circle(name, centre, radius, kind)
    fault = _polygon_fault(polygon)
    if fault:
        entry.fault(fault)
        return None
    return Zone.polygon(name, [(float(x), float(y)) for x, y in polygon], kind)


def _polygon_fault(corners: object) -> str | None:
    if not isinstance(corners, list) or not all(is_point(corner) for corner in corners):
        return f"polygon is {corners!r}; expected a list of corners [[x, y], ...] in pixels"
    if len({tuple(corner) for corner in corners}) < 3:
        return f"polygon has {len(corners)} corner(s); expected 3 or more different ones"
    shape = Polygon(corners)
    if not shape.is_valid:
        return (
            f"polygon crosses itself ({explain_validity(shape)}); "
            "list the corners in the order in which one walks round the zone"
        )
    return None


def _object(name: str, entry: Entry) -> FixedObject | None:
    at, keypoint, kind = entry.point("at"), entry.text("keypoint"), entry.text("kind") or ""
    entry.done()
    if ("at" in entry.data) == ("keypoint" in entry.data):
        entry.fault('expected either at = [x, y] in pixels or keypoint = "name"')
        return None
    return FixedObject(name, at, keypoint, kind)


def read_defaults(entry: Entry) -> RecordingSpec:
    """Read what holds for every recording that does not say otherwise; its name is empty."""
    recording = _read(entry, "", None, None, NO_DEFAULTS)
    entry.done()
    return recording


def read_recording(
    entry: Entry, base: Path, defaults: RecordingSpec = NO_DEFAULTS
) -> RecordingSpec:
    """Read one entry; relative paths start at the folder `base`, which has the cache in it, too.

    Faults are noted in the entry's list, and the recording is then only good for looking for more
    faults. Whether the files exist is not checked here.
    """
    name = entry.text("name")
    video, tracks = (_path(entry, key, base) for key in ("video", "tracks"))
    if "name" not in entry.data:
        entry.fault("'name' is missing")
    if "video" not in entry.data and "tracks" not in entry.data:
        entry.fault("neither 'video' nor 'tracks' is given; expected at least one of them")
    recording = _read(entry, name or "", video, tracks, defaults)
    entry.done()
    return recording


def _path(entry: Entry, key: str, base: Path) -> Path | None:
    text = entry.text(key)
    if text is None:
        return None
    try:
        return input_path(text, base, base / CACHE_FOLDER)
    except UserError as error:
        entry.fault(f"{key}: {error}")
        return None


def _read(
    entry: Entry, name: str, video: Path | None, tracks: Path | None, defaults: RecordingSpec
) -> RecordingSpec:
    return RecordingSpec(
        name=name,
        video=video,
        tracks=tracks,
        fps=entry.number("fps") or defaults.fps,
        animals={**defaults.animals, **entry.names("animals")},
        animal_count=entry.whole("animal_count") or defaults.animal_count,
        keypoints={**defaults.keypoints, **entry.names("keypoints")},
        group=entry.text("group") or defaults.group,
        session=entry.text("session") or defaults.session,
        body_length_px=entry.number("body_length_px") or defaults.body_length_px,
        arena=read_arena(entry, defaults.arena),
    )


def missing_files(recording: RecordingSpec) -> list[str]:
    """Return a fault for each file of a recording that does not exist, with its nearest name.

    Files behind a URL are not looked for.
    """
    faults = []
    for role, path in (("video", recording.video), ("tracks", recording.tracks)):
        if path is None or url_of(path) is not None or path.is_file():
            continue
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        same_stem = [name for name in beside if Path(name).stem == path.stem]
        hint = f"; did you mean {same_stem[0]!r}?" if same_stem else nearest(path.name, beside)
        faults.append(f"recording {recording.name!r}: {role} {str(path)!r} does not exist{hint}")
    return faults
