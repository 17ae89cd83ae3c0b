"""The knowledge graph to files: what stands in it, recording by recording, under names as shown.

What a person rejected or corrected goes along, with its status; a correction names what it corrects
in its evidence (``edits``). Where people renamed animals, a fact keeps the names under which it was
labelled, too, so that its identifier is the same in files and in the project.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.formats.contract import Context, Described, EntityKind, Reviewed
from graphs.formats.registry import format_named
from graphs.records import STANDING, Run
from graphs.storage.fill import MENTION
from graphs.words import did_you_mean

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from graphs.storage.shard import RecordingGraph
    from pipelines.recording import RecordingSpec
    from workbench.knowledge.graph import KnowledgeGraph

RUNS = "runs"
"""Parameter of the run of an import: the runs that its file told of."""

Progress = Callable[[int, int, str], object]
"""Told of each recording: how many were done before it, of how many, and its name."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Parameters
    ----------
    path
        The file or folder.
    format
        Name of the format.
    recordings
        Which ones are in it.
    facts
        How many that stand.
    withdrawn
        How many that a person rejected or corrected.
    events
        How many.
    """

    path: Path
    format: str
    recordings: tuple[str, ...]
    facts: int
    withdrawn: int
    events: int


def export_graph(
    graph: KnowledgeGraph,
    to: str,
    path: Path,
    *,
    recordings: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    standing: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write recordings of a project to a file or folder, which is there whole or not at all.

    Parameters
    ----------
    graph
        Of the project.
    to
        Name of a format; see `graphs.formats.registry`.
    path
        The file or folder; a file is replaced, a folder only if an export has made it.
    recordings, groups
        Only recordings of these names, of these groups; all of the project if not given.
    standing
        Leave out what a person rejected or corrected.
    progress
        Told of each recording.

    Raises
    ------
    UserError
        A format, recording or group is unknown, nothing is stored of what is asked for, or the
        place cannot be written.
    DataError
        A file of the graph is damaged.
    """
    form = format_named(to)
    names = _asked(graph, recordings, groups)
    counts = {"facts": 0, "withdrawn": 0, "events": 0}

    def counted() -> Iterator[Described]:
        for done, one in enumerate(described(graph, names, standing=standing)):
            if progress is not None:
                progress(done, len(names), one.recording)
            count = sum(fact.status in STANDING for fact in one.facts)
            counts["facts"] += count
            counts["withdrawn"] += len(one.facts) - count
            counts["events"] += len(one.events)
            yield one

    form.write(counted(), path, context(graph))
    return Exported(path, form.name, tuple(names), **counts)


def _asked(
    graph: KnowledgeGraph, recordings: Sequence[str] | None, groups: Sequence[str] | None
) -> list[str]:
    """Return the recordings that are asked for and of which something is stored, sorted."""
    project = graph.project
    specs = project.specs() if recordings is None else [project.spec(name) for name in recordings]
    there = {spec.group for spec in project.specs() if spec.group is not None}
    for group in groups or ():
        if group not in there:
            message = f"No group {group!r}{did_you_mean(group, there) or '; there are none'}"
            raise UserError(message)
    meant = {spec.name for spec in specs if not groups or spec.group in groups}
    names = sorted(meant & set(project.store().recordings()))
    if not names:
        message = (
            f"There is nothing to export in {project.folder}: nothing is stored of these "
            "recordings yet. Label them (workbench label) or import labels (workbench import)."
        )
        raise UserError(message)
    return names


# recordings -------------------------------------------------------------------------------------


def described(
    graph: KnowledgeGraph, recordings: Iterable[str], *, standing: bool = False
) -> Iterator[Described]:
    """Yield recordings of a project as formats write them, one at a time.

    Parameters
    ----------
    graph
        Of the project.
    recordings
        Their names.
    standing
        Leave out what a person rejected or corrected.

    Raises
    ------
    UserError
        The project has no such recording, or nothing is stored of it.
    DataError
        One of its files is damaged.
    """
    for name in recordings:
        spec, stored = graph.project.spec(name), graph.recording(name)
        facts = [fact for fact in stored.facts if not standing or fact.status in STANDING]
        yield Described(
            recording=name,
            facts=facts,
            events=stored.events,
            assessed=stored.assessed,
            runs=_runs(stored),
            attributes=_attributes(spec, stored),
            reviews=_reviews(graph, name, {fact.fact_id for fact in facts} if standing else None),
        )


