"""What this installation can do, and whether a project is sound."""

from __future__ import annotations

import contextlib
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphs.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.project import Project

DISTRIBUTION = "behavior-workbench"
LOW_SPACE_GB = 1.0

_DEPENDENCY = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)[^;]*(?:;.*extra\s*==\s*['\"](?P<extra>\w+)['\"])?"
)
_CODECS = {
    "h264": "H.264",
    "hevc": "HEVC",
    "mpeg4": "MPEG-4",
    "mjpeg": "MJPEG",
    "vp9": "VP9",
    "av1": "AV1",
}
_DEVELOPER_EXTRAS = frozenset({"test", "lint"})

State = Literal["ok", "absent", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    topic
        ``system``, ``packages``, ``extra [formats]``, ``video``, ``folder``, ``project``.
    name
        What was looked at.
    state
        ``absent`` is an optional part that is not installed; ``problem`` wants to be mended.
    detail
        Version, figure, or what is wrong and what to do.
    """

    topic: str
    name: str
    state: State
    detail: str


def examine(folder: Path) -> list[Finding]:
    """Look at the installation, and at a folder that is or may become a project.

    Parameters
    ----------
    folder
        Need not exist; nothing is left in it.
    """
    return [*_system(), *_packages(), *_video(), *_folder(folder), *_project(folder)]


def _system() -> Iterator[Finding]:
    yield Finding("system", "behavior-workbench", "ok", version(DISTRIBUTION))
    yield Finding("system", "Python", "ok", f"{sys.version.split()[0]} ({sys.executable})")
    yield Finding("system", "platform", "ok", f"{platform.platform()}, {platform.machine()}")


def _packages() -> Iterator[Finding]:
    for line in requires(DISTRIBUTION) or []:
        found = _DEPENDENCY.match(line)
        if found is None or found[2] in _DEVELOPER_EXTRAS:
            continue
        name, extra = found[1], found[2]
        topic = f"extra [{extra}]" if extra else "packages"
        try:
            yield Finding(topic, name, "ok", version(name))
        except PackageNotFoundError:
            if extra:
                remedy = f'pip install "{DISTRIBUTION}[{extra}]"'
                yield Finding(topic, name, "absent", f"for optional parts: {remedy}")
            else:
                yield Finding(topic, name, "problem", f"missing: pip install {DISTRIBUTION}")


def _video() -> Iterator[Finding]:
    import av  # slow to import

    libraries = av.library_versions.get("libavcodec", ())
    yield Finding("video", "FFmpeg (libavcodec)", "ok", ".".join(map(str, libraries)))
    for codec in _CODECS:
        modes = []
        for mode in ("r", "w"):
            try:
                av.Codec(codec, mode)
                modes.append({"r": "reads", "w": "writes"}[mode])
            except av.codec.codec.UnknownCodecError:
                continue
        state: State = "ok" if modes else "absent"
        yield Finding("video", codec, state, " and ".join(modes) or "not in this FFmpeg")


def _folder(folder: Path) -> Iterator[Finding]:
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free / 1e9
    if free < LOW_SPACE_GB:
        yield Finding("folder", "disk space", "problem", f"{free:.2f} GB free in {place}")
    else:
        yield Finding("folder", "disk space", "ok", f"{free:.1f} GB free in {place}")
    try:
        with tempfile.TemporaryFile(dir=place):
            yield Finding("folder", "writable", "ok", str(place))
    except OSError as error:
        yield Finding("folder", "writable", "problem", f"{place}: {error.strerror}")


def _project(folder: Path) -> Iterator[Finding]:
    from workbench.project import is_project, open_project

    if not is_project(folder):
        yield Finding("project", "project.toml", "absent", f"{folder.absolute()} is no project")
        return
    try:
        project = open_project(folder, check_files=False)
        project.label_settings()
    except WorkbenchError as error:
        yield Finding("project", "project.toml", "problem", str(error))
        return
    recordings = project.specs()
    yield Finding("project", "project.toml", "ok", f"{len(recordings)} recordings")
    try:
        from pipelines.describe.contract import get_describer

        ethogram = project.ethogram()
        get_describer("geometry", ethogram)
        yield Finding("project", "ethogram.toml", "ok", f"{len(ethogram.behaviors)} behaviors")
    except WorkbenchError as error:
        yield Finding("project", "ethogram.toml", "problem", str(error))
    yield from _own_behaviors(folder)
    from pipelines.fingerprint import WHERE_NOW

    for fault in project.missing_files():
        yield Finding("project", "files", "problem", f"{fault}. {WHERE_NOW}")
    yield from _graph(project, [recording.name for recording in recordings])


def _own_behaviors(folder: Path) -> Iterator[Finding]:
    from workbench.behaviors.own import untrusted_files

    try:
        names = ", ".join(path.name for path in untrusted_files(folder))
    except WorkbenchError as error:  # what is trusted cannot be read
        yield Finding("project", "behaviors", "problem", str(error))
        return
    if names:
        detail = f"not trusted as they are, so not run: {names}. See: workbench behaviors trust"
        yield Finding("project", "behaviors", "problem", detail)


def _graph(project: Project, names: list[str]) -> Iterator[Finding]:
    from workbench.labelled import stale_recordings

    store = project.store()
    stored = store.recordings()
    sound = 0
    for name in stored:
        try:
            store.read(name)
            sound += 1
        except WorkbenchError as error:
            remedy = "Label it again: workbench label"
            yield Finding("project", "graph", "problem", f"{error} {remedy}")
    yield Finding("project", "graph", "ok", f"{sound} of {len(names)} recordings labelled")
    unknown = sorted(set(stored) - set(names))
    if unknown:
        detail = f"labelled, but not in project.toml: {', '.join(unknown)}. Run: workbench remove"
        yield Finding("project", "graph", "problem", detail)
    with contextlib.suppress(WorkbenchError):  # of ethogram or settings: said above
        stale = stale_recordings(project, names)
        if stale:
            detail = (
                f"labelled with other settings or files: {', '.join(stale)}. Run: workbench label"
            )
            yield Finding("project", "graph", "problem", detail)
