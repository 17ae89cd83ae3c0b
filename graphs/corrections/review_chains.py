"""Reviews that build on others: what people said of facts that an earlier review made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphs.corrections.reviews import Review
from graphs.storage.undoable import UNDO, Entry, standing


def building_on(reviews: Sequence[Review], seqs: Iterable[int]) -> list[Review]:
    """Return the standing reviews that say nothing any more once others are undone, in order.

    These are about the corrected or added facts of what is taken back, or about corrections of
    those. Comments are not among them: they change nothing.

    Parameters
    ----------
    reviews
        All reviews, undone ones and undos too.
    seqs
        Numbers of those that are to be undone.
    """
    entries = [Entry(r.seq, r.by, r.action, r.undoes) for r in reviews]
    last = max((entry.seq for entry in entries), default=0)
    entries += [Entry(last + 1 + i, "", UNDO, seq) for i, seq in enumerate(seqs)]
    left = {entry.seq for entry in standing(entries)}
    made, found = set[str](), []
    for review in standing(reviews):
        is_left = review.seq in left
        builds = is_left and review.fact_id in made and review.action != "comment"
        if builds:
            found.append(review)
        if review.after is not None and (builds or not is_left):
            made.add(review.after.fact_id)
    return found
