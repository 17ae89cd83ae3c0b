"""Behaviors that facts are stored of and that the ethogram does not have, as words of a question.

People label what they see, and bring in what they labelled elsewhere: what they call it is asked
for by that name. What it is done to is read from its facts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graphs.ethogram import Behavior, ObjectClass
from graphs.filters import FactFilter
from graphs.records import Kind
from graphs.storage.tables import FACT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.project import Project
    from workbench.sandbox.names import DataNames

_SAID_BY = {
    "human": "labelled by people", "import": "from an imported file",
    "model": "labelled by a model", "rule": "labelled by a rule",
}  # fmt: skip


def stored_behaviors(project: Project, names: DataNames) -> Mapping[str, Behavior]:
    """Return entries for the stored behaviors that the ethogram lacks, by name.

    Parameters
    ----------
    project
        Its facts are looked up in the index: each behavior with what it was done to.
    names
        Of the project.
    """
    if not names.stored:
        return {}
    condition, values = FactFilter(predicate=list(names.stored)).sql()
    query = f"SELECT DISTINCT predicate, source, kind, object FROM {FACT} WHERE {condition}"  # noqa: S608 - ours, as is `sql`
    with project.graph().graph.index.cursor() as cursor:
        rows = cursor.execute(query, values).fetchall()
    found: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
    for name, *said in rows:
        found[name].append((said[0], said[1], said[2]))
    return {name: _entry(name, found[name], names) for name in names.stored}


def _entry(name: str, said: list[tuple[str, str, str | None]], names: DataNames) -> Behavior:
    sources = sorted({_SAID_BY[source] for source, _, _ in said})
    words = f"not in the ethogram; {' and '.join(sources) or 'looked for, and never seen'}"
    objects = {whom for _, _, whom in said if whom is not None}
    is_point = bool(said) and all(kind == "point" for _, kind, _ in said)
    kind: Kind = "point" if is_point else "state"
    return Behavior(name, words, name, _target(objects, names), None, kind)


def _target(objects: set[str], names: DataNames) -> ObjectClass:
    """Return what a behavior was done to, by what its facts are about."""
    if objects.intersection(names.zones):
        return "zone"
    if objects.intersection(names.objects):
        return "object"
    return "animal" if objects else "none"
