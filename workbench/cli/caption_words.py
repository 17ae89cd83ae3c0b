"""How captions are printed: triples, claims in the names of a project, and what is not covered."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from graphs.captions.claims import CaptionClaim, ClaimsOfCaption
from graphs.captions.graph import CaptionGraph, CaptionTriple
from graphs.errors import UserError
from graphs.words import MOST_LISTED, counted
from workbench.cli.output import print_table, say, this_command
from workbench.cli.review_words import done_json, ethogram_or_say, print_done, undo_command

if TYPE_CHECKING:
    from workbench.captioning import CaptionNames, Named
    from workbench.describing import ModelWork
    from workbench.knowledge.review_effects import Corrected
    from workbench.project import Project


@dataclass(slots=True)
class Read:
    """A caption and what became of it.

    Parameters
    ----------
    text
        The caption.
    graph
        What it says; ``None`` if that is not known.
    error
        Why not; empty if it is known.
    named
        The same in names of the project; ``None`` outside of one.
    added, refused
        Claims that became facts, and those that did not, with the reason.
    """

    text: str
    graph: CaptionGraph | None = None
    error: str = ""
    named: ClaimsOfCaption | None = None
    added: list[Corrected] = field(default_factory=list)
    refused: list[tuple[CaptionClaim, UserError]] = field(default_factory=list)


# tables ------------------------------------------------------------------------------------------


def print_read(found: Sequence[Read], project: Project | None, work: ModelWork | None) -> None:
    """Print what captions say, and on stderr why that of others is not known."""
    for number, one in enumerate(found, 1):
        if len(found) > 1:
            typer.echo(f"{number}. {one.text}")
        if one.graph is not None:
            _print_triples(one.graph)
            _print_withheld(one)
        if one.named is not None:
            _print_named(one.named)
    errors: dict[str, list[int]] = {}
    for number, one in enumerate(found, 1):
        if one.error:
            errors.setdefault(one.error, []).append(number)
    for error, numbers in errors.items():
        captions = "Caption" if len(numbers) == 1 else "Captions"
        say(f"{captions} {', '.join(map(str, numbers))}: {error}")
    typer.echo(_in_sum(found, work))
    if project is not None:
        _print_added(project, found)


def _print_triples(graph: CaptionGraph) -> None:
    if graph.triples:
        print_table(["subject", "predicate", "object", "kind", "words"], _rows(graph))
    elif not graph.withheld:
        typer.echo("It states nothing that can be told as a triple.")


def _print_withheld(one: Read) -> None:
    """Print what a caption takes back; in a project, that stands among what is not covered."""
    if one.graph is None or one.named is not None:
        return
    for triple in one.graph.withheld:
        words = one.graph.text[triple.start : triple.stop] or triple.words
        typer.echo(f"Not stated ({triple.hedge}): {words}")


def _rows(graph: CaptionGraph) -> Iterator[tuple[str, ...]]:
    for triple in graph.triples:
        subject, predicate, target = _triple(graph, triple)
        yield subject, predicate, target, triple.kind, graph.text[triple.start : triple.stop]


def _triple(graph: CaptionGraph, triple: CaptionTriple) -> tuple[str, str, str]:
    """Return a triple for reading: two that have one name are told apart by the caption's words."""
    names = [entity.name for entity in graph.entities]

    def called(name: str, at: int | None) -> str:
        shared = at is not None and names.count(names[at]) > 1
        return graph.entities[at].words if shared and at is not None else name

    subject = called(triple.subject, triple.subject_at)
    return subject, triple.predicate, called(triple.object or "", triple.object_at)


def _print_named(named: ClaimsOfCaption) -> None:
    if named.claims:
        rows = [(c.subject, c.predicate, c.object or "", c.words) for c in named.claims]
        print_table(
            ["subject", "predicate", "object", "words"], rows, title="In the project's names"
        )
    if named.not_covered:
        left = [(one.words, one.why) for one in named.not_covered]
        print_table(["words", "why"], left, title="Not covered")


