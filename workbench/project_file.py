"""``project.toml``: what a project consists of, edited by people and by the tool.

```toml
schema = 1                     # version of this layout

[defaults]                     # for every recording that does not say otherwise
fps = 30                       # only used where neither video nor tracks have timestamps
px_per_cm = 10.0
animal_count = 2               # animals to look for in a video without tracks
animals = { ind1 = "resident", ind2 = "intruder" }
keypoints = { nose = "snout" } # role -> keypoint, where the built-in names do not fit

[defaults.zones.shelter]
kind = "shelter"
polygon = [[460, 30], [610, 30], [610, 160], [460, 160]]

[defaults.zones.feeder]
kind = "feeder"
circle = { centre = [120, 520], radius = 35 }

[defaults.objects.object_1]
keypoint = "obj_1"             # or at = [x, y]
kind = "novel"

[label]
segmenter = "surprise"
segmenter_parameters = { }     # settings of that segmenter

[label.clean]                  # settings of the cleaning of tracks; false switches one off
min_confidence = 0.6           # positions with less are removed
max_gap_s = 0.2                # gaps up to this length are filled

[storage]
graph = "s3://lab/mice/graph"  # a folder or URL to keep the graph in, instead of graph/ here

[model]                        # describes events beside the rules; see `workbench.project_model`
provider = "ollama"
name = "qwen2.5vl:7b"

[[recording]]
name = "m12_day3"
video = "../videos/m12_day3.mp4"
tracks = "../dlc/m12_day3DLC_resnet50_socialJan24shuffle1_50000.h5"
group = "control"
session = "day 3"
# and all keys of [defaults]; zones, objects, animals and keypoints add to those of [defaults]
```

Relative paths start at the project folder. Positions are video pixels, origin top left, y down.
The keys of a recording are listed in `pipelines.entries`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from pipelines.entries import (
    NO_DEFAULTS,
    Entry,
    Faults,
    is_number,
    missing_files,
    raise_faults,
    read_defaults,
    read_recording,
)
from pipelines.inputs.places import checked, is_url, plain_path
from pipelines.recording import RecordingSpec
from pipelines.stems import same

if TYPE_CHECKING:
    from pipelines.describe.by_model.settings import ModelSettings
    from pipelines.models.budget import Price

SCHEMA = 1
DEFAULT_SEGMENTER = "surprise"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the recordings of a project are labelled.

    Parameters
    ----------
    defaults
        What holds for every recording that does not say otherwise (frame rate, scale, zones,
        objects, names); a `RecordingSpec` without name and files.
    segmenter, segmenter_parameters
        What draws the boundaries of events, and its settings.
    clean
        Settings of the cleaning of tracks, by name.
    graph
        Where the graph is kept: a folder, or a URL; ``None`` for the usual folder.
    model, prices
        Which model describes events beside the rules (``None`` for none), and what models cost.
    """

    defaults: RecordingSpec = NO_DEFAULTS
    segmenter: str = DEFAULT_SEGMENTER
    segmenter_parameters: Mapping[str, Any] = field(default_factory=dict)
    clean: Mapping[str, Any] = field(default_factory=dict)
    graph: Path | str | None = None
    model: ModelSettings | None = None
    prices: Sequence[Price] = ()


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What ``project.toml`` says: settings, and the recordings in file order."""

    settings: Settings
    recordings: Sequence[RecordingSpec]


def parse_project(text: str, folder: Path, *, check_files: bool = False) -> ProjectFile:
    """Read the text of a ``project.toml`` that lies in `folder`.

    Parameters
    ----------
    text
        TOML.
    folder
        Where relative paths start.
    check_files
        Whether a video or track file that does not exist is a fault.

    Raises
    ------
    UserError
        The text is no TOML, or entries are wrong; all faults are listed together.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{folder / 'project.toml'}: not valid TOML: {error}."
        raise UserError(message) from None
    faults: Faults = []
    top = Entry(data, "project.toml", faults)
    _check_schema(top)
    defaults_entry, label = top.table("defaults"), top.table("label")
    defaults_entry.where, label.where = "[defaults]", "[label]"
    defaults = read_defaults(defaults_entry)
    model, prices = _model(top)
    settings = Settings(
        defaults=defaults,
        segmenter=label.text("segmenter") or DEFAULT_SEGMENTER,
        segmenter_parameters=dict(label.table("segmenter_parameters").data),
        clean=_clean(label.table("clean")),
        graph=_graph(top.table("storage"), folder),
        model=model,
        prices=prices,
    )
    label.done()
    recordings = _recordings(top, folder, defaults)
    top.done()
    faults += _same_names(recordings)
    if check_files:
        faults += [fault for recording in recordings for fault in missing_files(recording)]
    raise_faults(str(folder / "project.toml"), faults)
    return ProjectFile(settings, recordings)


