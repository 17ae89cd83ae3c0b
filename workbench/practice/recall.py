"""What was practised beside what people accepted: which examples a planner is shown.

Dialogues of the project come before practice that is equally alike; practice in the project's own
names before that which comes with the workbench.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphs.retrieval.embedding import Embedder
from workbench.memory.exemplars import LEAST_ALIKE, MOST_SHOWN, Exemplar, Exemplars, Ranked
from workbench.memory.situation import Situation, similarities
from workbench.memory.store import MEMORY_FOLDER
from workbench.practice.examples import practice_exemplars

PRACTICE_FOLDER = "practice"
"""Beside the dialogues that people accepted, under the memory of a project."""

_LESS = (0.0, 0.05, 0.08)
"""What is taken off how alike an example is: accepted by a person, practised here, shipped."""


def practice_of(project_folder: Path, embedder: Embedder | None = None) -> Exemplars:
    """Return what was practised in the names of a project."""
    return Exemplars(project_folder / MEMORY_FOLDER / PRACTICE_FOLDER, embedder)


def best_with_practice(
    situation: Situation,
    own: Sequence[Exemplar],
    practised: Sequence[Exemplar] = (),
    most: int = MOST_SHOWN,
    embedder: Embedder | None = None,
) -> list[Ranked]:
    """Return the examples that are most alike, best first, of all that there is.

    Parameters
    ----------
    situation
        The question of now and its data.
    own
        Dialogues of the project that were accepted: `Exemplars.all`.
    practised
        Of the project: ``practice_of(folder).all()``.
    most
        How many.
    embedder
        See `workbench.memory.situation.similarities`.

    Notes
    -----
    Those that a person rejected are left out, and those that are hardly alike. What is shipped is
    always among them. A dialogue of the project comes before practice that is a little more alike.
    """
    groups = (own, practised, practice_exemplars())
    known = [
        (one, less)
        for several, less in zip(groups, _LESS, strict=True)
        for one in several
        if not one.rejected
    ]
    likeness = similarities(situation, [one.situation for one, _ in known], embedder)
    scored = [
        (alike - less, Ranked(one, alike))
        for (one, less), alike in zip(known, likeness, strict=True)
        if alike >= LEAST_ALIKE
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].exemplar.key))
    by_program: dict[str, Ranked] = {}
    for _, ranked in scored:
        by_program.setdefault(ranked.exemplar.program.strip(), ranked)
    return list(by_program.values())[:most]
