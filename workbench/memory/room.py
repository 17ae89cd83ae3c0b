"""Room in what a model is told: what has to be there is there whole, the rest as far as it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphs.errors import UserError


def fitted(
    needed: Mapping[str, str], wished: Sequence[str], most: int, between: int = 2
) -> list[str]:
    """Return which of the wished texts fit beside the needed ones, each whole or not at all.

    Parameters
    ----------
    needed
        Name -> text that must be there: question, list of functions, data.
    wished
        Texts to add, most wanted first; one that does not fit does not keep out a shorter one.
    most
        Characters that there is room for.
    between
        Characters between two texts.

    Raises
    ------
    UserError
        What is needed alone is longer; says how long each text is.
    """
    room = most + between - sum(len(text) + between for text in needed.values())
    if room < 0:
        sizes = ", ".join(f"{name} {len(text)}" for name, text in needed.items())
        message = (
            f"There is room for {most} characters, and {sizes} are needed. Choose a model that "
            "takes longer texts, or ask a shorter question."
        )
        raise UserError(message)
    kept = []
    for text in wished:
        if len(text) + between <= room:
            kept.append(text)
            room -= len(text) + between
    return kept