def _graph(entry: Entry, folder: Path) -> Path | str | None:
    """Return where the graph is kept."""
    entry.where = "[storage]"
    text = entry.text("graph")
    entry.done()
    if text is None:
        return None
    if not is_url(text):
        return plain_path(Path(text.removeprefix("file://")), folder)
    from fsspec import available_protocols

    try:
        protocol, _ = checked(text)
    except UserError as error:
        entry.fault(f"graph: {error}")
        return None
    if protocol in ("http", "https"):
        entry.fault(f"graph is {text!r}; servers of the web cannot be written to in this way")
    elif protocol == "memory":
        entry.fault(f"graph is {text!r}; memory ends with each process")
    elif protocol not in available_protocols():
        entry.fault(f"graph is {text!r}; fsspec knows no {protocol}://")
    return text.rstrip("/")


def _clean(entry: Entry) -> dict[str, Any]:
    """Return the cleaning settings; ``false`` switches one of them off."""
    if not entry.data:
        return {}
    from pipelines.tracks.clean import CleanSettings  # slow to import

    values: dict[str, Any] = {}
    for setting in fields(CleanSettings):
        value = entry.take(setting.name)
        may_be_off = setting.default is None or setting.name.startswith(("min_", "max_jump_l"))
        if value is None:
            continue
        if isinstance(setting.default, bool):
            right = isinstance(value, bool)
        else:
            right = (is_number(value) and value >= 0) or (value is False and may_be_off)
        if right:
            values[setting.name] = None if may_be_off and value is False else value
        else:
            wanted = "true or false" if isinstance(setting.default, bool) else "a number, 0 or more"
            entry.fault(f"{setting.name} is {value!r}; expected {wanted}")
    entry.done()
    return values


def _model(top: Entry) -> tuple[ModelSettings | None, Sequence[Price]]:
    """Return which model describes events, and what models cost."""
    if "model" not in top.data:
        return None, ()
    from workbench.project_model import read_model, read_prices  # slow to import

    entry = top.table("model")
    entry.where = "[model]"
    model, prices = read_model(entry), read_prices(entry)
    entry.done()
    return model, prices


def _check_schema(top: Entry) -> None:
    schema = top.whole("schema")
    if schema is not None and schema > SCHEMA:
        top.fault(
            f"schema is {schema}; this version reads up to {SCHEMA}. "
            "A newer workbench made this project: update yours"
        )


def _recordings(top: Entry, folder: Path, defaults: RecordingSpec) -> list[RecordingSpec]:
    entries = top.take("recording") or []
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        top.fault("recording is not a list of tables; expected [[recording]] in double brackets")
        return []
    return [
        read_recording(Entry(data, _where(number, data), top.faults), folder, defaults)
        for number, data in enumerate(entries, start=1)
    ]


def _where(number: int, data: Mapping[str, Any]) -> str:
    name = data.get("name")
    return f"recording {number}" + (f" ({name!r})" if isinstance(name, str) else "")


def _same_names(recordings: Sequence[RecordingSpec]) -> Faults:
    by_name: dict[str, list[RecordingSpec]] = {}
    for recording in recordings:
        by_name.setdefault(same(recording.name), []).append(recording)
    faults = []
    for several in by_name.values():
        if several[0].name and len(several) > 1:
            files = "; ".join(str(r.video or r.tracks) for r in several)
            names = " and ".join(dict.fromkeys(repr(r.name) for r in several))
            faults.append(
                f"{len(several)} recordings are called {names} ({files}); "
                "give each a name of its own"
            )
    return faults
