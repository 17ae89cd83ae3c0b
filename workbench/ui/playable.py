"""The file that a browser plays for a recording."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from pipelines.inputs.places import url_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.project import Project

PROXIES = "proxies"
"""Folder of the project's cache."""

PROXY_HEIGHT = 720


@dataclass(frozen=True, slots=True)
class Playable:
    """What a browser can play of a recording.

    Parameters
    ----------
    path
        The file; ``None`` if there is none yet.
    why
        Why there is none.
    can_be_made
        Whether a proxy can be made.
    size
        Width and height of the video in pixels, as tracks count them; ``None`` if there is none.
    """

    path: Path | None
    why: str = ""
    can_be_made: bool = False
    size: tuple[int, int] | None = None

    @property
    def is_mp4(self) -> bool:
        """Whether it is mp4, else webm."""
        return self.path is None or self.path.suffix.casefold() != ".webm"


def playable(project: Project, recording: str) -> Playable:
    """Return the file that a browser plays.

    Raises
    ------
    UserError
        There is no such recording.
    DataError
        Its video cannot be read.
    """
    source = project.spec(recording).video
    if source is None:
        return Playable(None, f"{recording} has no video: only its tracks are shown.")
    path = Path(source)
    if (url := url_of(path)) is not None:
        return Playable(
            None, f"The page plays videos of this machine; that of {recording} is {url}"
        )
    if not path.is_file():
        return Playable(None, f"The video of {recording} is not there any more: {path.name}")
    stat = path.stat()
    plays, size = _looked_at(path, stat.st_size, stat.st_mtime_ns)
    made = proxy_path(project, path)
    if made.is_file():
        return Playable(made, size=size)
    if plays:
        return Playable(path, size=size)
    why = f"Browsers do not play {path.name} as it is; a copy has to be made first."
    return Playable(None, why, can_be_made=True, size=size)


@lru_cache(maxsize=512)
def _looked_at(path: Path, _size: int, _changed_at: int) -> tuple[bool, tuple[int, int]]:
    """Return whether browsers play a file as it is, and how large its pictures are."""
    from pipelines.proxy import is_browser_playable
    from pipelines.video import Video

    video = Video(path)
    return is_browser_playable(video), (video.width, video.height)


def make_playable(
    project: Project, recording: str, progress: Callable[[float], None] | None = None
) -> Path:
    """Make a proxy in the cache and return it; the video itself if browsers play it.

    Raises
    ------
    UserError
        There is no such recording, or it has no video that is there.
    DataError
        Its video cannot be read.
    """
    from pipelines.proxy import make_proxy
    from pipelines.video import Video

    found = playable(project, recording)
    if found.path is not None:
        return found.path
    source = project.spec(recording).video
    if source is None or not found.can_be_made:
        raise UserError(found.why)
    path = proxy_path(project, Path(source))
    path.parent.mkdir(parents=True, exist_ok=True)
    return make_proxy(Video(Path(source)), path, height=PROXY_HEIGHT, progress=progress)


def proxy_path(project: Project, video: Path) -> Path:
    """Return where the proxy of a video lies; another file, or a newer one, has another."""
    stat = video.stat()
    said = f"{video.resolve()}\n{stat.st_size}\n{stat.st_mtime_ns}\n{PROXY_HEIGHT}"
    name = hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
    return project.cache_folder / PROXIES / f"{name}.mp4"
