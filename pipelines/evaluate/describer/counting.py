"""Counting and actor referring: how many animals there are, and what the one with a number does."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.evaluate.describer.items import Draft, Outcome, Words, an_object, one_of
from pipelines.evaluate.describer.known import Known, Statement


def counting(known: Known) -> Iterator[Draft]:
    """Yield the question how many animals can be seen."""
    count = len(known.clip.visible)
    yield Draft(
        "counting",
        "count",
        "How many animals can be seen in the pictures?",
        an_object(count={"type": "integer", "minimum": 0}),
        {"count": count},
    )


def referring(known: Known, words: Words) -> Iterator[Draft]:
    """Yield what each animal does, asked by its number, where another does something else.

    What is neither true nor false of the animal cannot be chosen.
    """
    clip = known.clip
    for animal in clip.visible:
        rulings = {name: known.ruling(Statement(animal, name)).truth for name in words.scored}
        own = [name for name in words.scored if rulings[name] == "true"]
        others = {name for other in clip.visible if other != animal for name in words.scored
                  if known.facts_of(Statement(other, name))}  # fmt: skip
        confused = [name for name in words.scored if rulings[name] == "false" and name in others]
        if not own or not confused:
            continue
        choices = [name for name in words.scored if rulings[name] != "open"]
        text = (
            f"What does animal {clip.number(animal)} do in the pictures? Choose the behavior that "
            f"fits it, whatever others do:\n{words.listing(choices)}"
        )
        yield Draft(
            "referring",
            "behavior of a numbered animal",
            text,
            an_object(behavior=one_of(choices)),
            {"behavior": longest(known, own, animal)},
            {"right": own, "confused": confused},
        )


def longest(known: Known, predicates: list[str], subject: str | None = None) -> str:
    """Return the behavior that takes up most of a clip, points last."""
    clip = known.clip

    def shown_s(name: str) -> float:
        return sum(
            max(0.0, min(fact.stop_s, clip.stop_s) - max(fact.start_s, clip.start_s))
            for fact in known.facts_of(Statement(subject, name))
        )

    return max(predicates, key=lambda name: (shown_s(name), name))


def absolute_error(outcome: Outcome) -> float:
    """Return by how much a count is wrong; no answer is as wrong as an answer of 0."""
    right = outcome.item.right["count"]
    said = outcome.data["count"] if outcome.data is not None else 0
    assert isinstance(right, int)
    assert isinstance(said, int)
    return float(abs(said - right))


def off_by_one(outcome: Outcome) -> float:
    """Return whether a count was answered and is wrong by one."""
    return float(outcome.data is not None and absolute_error(outcome) == 1)


def is_right(outcome: Outcome) -> float:
    """Return whether the answer is the right one."""
    return float(outcome.data is not None and outcome.data == outcome.item.right)


def fits_animal(outcome: Outcome) -> float:
    """Return whether the answer is a behavior of the animal that was asked about."""
    return _is_among(outcome, "right")


def fits_another(outcome: Outcome) -> float:
    """Return whether the answer is a behavior of another animal, and not of this one."""
    return _is_among(outcome, "confused")


def _is_among(outcome: Outcome, which: str) -> float:
    names = outcome.item.key[which]
    assert isinstance(names, list)
    return float(outcome.data is not None and outcome.data["behavior"] in names)
