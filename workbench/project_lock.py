"""One at a time makes a project or changes its file: nothing that others add is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from graphs.errors import UserError
from graphs.storage.lock import locked
from pipelines.inputs.expand import PROJECT_FILE
from pipelines.inputs.places import CACHE_FOLDER

_LOCK = "project.lock"


@contextmanager
def editing(folder: Path) -> Iterator[None]:
    """Keep others from making the project of a folder, or changing its file, meanwhile.

    Where nothing can be written, or a disk knows no locks, it goes on without: the first is told by
    who writes next. Of a project that was not made after all, nothing is left.

    Raises
    ------
    UserError
        Another one holds it for very long.
    """
    cache = folder / CACHE_FOLDER
    made = [path for path in (cache, *cache.parents) if not path.exists()]
    with ExitStack() as until_edited:
        with suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            until_edited.callback(_clear, cache / _LOCK, made)
            _hold(cache / _LOCK, until_edited)
        yield


def _hold(lock: Path, until_edited: ExitStack) -> None:
    try:
        until_edited.enter_context(locked(lock))
    except UserError as error:
        if not isinstance(error.__cause__, OSError):  # somebody holds it
            raise


def _clear(lock: Path, made: list[Path]) -> None:
    """Remove what was made for the lock where there is no project after all."""
    if made and not (lock.parents[1] / PROJECT_FILE).exists():
        lock.unlink(missing_ok=True)
        for path in made:
            with suppress(OSError):  # not empty
                path.rmdir()