def _in_sum(found: Sequence[Read], work: ModelWork | None) -> str:
    graphs = [one.graph for one in found if one.graph is not None]
    said = [counted(sum(len(graph.triples) for graph in graphs), "triple")]
    if len(found) > 1:
        said.insert(0, counted(len(found), "caption"))
    named = [one.named for one in found if one.named is not None]
    if named:
        said.append(counted(sum(len(one.claims) for one in named), "claim"))
        said.append(f"{sum(len(one.not_covered) for one in named)} not covered")
    if work is not None:
        spent = work.meter.spent
        tokens = counted(spent.input_tokens + spent.output_tokens, "token")
        said.append(f"by {work.model.identity.name}: {counted(spent.requests, 'call')}, {tokens}")
    return "; ".join([", ".join(said[:-1]), said[-1]] if work is not None else [", ".join(said)])


def _print_added(project: Project, found: Sequence[Read]) -> None:
    added = [done for one in found for done in one.added]
    if added:
        print_done(project, added, json_=False)
    for claim, error in _refused(found):
        say(f"Not added: {_claim(claim)}: {error}")


def _refused(found: Sequence[Read]) -> Iterable[tuple[CaptionClaim, UserError]]:
    return [refused for one in found for refused in one.refused]


def _claim(claim: CaptionClaim) -> str:
    return " ".join(filter(None, (claim.subject, claim.predicate, claim.object)))


# what to do next ---------------------------------------------------------------------------------


def say_what_is_left(
    found: Sequence[Read], project: Project, names: CaptionNames, again: Sequence[str]
) -> None:
    """Say which names there are, where something has none, and how claims become facts.

    Parameters
    ----------
    found
        Captions; nothing was added.
    project
        The project.
    names
        Those that counted.
    again
        The words after the verb that read the same again, with where and when.
    """
    named = [one.named for one in found if one.named is not None]
    if any(one.not_covered for one in named):
        typer.echo(f"Individuals: {_listed(names.individuals)}; places: {_listed(names.places)}")
    if any(one.claims for one in named):
        words = shlex.join(["caption", *again, "-p", str(project.folder), "--add"])
        typer.echo(f"To add the claims as facts: {this_command()} {words}")


def _listed(names: Named) -> str:
    said = [f"{name} ({', '.join(words)})" if words else name for name, words in names.items()]
    more = ", ..." if len(said) > MOST_LISTED else ""
    return ", ".join(said[:MOST_LISTED]) + more or "none"


# json --------------------------------------------------------------------------------------------


def as_json(
    found: Sequence[Read],
    project: Project | None,
    work: ModelWork | None,
    names: CaptionNames | None,
) -> dict[str, Any]:
    """Return everything, for ``--json``; claims are null where there is no project.

    Parameters
    ----------
    found
        Captions.
    project
        The project, if there is one.
    work
        The model, if it was asked.
    names
        Those that counted.
    """
    document: dict[str, Any] = {
        "by": "rules" if work is None else work.model.identity.name,
        "captions": [_caption_json(one) for one in found],
    }
    if work is not None:
        document["spent"] = work.meter.spent
    if project is not None:
        ethogram = ethogram_or_say(project)
        done = [one for read in found for one in read.added]
        document |= {"project": project.folder, "names": names}
        document["added"] = [done_json(one, ethogram) for one in done]
        document["refused"] = [
            {**asdict(claim), "why": str(error)} for claim, error in _refused(found)
        ]
        document["undo"] = undo_command(project, (d.review.seq for d in done)) if done else None
    return document


def _caption_json(one: Read) -> dict[str, Any]:
    graph, named = one.graph, one.named
    return {
        "text": one.text,
        "error": one.error or None,
        "entities": None if graph is None else graph.entities,
        "triples": None if graph is None else graph.triples,
        "withheld": None if graph is None else graph.withheld,
        "claims": None if named is None else named.claims,
        "not_covered": None if named is None else named.not_covered,
    }
