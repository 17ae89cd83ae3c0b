"""Correcting the facts of a project: look up, accept, reject, comment, edit, add, undo, redo.

Facts are named by their identifier, of which a beginning of four characters or more is enough if
it is the only one, or given as records. People speak with the names that are shown; what is kept
are the names that the files have, so a correction outlives a renaming. Whoever does not say who
speaks is the person that ``WORKBENCH_USER`` names, else the one logged in.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Unpack

from graphs.corrections.review_chains import building_on
from graphs.corrections.reviews import Review, ReviewLog
from graphs.errors import UserError
from graphs.records import Fact, as_labelled
from workbench.analysis.units import QuantityLike
from workbench.knowledge.carried import CarriedReview, carried, rejection
from workbench.knowledge.claim_checks import check_new
from workbench.knowledge.claims import Given, added, edited
from workbench.knowledge.lookup import FactLike, fact, facts_of, is_question
from workbench.knowledge.review_effects import Changed, Corrected, Effects
from workbench.knowledge.review_history import history
from workbench.knowledge.review_queue import Queued, queue

if TYPE_CHECKING:
    from workbench.knowledge.graph import KnowledgeGraph

__all__ = [
    "WHO", "CarriedReview", "Changed", "Corrected", "FactLike", "Queued", "accept", "add",
    "carried", "comment", "edit", "fact", "history", "queue", "redo", "reject", "speaker", "undo",
]  # fmt: skip

WHO = "WORKBENCH_USER"
"""Environment variable that names who speaks."""


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
    """Say that facts are wrong, all at once or none; otherwise as `accept`.

    A question that only a rejected fact answers is refused, and told who rejected it; by its
    identifier a fact can be rejected once more.
    """

    def check(asked: FactLike, meant: Fact) -> None:
        if is_question(asked) and meant.status == "rejected":
            raise UserError(_rejected_already(graph, str(asked), meant))

    who, meant = speaker(by), [as_labelled(one) for one in facts_of(graph, facts, check)]
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
        Allow a behavior or a name that does not occur yet, and an object of another class than the
        behavior is about.
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
        Nothing is stored of the recording, a word or name is not known, the object is of another
        class than the behavior is about, the fact cannot be, or a person said the same already.
    """
    who, name = speaker(by), graph.project.spec(recording).name
    if name not in graph.graph.recordings():
        message = f"Nothing was labelled of {name!r} yet. Label it first, then correct."
        raise UserError(message)
    given = Given(subject=subject, predicate=predicate, object=object, start_s=start_s)
    if stop_s is not None:
        given["stop_s"] = stop_s
    new_fact = added(graph, name, given, new=new)
    check_new(graph, new_fact)
    (done,) = _done(graph, lambda log: [log.add(new_fact, who, comment)])
    return done


def undo(
    graph: KnowledgeGraph,
    by: str | None = None,
    seq: int | Iterable[int] | None = None,
    comment: str | None = None,
    *,
    with_later: bool = False,
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
    with_later
        Take back later reviews of the facts that go, too, the last one first.

    Raises
    ------
    UserError
        There is nothing to undo, it is undone already, or later reviews build on it.
    """
    who = speaker(by)
    several = [seq] if seq is None or isinstance(seq, int) else list(dict.fromkeys(seq))

    def taken_back(log: ReviewLog) -> list[Review]:
        asked = [log.to_undo(one, who) for one in several]
        later = building_on(log.reviews(), asked)
        if later and not with_later:
            raise UserError(_built_on(asked, later))
        all_ = [*(review.seq for review in reversed(later)), *asked]
        return [log.undo(one, by=who, comment=comment) for one in all_]

    return _done(graph, taken_back)


def _built_on(asked: Sequence[int], later: Sequence[Review]) -> str:
    who = ", ".join(f"{review.seq} by {review.by}" for review in later)
    builds, them = ("builds", "it") if len(later) == 1 else ("build", "them")
    what = f"review{'s' if len(asked) > 1 else ''} {', '.join(map(str, asked))}"
    return (
        f"{who} {builds} on {what} and would go too: undo {them} first, or take all back at once "
        "(--with-later, or with_later=True)."
    )


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
        with graph.graph.index.cursor() as after:
            return Effects(log, written).compared(before, after)


def _rejected_already(graph: KnowledgeGraph, question: str, meant: Fact) -> str:
    review = rejection(graph, meant)
    by = "" if review is None else f" by {review.by} (review {review.seq})"
    return (
        f"The only fact that answers {question!r}, {meant.fact_id}, is rejected already{by}. "
        "It can be accepted or edited by the same question."
    )
