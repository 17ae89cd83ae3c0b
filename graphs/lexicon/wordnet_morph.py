"""WordNet's rules for base forms, and its lists of forms that follow no rule (``morphy(7WN)``)."""

from __future__ import annotations

from pathlib import Path

from graphs.errors import DataError
from graphs.lexicon.wordnet_files import Pos

_ENDINGS: dict[Pos, tuple[tuple[str, str], ...]] = {
    "n": (
        ("s", ""),
        ("ses", "s"),
        ("ves", "f"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("men", "man"),
        ("ies", "y"),
    ),
    "v": (
        ("s", ""),
        ("ies", "y"),
        ("es", "e"),
        ("es", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ),
}
"""WordNet's rules of detachment: an ending and what stands in its place in the base form."""


def detached(form: str, pos: Pos) -> list[str]:
    """Return what a form may be made from by the rules, words or not."""
    if pos == "n" and (form.endswith("ss") or len(form) <= len("es")):
        return []
    return [
        form[: len(form) - len(ending)] + instead
        for ending, instead in _ENDINGS[pos]
        if form.endswith(ending)
    ]


def exceptions_in(path: Path) -> dict[str, tuple[str, ...]]:
    """Return irregular form -> base forms of an exception list; none where there is no file."""
    if not path.is_file():
        return {}
    found = {}
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        form, *bases = line.split() or ["", ""]
        if not bases:
            message = (
                f"{path}, line {number}: expected a form and its base forms, found {line!r}. "
                "Install the WordNet files anew."
            )
            raise DataError(message)
        found[form] = tuple(bases)
    return found
