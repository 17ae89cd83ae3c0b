"""What was said about the facts of a project, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from graphs.overlay import with_names
from graphs.records import Fact
from graphs.reviews import Review
from graphs.scene import sentence
from workbench.knowledge.lookup import FactLike, identifier_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.knowledge.graph import KnowledgeGraph

_COLUMNS = ("seq", "at", "by", "recording", "fact_id", "action", "words", "comment", "stands")
_SAID = {
    "accept": "accepted",
    "reject": "rejected",
    "comment": "said of",
    "edit": "corrected",
    "add": "added",
}


def history(
    graph: KnowledgeGraph, recording: str | None = None, fact: FactLike | None = None
) -> pd.DataFrame:
    """Return reviews in words, in order, undone ones and undos too.

    Parameters
    ----------
    graph
        The graph.
    recording
        Only those of this recording.
    fact
        Only those about this fact, what it was corrected to, and what it corrects. Also one that is
        not there any more.

    Returns
    -------
    pandas.DataFrame
        Columns ``seq, at`` (UTC)``, by, recording, fact_id, action, words, comment, stands``.
        Names as they are shown now; a review that is undone does not stand.

    Raises
    ------
    UserError
        There is no such recording or fact.
    """
    import pandas as pd

    name = None if recording is None else graph.project.spec(recording).name
    reviews = graph.overlays.reviews.reviews(name)
    undone = _undone(reviews)
    if fact is not None:
        reviews = _of_fact(reviews, identifier_of(graph, fact))
    by_seq = {review.seq: review for review in reviews}
    rows = [
        (r.seq, r.at, r.by, r.recording, r.fact_id or (r.after.fact_id if r.after else None),
         r.action, _in_words(graph, r, by_seq), r.comment or "", r.seq not in undone)
        for r in reviews
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _undone(reviews: Sequence[Review]) -> set[int]:
    """Return the numbers of the reviews that an undo takes back, which is not undone itself."""
    undone = set[int]()
    for review in reversed(reviews):
        if review.undoes is not None and review.seq not in undone:
            undone.add(review.undoes)
    return undone


def _of_fact(reviews: Iterable[Review], fact_id: str) -> list[Review]:
    """Return the reviews about a fact and its chain of corrections, with the undos of them."""
    reviews = list(reviews)
    chain: set[str | None] = {fact_id}
    edits = [{r.fact_id, r.after.fact_id} for r in reviews if r.action == "edit" and r.after]
    while True:
        joined = chain.union(*(ids for ids in edits if ids & chain))
        if joined == chain:
            break
        chain = joined
    kept = dict[int, Review]()
    for review in reviews:
        ids = {review.fact_id, review.after.fact_id if review.after else review.fact_id}
        if ids & chain or review.undoes in kept:
            kept[review.seq] = review
    return list(kept.values())


def _in_words(graph: KnowledgeGraph, review: Review, by_seq: Mapping[int, Review]) -> str:
    if review.undoes is not None:
        undone = by_seq[review.undoes]
        return f"undid {undone.seq} ({_in_words(graph, undone, by_seq)})"
    parts = [_sentence(graph, one) for one in (review.before, review.after) if one is not None]
    return f"{_SAID[review.action]}: {' -> '.join(parts)}"


def _sentence(graph: KnowledgeGraph, told: Fact) -> str:
    names = [name for name in (told.subject, told.object) if name is not None]
    shown = graph.overlays().shown_names(told.recording, names)
    return sentence(with_names(told, shown), graph.project.ethogram())
