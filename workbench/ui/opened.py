"""The projects that a server has open: each under a key, so that two tabs can show two of them."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError

if TYPE_CHECKING:
    from workbench.project import Project

_KEY_BYTES = 8


class OpenProjects:
    """Projects by key; a key is of no use in a server that did not open the project.

    A project is read again as soon as another tab or program changed its ``project.toml``.
    """

    def __init__(self) -> None:
        self._folders: dict[str, Path] = {}
        self._open: dict[str, tuple[int, Project]] = {}
        self._lock = threading.Lock()

    def open(self, folder: Path | str) -> str:
        """Open a project and return its key; `UserError` if there is none in a folder."""
        from workbench.project import open_project  # slow to import

        place = Path(folder).expanduser().resolve()
        project = open_project(place, check_files=False)
        key = hashlib.blake2b(str(place).encode(), digest_size=_KEY_BYTES).hexdigest()
        with self._lock:
            self._folders[key] = place
            self._open[key] = (_changed_at(project), project)
        return key

    def of(self, key: str | None) -> Project:
        """Return a project as its files stand now.

        Raises
        ------
        UserError
            No project was opened under the key, or its folder is not there any more.
        """
        from workbench.project import open_project

        with self._lock:
            found = self._open.get(key or "")
            if found is None:
                message = "No project is open here. Open one on the page Start."
                raise UserError(message)
            changed_at, project = found
            now = _changed_at(project)
            if not now:
                raise UserError(_gone(project.folder))
            if now != changed_at:
                project = open_project(self._folders[key or ""], check_files=False)
                self._open[key or ""] = (_changed_at(project), project)
            return project

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._folders


def _gone(folder: Path) -> str:
    """Return what to do about a project that was there when it was opened."""
    from workbench.project import PROJECT_FILE

    lost = f"{folder} has no {PROJECT_FILE} any more" if folder.is_dir() else f"{folder} is gone"
    return (
        f"The project that is open here is not there: {lost}. Connect its drive or move it back, "
        "and load this page again; or open another project on the page Start."
    )


def _changed_at(project: Project) -> int:
    from workbench.project import PROJECT_FILE

    try:
        return (project.folder / PROJECT_FILE).stat().st_mtime_ns
    except OSError:
        return 0
