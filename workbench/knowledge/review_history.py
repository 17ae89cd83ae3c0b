"""What was said about the facts of a project, in words.

It is told even where the ethogram cannot be read: behaviors have their plain names then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from graphs.corrections.reviews import Review
from graphs.networks.scene import sentence
from graphs.records import Fact
from graphs.storage.overlay import with_names
from workbench.knowledge.lookup import FactLike, ethogram_for_words, identifier_of

if TYPE_CHECKING:
    import pandas as pd

    from graphs.ethogram import Ethogram
    from graphs.storage.overlay import Overlay
    from workbench.knowledge.graph import KnowledgeGraph

_COLUMNS = (
    "seq", "at", "by", "recording", "fact_id", "action", "brief", "words", "comment", "stands",
)  # fmt: skip
MOMENT_S = 0.5
"""Seconds: times of what is shorter are told to the hundredth."""

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
        Columns ``seq, at`` (UTC)``, by, recording, fact_id, action, brief, words, comment,
        stands``: `brief` is `words` in few of them. Names as they are shown now; a review that is
        undone does not stand.

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
    words = _Words(graph.overlays(), ethogram_for_words(graph.project)[0], by_seq)
    rows = [
        (r.seq, r.at, r.by, r.recording, r.fact_id or (r.after.fact_id if r.after else None),
         r.action, words.brief(r), words.full(r), r.comment or "", r.seq not in undone)
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


class _Words:
    """Tells reviews.

    Parameters
    ----------
    overlay
        Gives the names to show.
    ethogram
        Gives the verbs, if it can be read.
    by_seq
        Reviews by their numbers, all that others undo included.
    """

    def __init__(
        self, overlay: Overlay, ethogram: Ethogram | None, by_seq: Mapping[int, Review]
    ) -> None:
        self._overlay = overlay
        self._ethogram = ethogram
        self._by_seq = by_seq

    def full(self, review: Review) -> str:
        """Return a review in whole sentences."""
        if review.undoes is not None:
            return f"undid {review.undoes} ({self.full(self._by_seq[review.undoes])})"
        if review.names is not None:
            return _named(review.names)
        told = [one for one in (review.before, review.after) if one is not None]
        sentences = [sentence(self._shown(one), self._ethogram) for one in told]
        return f"{_SAID[review.action]}: {' -> '.join(sentences)}"

    def brief(self, review: Review) -> str:
        """Return a review in few words: of a correction only what is different."""
        if review.undoes is not None:
            undone = self._by_seq[review.undoes]
            if undone.undoes is None:
                return f"undid {undone.seq}: {self.brief(undone)}"
            back = self._by_seq[undone.undoes]
            return f"brought back {back.seq}: {self.brief(back)}"
        if review.names is not None:
            return _named(review.names)
        told = [self._shown(one) for one in (review.before, review.after) if one is not None]
        who, when = _claim(told[0]), _times(told[0])
        text = f"{_SAID[review.action]} {who} {when}"
        if len(told) == 1:
            return text
        new_who, new_when = _claim(told[1]), _times(told[1])
        new = [now for now, then in ((new_who, who), (new_when, when)) if now != then]
        return f"{text} -> {' '.join(new) or 'other details'}"

    def _shown(self, told: Fact) -> Fact:
        names = [name for name in (told.subject, told.object) if name is not None]
        return with_names(told, self._overlay.shown_names(told.recording, names))


def _named(names: Mapping[str, str]) -> str:
    return "named " + ", ".join(f"{old} -> {new}" for old, new in names.items())


def _claim(fact: Fact) -> str:
    return " ".join(part for part in (fact.subject, fact.predicate, fact.object) if part)


def _times(fact: Fact) -> str:
    if fact.kind == "point":
        return f"{fact.start_s:.2f} s"
    digits = 1 if fact.duration_s >= MOMENT_S else 2
    return f"{fact.start_s:.{digits}f}-{fact.stop_s:.{digits}f} s"
