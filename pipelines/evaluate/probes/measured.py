"""Contrasts about what is not in a single fact: how many, where, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from graphs.records import Fact
from pipelines.evaluate.describer.known import Known, Statement
from pipelines.evaluate.describer.timing import ordered_pairs
from pipelines.evaluate.probes.contrasts import Contrast, Maker, Said
from pipelines.evaluate.probes.probe import Claim

_OPPOSITE = {"left of": "right of", "above": "below"}


def of_clip(maker: Maker) -> Iterator[Contrast]:
    """Yield the contrasts about a clip as a whole; reasons for those not made are counted."""
    yield from _count(maker)
    yield from _spatial(maker)
    yield from _zones(maker)
    yield from _order(maker)
    yield from _shifted(maker)


def _count(maker: Maker) -> Iterator[Contrast]:
    """Yield how many animals there are; an animal without tracks may be seen all the same."""
    count = len(maker.known.clip.visible)
    if count < len(maker.known.clip.individuals):
        maker.drop("count", "an animal is not tracked here, and may be seen all the same")
        return

    def said(number: int) -> Said:
        text = "One animal" if number == 1 else f"{number} animals"
        return Said(f"{text} can be seen.", {"says": "count", "count": number})

    nearest = maker.shuffled([str(n) for n in (count - 1, count + 1) if n > 0])
    others = [*map(int, nearest), count + 2]
    asked = ("How many animals can be seen?", count)
    yield Contrast("count", said(count), tuple(map(said, others)), question=asked)


def _spatial(maker: Maker) -> Iterator[Contrast]:
    """Yield on which side of another an animal is, where it is there all the time."""
    places, far = maker.known.clip.placements, maker.known.clip.body_px / 2
    if len(places) < 2:
        maker.drop("spatial", "fewer than two animals are tracked")
    for first, second in combinations(places, 2):
        one, other = places[first], places[second]
        gaps = (
            (first, second, "left of", other.left - one.right),
            (second, first, "left of", one.left - other.right),
            (first, second, "above", other.top - one.bottom),
            (second, first, "above", one.top - other.bottom),
        )
        clear = [(who, where, side) for who, where, side, gap in gaps if gap > far]
        for who, where, side in clear:
            said = [_placed(maker, who, words, where) for words in (side, _OPPOSITE[side])]
            yield Contrast("spatial", said[0], (said[1],))
        if not clear:
            maker.drop("spatial", "no animal stays half a body's length beyond the other")


def _placed(maker: Maker, who: str, side: str, where: str) -> Said:
    text = f"In every picture, {maker.called(who)} is {side} {maker.called(where)}."
    return Said(text, {"says": side, "subject": who, "object": where})


def _zones(maker: Maker) -> Iterator[Contrast]:
    """Yield in which zone an animal is all the time, beside one in which it never is."""
    clip = maker.known.clip
    zones = [name for name, kind in maker.places.items() if kind.startswith("zone")]
    if not any(place.always for place in clip.placements.values()):
        maker.drop("zone", "no tracked animal stays in one zone")
    for who, place in clip.placements.items():
        for zone in place.always:
            never = maker.shuffled([name for name in zones if name not in place.ever])
            if never:
                said = [_placed(maker, who, "inside", name) for name in (zone, *never)]
                yield Contrast("zone", said[0], tuple(said[1:]))
            else:
                maker.drop("zone", "there is no other zone")


def _order(maker: Maker) -> Iterator[Contrast]:
    """Yield which of two behaviors starts first, and the other way round."""
    for first, second in ordered_pairs(maker.known, maker.words.scored):
        both = [_before(maker, *pair) for pair in ((first, second), (second, first))]
        facts = [*maker.known.bouts(first), *maker.known.bouts(second)]
        yield Contrast("order", both[0], (both[1],), tuple(sorted({f.fact_id for f in facts})))


def _before(maker: Maker, first: str, second: str) -> Said:
    before, after = (maker.words.anyone(name) for name in (first, second))
    text = f"First, {before}; after that has started, {after}."
    return Said(text, {"says": "before", "first": first, "second": second})


def _shifted(maker: Maker) -> Iterator[Contrast]:
    """Yield when a bout is, beside a time of the same length at which there is none."""
    clip, edge = maker.known.clip, maker.known.rules.edge_s
    for fact in clip.shown():
        if fact.kind == "point" or fact.start_s < clip.start_s or fact.stop_s > clip.stop_s:
            continue
        length = fact.duration_s
        early, late = fact.start_s - edge - length, fact.stop_s + edge
        shifted = [
            start_s
            for start_s in (late, early)
            if clip.start_s <= start_s and start_s + length <= clip.stop_s
            and _is_empty(maker.known, fact, start_s)
        ]  # fmt: skip
        if shifted:
            both = [_between(maker, fact, start_s) for start_s in (fact.start_s, *shifted)]
            yield Contrast("order", both[0], tuple(both[1:]), (fact.fact_id,))
        else:
            maker.drop("order", "the clip has no room to shift the bout to")


def _is_empty(known: Known, fact: Fact, start_s: float) -> bool:
    """Return whether nobody shows a behavior in another stretch of the clip, by far."""
    part = replace(known.clip, start_s=start_s, stop_s=start_s + fact.duration_s)
    # a bout next to it is as far away as observers may differ: that is far enough
    rules = replace(known.rules, edge_s=max(0.0, known.rules.edge_s - 1e-6))
    return Known(part, rules).is_false(Statement(None, fact.predicate))


def _between(maker: Maker, fact: Fact, start_s: float) -> Said:
    stop_s = start_s + fact.duration_s
    name = maker.known.rules.name(fact.predicate)
    what = maker.words.anyone(name)
    claim: Claim = {"says": "between", "predicate": name, "start_s": start_s, "stop_s": stop_s}
    return Said(f"Between {start_s:.1f} s and {stop_s:.1f} s, {what}.", claim)