def _reviews(graph: KnowledgeGraph, name: str, only: Collection[str] | None) -> list[Reviewed]:
    """Return what people said of facts of a recording (of some of them), in order.

    Names that the project gave animals are not among it: facts have them.
    """
    reviews = {review.seq: review for review in graph.overlays.reviews.reviews(name)}
    if not reviews:
        return []
    from workbench.knowledge.review_history import history  # slow to import

    told = history(graph, name)
    said = zip(told["seq"].tolist(), told["fact_id"].tolist(), told["words"].tolist(), strict=True)
    return [
        {
            "seq": seq,
            "at": reviews[seq].at,
            "by": reviews[seq].by,
            "recording": name,
            "fact_id": fact_id,
            "action": reviews[seq].action,
            "comment": reviews[seq].comment,
            "undoes": reviews[seq].undoes,
            "words": words,
        }
        for seq, fact_id, words in said
        if reviews[seq].action != "name" and (only is None or fact_id in only)
    ]


def _runs(stored: RecordingGraph) -> list[Run]:
    """Return who made the records, also those that files told of that were imported."""
    found: dict[str, Run] = {}
    for run in (stored.run, *stored.added):
        told = run.parameters.get(RUNS)
        for entry in told if isinstance(told, list) else ():
            found.setdefault(entry["run_id"], Run(**entry))
        own = {name: value for name, value in run.parameters.items() if name != RUNS}
        found.setdefault(run.run_id, replace(run, parameters=own))
    return list(found.values())


def _attributes(spec: RecordingSpec, stored: RecordingGraph) -> dict[str, str | float]:
    known = {
        "group": spec.group,
        "session": spec.session,
        "duration_s": duration_s(stored),
        "video": spec.video.name if spec.video else None,
        "px_per_cm": spec.arena.px_per_cm,
    }
    return {name: value for name, value in known.items() if value is not None}


def duration_s(stored: RecordingGraph) -> float | None:
    """Return how long a recording is, in seconds, if what is stored of it says so."""
    value = stored.notes.get("duration_s")
    return float(value) if isinstance(value, int | float) else None


# what is the same for all -----------------------------------------------------------------------


def context(graph: KnowledgeGraph) -> Context:
    """Return what formats need to know of a project beside its recordings.

    Names are those that are shown; who is who is as people said (`graphs.individuals.entities`).
    """
    names = graph.overlays().names
    kinds: dict[str, EntityKind] = {}
    for spec in graph.project.specs():
        places: dict[EntityKind, Iterable[str]] = {
            "zone": spec.arena.zones,
            "object": spec.arena.objects,
        }
        for kind, labelled in places.items():
            kinds |= {names.resolved(spec.name, name): kind for name in labelled}
    with graph.graph.index.cursor() as cursor:
        query = f"SELECT recording, labelled, shown, is_animal FROM {MENTION}"  # noqa: S608
        mentions = cursor.execute(query).fetchall()
    kinds |= {shown: "animal" for _, _, shown, is_animal in mentions if is_animal}
    identities = {}
    for recording, labelled, shown, _ in mentions:
        kind = kinds.get(shown, "object")
        identity = names.identity(recording, labelled, kind)
        if identity != Context().identity(recording, shown, kind):
            identities[recording, shown] = identity
    return Context(_ethogram(graph), kinds, identities, project_name(graph))


def _ethogram(graph: KnowledgeGraph) -> Ethogram:
    """Return the behaviors, with what their functions say of them where these may be run."""
    try:
        return graph.project.full_ethogram()
    except UserError:
        return graph.project.ethogram()


def project_name(graph: KnowledgeGraph) -> str:
    """Return what a project is called: as its folder."""
    return graph.project.folder.resolve().name or "project"
