"""Examples for a question: what people confirmed in other events, in words.

An event is *related* to what is asked if it shares a behavior with another target, or a target with
another behavior; half of the examples are of each sort (as in Yu et al. 2023). In production events
that show just what is asked come first. In evaluation they are left out, and so is all of the
recording that is evaluated: the score would be leaked.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphs.ethogram import Ethogram
from graphs.networks.view_semantic import confirmed
from graphs.records import Event, Fact
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.candidates import Candidates

Pair = tuple[str, str | None]
"""A behavior, and what it is done to: ``animal``, or the name of a place; ``None`` if nothing."""

ANIMAL = "animal"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An event with what people confirmed of it.

    Parameters
    ----------
    recording
        Where it is from; never told to a model.
    start_s, stop_s
        From the first confirmed fact to the end of the last, seconds.
    triples
        What was confirmed, in order of time.
    pairs
        The same without the animals.
    """

    recording: str
    start_s: float
    stop_s: float
    triples: tuple[Triple, ...]
    pairs: tuple[Pair, ...]

    @property
    def statement(self) -> str:
        """The example in words; animals are letters, as they are not those of the question."""
        letters: dict[str, str] = {}
        said = []
        for triple, (_, target) in zip(self.triples, self.pairs, strict=True):
            parts = [_letter(letters, triple.subject), triple.predicate]
            if target is not None:
                animal = target == ANIMAL and triple.object is not None
                parts.append(_letter(letters, str(triple.object)) if animal else target)
            said.append(" ".join(parts))
        return f"{self.stop_s - self.start_s:.1f} s: {'; '.join(dict.fromkeys(said))}"


def pair_of(predicate: str, target: str | None, ethogram: Ethogram) -> Pair | None:
    """Return behavior and target of a triple; ``None`` if the ethogram has no such behavior."""
    behavior = ethogram.behaviors.get(predicate)
    if behavior is None:
        return None
    return (predicate, ANIMAL if behavior.target == "animal" else target)


def asked_pairs(candidates: Candidates) -> list[Pair]:
    """Return what may be seen in an event, each once, as `choose_exemplars` takes it."""
    pairs = (pair_of(t.predicate, t.object, candidates.ethogram) for t in candidates.asked)
    return list(dict.fromkeys(pair for pair in pairs if pair is not None))


def exemplars_from(facts: Iterable[Fact], ethogram: Ethogram) -> list[Exemplar]:
    """Return the events of which people confirmed something.

    Parameters
    ----------
    facts
        Any; only those that a person accepted or said count.
    ethogram
        Facts of behaviors that it does not have are left out.
    """
    groups: dict[tuple[str, str], dict[Fact, Pair]] = {}
    for fact in facts:
        pair = pair_of(fact.predicate, fact.object, ethogram)
        if confirmed(fact) and pair is not None:
            key = (fact.recording, fact.event_id or fact.fact_id)
            groups.setdefault(key, {})[fact] = pair
    return [_exemplar(recording, group) for (recording, _), group in sorted(groups.items())]


def choose_exemplars(
    query: Sequence[Pair],
    pool: Sequence[Exemplar],
    event: Event,
    k: int = 4,
    seed: int = 0,
    *,
    evaluation: bool = False,
) -> list[Exemplar]:
    """Return examples for a question about an event, the most fitting first.

    Parameters
    ----------
    query
        What may be seen in the event.
    pool
        From `exemplars_from`.
    event
        The event that is asked about; what overlaps it is never an example.
    k
        Most examples.
    seed
        The same seed gives the same list, however the pool is ordered.
    evaluation
        Leave out what shows any pair of the query, and all of the same recording.

    Notes
    -----
    Those that show a pair of the query (not in evaluation) are taken first, each pair in turn, so
    that a common behavior does not take all places. The rest of the places is split between those
    with a behavior in common (the smaller half) and those with a target in common; where one sort
    runs out the other fills up, and then any. Two behaviors without a target have none in common.
    """
    pairs = set(query)
    behaviors = {behavior for behavior, _ in pairs}
    targets = {target for _, target in pairs if target is not None}
    shuffled = sorted(pool, key=lambda one: (one.recording, one.start_s, str(one.triples)))
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - which example is shown is no secret
    left = [one for one in shuffled if not _is_of(one, event, whole_recording=evaluation)]
    same = [one for one in left if pairs.intersection(one.pairs)]
    others = [one for one in left if not pairs.intersection(one.pairs)]
    chosen = [] if evaluation else _in_turn(same, sorted(pairs, key=str), k)
    by_behavior = [one for one in others if behaviors & {name for name, _ in one.pairs}]
    by_target = [one for one in others if targets & {target for _, target in one.pairs}]
    places = k - len(chosen)
    for sort, most in ((by_behavior, places // 2), (by_target, places - places // 2)):
        chosen += _first(sort, most, chosen)
    for sort in (by_behavior, by_target, others):
        chosen += _first(sort, k - len(chosen), chosen)
    return chosen


def _in_turn(pool: Sequence[Exemplar], pairs: Sequence[Pair], most: int) -> list[Exemplar]:
    """Return some of a pool, one for each pair, then a second for each, and so on."""
    queues = [[one for one in pool if pair in one.pairs] for pair in pairs]
    chosen: list[Exemplar] = []
    while any(queues) and len(chosen) < most:
        for place, queue in enumerate(queues):
            fresh = [one for one in queue if one not in chosen]
            chosen += fresh[:1]
            queues[place] = fresh[1:]
    return chosen[:most]


def _first(pool: Sequence[Exemplar], most: int, without: Sequence[Exemplar]) -> list[Exemplar]:
    return [one for one in pool if one not in without][:most]


def _is_of(exemplar: Exemplar, event: Event, *, whole_recording: bool) -> bool:
    if exemplar.recording != event.recording:
        return False
    overlaps = exemplar.start_s < event.stop_s and exemplar.stop_s > event.start_s
    return whole_recording or overlaps or event.start_s <= exemplar.start_s < event.stop_s


def _exemplar(recording: str, facts: dict[Fact, Pair]) -> Exemplar:
    def order(fact: Fact) -> tuple[float, float, str, str, str]:
        return fact.start_s, fact.stop_s, fact.subject, fact.predicate, fact.object or ""

    ordered = sorted(facts, key=order)
    return Exemplar(
        recording,
        ordered[0].start_s,
        max(fact.stop_s for fact in ordered),
        tuple(Triple(fact.subject, fact.predicate, fact.object) for fact in ordered),
        tuple(facts[fact] for fact in ordered),
    )


def _letter(letters: dict[str, str], name: str) -> str:
    place = len(letters)
    spelled = chr(ord("A") + place) if place < 26 else f"A{place}"
    return letters.setdefault(name, spelled)
