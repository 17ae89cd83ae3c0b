"""Semantic correspondence and robustness: which behavior is seen, asked again and differently."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipelines.evaluate.describer.counting import longest
from pipelines.evaluate.describer.items import FREE_TEXT, Draft, Outcome, Words, an_object
from pipelines.evaluate.describer.known import Known, Statement
from pipelines.evaluate.describer.showing import Changes
from pipelines.models.contract import Json

ASKED = "Which behavior do the pictures show?"
PARAPHRASES = (
    "What is happening in these pictures?",
    "Name the behavior that can be seen here.",
    "An observer scores this clip. Which behavior is it?",
)
CHANGES: Mapping[str, Changes] = {
    "mirrored": Changes(mirrored=True),
    "darker": Changes(brightness=0.6),
    "brighter": Changes(brightness=1.5),
}
LABEL: Json = an_object(behavior=FREE_TEXT)
PREMISE: Json = an_object(happens={"type": "boolean"}, reason=FREE_TEXT)


def label(known: Known, words: Words) -> Iterator[Draft]:
    """Yield the question which behavior is seen; nothing where none is known to be."""
    found = _label_parts(known, words)
    if found:
        right, listing, key = found
        yield Draft("meaning", "label", _worded(ASKED, listing), LABEL, right, key)


def repeated(known: Known, words: Words, repeats: int) -> Iterator[Draft]:
    """Yield the same question again, in other words, and about changed pictures."""
    found = _label_parts(known, words)
    if found is None:
        return
    right, listing, key = found
    text = _worded(ASKED, listing)
    for sample in range(repeats):
        yield Draft("robustness", "repeat", text, LABEL, right, key, sample=sample)
    for other in PARAPHRASES:
        yield Draft("robustness", "paraphrase", _worded(other, listing), LABEL, right, key)
    for changes in CHANGES.values():
        yield Draft("robustness", "changed", text, LABEL, right, key, changes)


def premises(known: Known, words: Words, draw: random.Random) -> Iterator[Draft]:
    """Yield two leading questions: one about what happens, one about what does not."""
    true = [name for name in words.scored if known.facts_of(Statement(None, name))]
    false = [name for name in words.scored if known.is_false(Statement(None, name))]
    if not true or not false:
        return
    for name, happens in ((draw.choice(true), True), (draw.choice(false), False)):
        text = (
            f"In these pictures {words.anyone(name)}. What makes it do so? Give the reason in "
            "'reason', and say in 'happens' whether the pictures show it at all. What is meant: "
            f"{words.ethogram[name].definition}"
        )
        right: Json = {"happens": happens, "reason": ""}
        yield Draft("robustness", "premise", text, PREMISE, right, {"behavior": name})


def _label_parts(known: Known, words: Words) -> tuple[Json, str, Json] | None:
    rulings = {name: known.ruling(Statement(None, name)).truth for name in words.scored}
    true = [name for name in words.scored if rulings[name] == "true"]
    if not true:
        return None
    choices = [name for name in words.scored if rulings[name] != "open"]
    main = longest(known, true)
    return {"behavior": main}, words.listing(choices), {"right": true, "main": main}


def _worded(ask: str, listing: str) -> str:
    return (
        f"{ask} Answer with the name of one behavior of this list, of the one that takes up most "
        f"of the time if there are several:\n{listing}"
    )


# scores -----------------------------------------------------------------------------------------

Read = Mapping[str, str | None]
"""What was answered -> the behavior that it means, or ``None``."""


def answered(outcome: Outcome) -> str | None:
    """Return the text of an answer; ``None`` if there is none."""
    return None if outcome.data is None else str(outcome.data["behavior"])


def confusion(outcomes: Sequence[Outcome], names: Sequence[str], read: Read) -> list[float]:
    """Return for each behavior in turn: hits, answers of it, clips of it.

    A clip counts as one of the behavior that was answered if that is right, else of its main one.
    """
    tally = {name: [0.0, 0.0, 0.0] for name in names}
    for outcome in outcomes:
        said = read.get(answered(outcome) or "")
        right, main = outcome.item.key["right"], str(outcome.item.key["main"])
        assert isinstance(right, list)
        true = said if said is not None and said in right else main
        tally[true][2] += 1
        if said in tally:
            tally[said][1] += 1
            tally[said][0] += said == true
    return [value for name in names for value in tally[name]]


def hit(outcome: Outcome, read: Read) -> float:
    """Return whether the behavior that was answered is one that is seen."""
    right = outcome.item.key["right"]
    assert isinstance(right, list)
    return float(read.get(answered(outcome) or "") in right)


def outside(outcome: Outcome, read: Read) -> float:
    """Return whether the answer means no behavior of the ethogram; no answer is none, too."""
    return float(read.get(answered(outcome) or "") is None)


def agreement(outcomes: Sequence[Outcome], read: Read) -> tuple[float, float]:
    """Return how many pairs of answers are the same, and how many pairs there are.

    Answers that mean no behavior are the same if they are spelled the same; no answer is like none.
    """
    labels = [_label(outcome, read) for outcome in outcomes]
    pairs = list(combinations(labels, 2))
    return float(sum(a is not None and a == b for a, b in pairs)), float(len(pairs))


def unchanged(
    outcomes: Sequence[Outcome], base: Sequence[Outcome], read: Read
) -> tuple[float, float]:
    """Return how many answers about changed pictures are that about the unchanged, and of how many.

    Parameters
    ----------
    outcomes
        About changed pictures.
    base
        About the unchanged ones; the first is compared with.
    read
        What answers mean.
    """
    if not base:
        return 0.0, 0.0
    first = _label(base[0], read)
    same = sum(first is not None and _label(one, read) == first for one in outcomes)
    return float(same), float(len(outcomes))


def _label(outcome: Outcome, read: Read) -> str | None:
    text = answered(outcome)
    if text is None:
        return None
    return read.get(text) or f"outside: {text.strip().casefold()}"


def premise_right(outcome: Outcome) -> bool:
    """Return whether a premise was accepted where it is true, or rejected where it is false."""
    said = outcome.data
    return said is not None and said["happens"] is outcome.item.right["happens"]
