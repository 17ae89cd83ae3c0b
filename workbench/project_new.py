"""Making a project folder: the files of a new project, written whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from graphs.errors import UserError
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.inputs.places import plain_path
from workbench.ethograms import DEFAULT_ETHOGRAM, ethogram_text
from workbench.project import ETHOGRAM_FILE, PROJECT_FILE, Project, is_project, open_project
from workbench.project_edit import NEW_PROJECT, with_values
from workbench.project_file import parse_project
from workbench.project_lock import editing


def create_project(
    folder: Path | str, *, ethogram: str | Path | None = None, graph: str | None = None
) -> Project:
    """Make a new project in a folder, which may exist already and hold other files.

    Parameters
    ----------
    folder
        Made if it does not exist.
    ethogram
        Name of a shipped ethogram (see `shipped_ethograms`) or a TOML file; it is copied. Without
        it, an ``ethogram.toml`` that lies in the folder is kept, else ``social_rodents`` is taken.
    graph
        Where the graph is kept: a folder, or a URL; in the project folder if not given.

    Raises
    ------
    UserError
        There is a project already, the ethogram is unknown or wrong, no graph can be kept there, or
        the folder cannot be written; nothing half-made is left.
    """
    folder = plain_path(Path(folder))
    _refuse_project(folder)
    kept = folder / ETHOGRAM_FILE
    has_own = kept.is_file()
    text = ethogram_text(kept if has_own and ethogram is None else ethogram or DEFAULT_ETHOGRAM)
    if has_own and kept.read_text(encoding="utf-8") != text:
        message = f"{kept} exists and is another ethogram than {str(ethogram)!r}. Move it away."
        raise UserError(message)
    said = NEW_PROJECT if graph is None else with_values(NEW_PROJECT, ["storage"], {"graph": graph})
    parse_project(said, folder)
    with editing(folder):
        _refuse_project(folder)  # another one may have made it meanwhile
        _write_new(folder, said, None if has_own else text)
    return open_project(folder)


def _refuse_project(folder: Path) -> None:
    if is_project(folder):
        message = f"{folder} is a project already. Open it, or choose another folder."
        raise UserError(message)


def _write_new(folder: Path, said: str, ethogram: str | None) -> None:
    """Write the files of a new project; nothing half-made is left."""
    made: list[Path] = []
    try:
        _make_folder(folder, made)
        if ethogram is not None:
            made.append(folder / ETHOGRAM_FILE)
            write_atomic(folder / ETHOGRAM_FILE, ethogram.encode())
        write_atomic(folder / PROJECT_FILE, said.encode())  # last: it makes a project
    except BaseException:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder with its parents, and note in order which were made."""
    for path in [*reversed(folder.parents), folder]:
        if not path.is_dir():
            try:
                path.mkdir()
            except OSError as error:
                raise cannot_write(path, error) from error
            made.append(path)
