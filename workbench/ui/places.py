"""Places that a person names on the page, to write to."""

from __future__ import annotations

from pathlib import Path

from graphs.errors import UserError


def whole_path(text: str) -> Path:
    """Return a place that was named with its whole path.

    Raises
    ------
    UserError
        It is not: a server has no current folder that a person would know of.
    """
    path = Path(text.strip()).expanduser()
    if not text.strip() or not path.is_absolute():
        message = f"{text!r}: expected a whole path, such as /home/me/figures or ~/figures."
        raise UserError(message)
    return path
