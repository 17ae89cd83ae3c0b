"""Correcting the facts of a project: look up, accept, reject, comment, edit, add, undo, redo.

Facts are named by their identifier, of which a beginning of four characters or more is enough if
it is the only one, or given as records. People speak with the names that are shown; what is kept
are the names that the files have, so a correction outlives a renaming. Whoever does not say who
speaks is the person that ``WORKBENCH_USER`` names, else the one logged in.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from graphs.errors import UserError
from graphs.overlay import as_labelled
from graphs.records import STANDING, Fact
from graphs.reviews import Review, ReviewLog
from workbench.analysis.units import QuantityLike
from workbench.knowledge.claims import Given, added, edited
from workbench.knowledge.lookup import FactLike, fact, facts_of, selected
from workbench.knowledge.review_history import history
from workbench.knowledge.review_queue import Queued, queue

if TYPE_CHECKING:
    from workbench.knowledge.graph import KnowledgeGraph

__all__ = [
    "WHO", "Corrected", "FactLike", "Queued", "accept", "add", "comment", "edit", "fact", "history",
    "queue", "redo", "reject", "speaker", "undo",
]  # fmt: skip

WHO = "WORKBENCH_USER"
"""Environment variable that names who speaks."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What one review did.

    Parameters
    ----------
    review
        As it was written.
    before, after
        The fact as it stood before and as it stands now, under the names that are shown; ``None``
        where there is none (before one is added, say).
    """

    review: Review
    before: Fact | None
    after: Fact | None


def speaker(by: str | None = None) -> str:
    """Return who speaks: who is given, else whom ``WORKBENCH_USER`` names, else who is logged in.

    Raises
    ------
    UserError
        Nothing tells who it is.
    """
    if by is not None:
        return by
    named = os.environ.get(WHO, "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        message = f"Nothing tells who you are. Say it (--by NAME), or set {WHO}."
        raise UserError(message) from None


# what people say ----------------------------------------------------------------------------------


def accept(
    graph: KnowledgeGraph,
    facts: FactLike | Iterable[FactLike],
    by: str | None = None,
    comment: str | None = None,
) -> list[Corrected]:
    """Say that facts are right, all at once or none.

    Parameters
    ----------
    graph
        The graph.
    facts
        One or several, by identifier or as records.
    by
        Who says so; see `speaker`.
    comment
        Why.

    Raises
    ------
    UserError
        A fact is unknown, or `project.db` cannot be written. Nothing is written then.
    """
    who, meant = speaker(by), [as_labelled(one) for one in facts_of(graph, facts)]
    return _done(graph, lambda log: log.accept_all(meant, who, comment))


def reject(
    graph: KnowledgeGraph,
    facts: FactLike | Iterable[FactLike],
    by: str | None = None,
    comment: str | None = None,
) -> list[Corrected]:
    """Say that facts are wrong, all at once or none; otherwise as `accept`."""
    who, meant = speaker(by), [as_labelled(one) for one in facts_of(graph, facts)]
    return _done(graph, lambda log: [log.reject(one, who, comment) for one in meant])


def comment(
    graph: KnowledgeGraph,
    facts: FactLike | Iterable[FactLike],
    words: str,
    by: str | None = None,
) -> list[Corrected]:
    """Say something about facts that changes nothing; otherwise as `accept`."""
    who, meant = speaker(by), [as_labelled(one) for one in facts_of(graph, facts)]
    return _done(graph, lambda log: [log.comment(one, who, words) for one in meant])


def edit(
    graph: KnowledgeGraph,
    which: FactLike,
    by: str | None = None,
    comment: str | None = None,
    *,
    new: bool = False,
    **changes: Unpack[Given],
) -> Corrected:
    """Correct a fact: what is said here takes its place.

    Parameters
    ----------
    graph
        The graph.
    which
        The fact.
    by, comment
        As for `accept`.
    new
        Allow a behavior or a name that does not occur yet.
    changes
        What is different. Subject and object as they are shown, a word for exactly one behavior,
        times in seconds or with units (``"1.5 min"``). A behavior that has no object takes the
        object away; a point that moves stays one.

    Returns
    -------
    Corrected
        The new fact has the confidence 1: a person says so. Its frames follow the recording's clock
        where that can be read, else the frame rate that the old fact tells.

    Raises
    ------
    UserError
        Nothing changes, a word or name is not known, or the fact cannot be.
    """
    who, (seen,) = speaker(by), facts_of(graph, which)
    old = as_labelled(seen)
    corrected = edited(graph, old, changes, new=new)
    (done,) = _done(graph, lambda log: [log.edit(old, who, comment, after=corrected)])
    return done


def add(
    graph: KnowledgeGraph,
    recording: str,
    subject: str,
    predicate: str,
    object: str | None,  # noqa: A002 - the word of the records
    start_s: QuantityLike,
    stop_s: QuantityLike | None = None,
    by: str | None = None,
    comment: str | None = None,
    *,
    new: bool = False,
) -> Corrected:
    """Say that something happened that no fact tells of.

    Parameters
    ----------
    graph
        The graph.
    recording
        Where.
    subject, predicate, object, start_s, stop_s
        What, as for `edit`. Without an end it is a point.
    by, comment, new
        As for `edit`.

    Raises
    ------
    UserError
        Nothing is stored of the recording, a word or name is not known, or the fact cannot be.
    """
    who, name = speaker(by), graph.project.spec(recording).name
    if name not in graph.graph.recordings():
        message = f"Nothing was labelled of {name!r} yet. Label it first, then correct."
        raise UserError(message)
    given = Given(subject=subject, predicate=predicate, object=object, start_s=start_s)
    if stop_s is not None:
        given["stop_s"] = stop_s
    new_fact = added(graph, name, given, new=new)
    (done,) = _done(graph, lambda log: [log.add(new_fact, who, comment)])
    return done


def undo(
    graph: KnowledgeGraph,
    by: str | None = None,
    seq: int | Iterable[int] | None = None,
    comment: str | None = None,
) -> list[Corrected]:
    """Take reviews back; of an undo, bring back what it had undone.

    Parameters
    ----------
    graph
        The graph.
    by, comment
        As for `accept`.
    seq
        Numbers of reviews, all at once or none; if not given, the last thing that this person did
        and that is not undone.

    Raises
    ------
    UserError
        There is nothing to undo, or it is undone already.
    """
    who = speaker(by)
    several = [seq] if seq is None or isinstance(seq, int) else list(dict.fromkeys(seq))
    return _done(graph, lambda log: [log.undo(one, by=who, comment=comment) for one in several])


def redo(graph: KnowledgeGraph, by: str | None = None) -> list[Corrected]:
    """Bring back what this person undid last; raises `UserError` if there is nothing."""
    who = speaker(by)
    return _done(graph, lambda log: [log.redo(by=who)])


def _done(graph: KnowledgeGraph, write: Callable[[ReviewLog], list[Review]]) -> list[Corrected]:
    """Write reviews, all or none, and return what they did."""
    log = graph.overlays.reviews
    with graph.graph.index.cursor() as before:
        with log.together():
            written = write(log)
        about = _about(log, written)
        wanted = {"ids": sorted({one for ids in about for one in ids})}
        condition = "list_contains($ids::VARCHAR[], fact_id)"
        was = selected(before, condition, wanted)
    with graph.graph.index.cursor() as after:
        now = selected(after, condition, wanted)
    return [
        Corrected(review, _standing_first(was, ids), _standing_first(now, ids))
        for review, ids in zip(written, about, strict=True)
    ]


def _about(log: ReviewLog, written: Sequence[Review]) -> list[list[str]]:
    """Return the identifiers of the facts that reviews are about, corrected ones first."""
    known = {review.seq: review for review in written}
    if any(review.undoes is not None for review in written):
        known |= {review.seq: review for review in log.reviews()}
    found = []
    for review in written:
        said = review
        while said.undoes is not None:
            said = known[said.undoes]
        ids = [said.after.fact_id] if said.after else []
        found.append(ids + ([said.fact_id] if said.fact_id else []))
    return found


def _standing_first(facts: Mapping[str, Fact], ids: Sequence[str]) -> Fact | None:
    there = [facts[one] for one in ids if one in facts]
    return next((one for one in there if one.status in STANDING), there[0] if there else None)
