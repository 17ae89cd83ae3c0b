"""Time perception: what starts first, when it starts and stops, how long it takes.

Found bouts are matched one to one with the true ones, from a temporal intersection over union that
is at least a threshold (0.1, 0.3, 0.5 and 0.7; Liu et al. 2024), so that naming a bout twice costs.
No answer scores 0.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from graphs.intervals import as_intervals, total_s
from pipelines.evaluate.describer.counting import longest
from pipelines.evaluate.describer.items import SECONDS, Draft, Outcome, Words, an_object, one_of
from pipelines.evaluate.describer.known import Known, Statement
from pipelines.evaluate.facts import Bout, match_bouts, pooled

THRESHOLDS = (0.1, 0.3, 0.5, 0.7)
MIN_GAP_S = 0.5
"""What starts closer together has no order that people would agree on."""

Span = tuple[float, float]


def order(known: Known, words: Words, draw: random.Random) -> Iterator[Draft]:
    """Yield one question which of two behaviors starts first, where two start in the clip."""
    pairs = ordered_pairs(known, words.scored)
    if not pairs:
        return
    first, second = draw.choice(pairs)
    letter = draw.choice("AB")
    shown = (first, second) if letter == "A" else (second, first)
    text = (
        "Which starts first in these pictures?\n"
        f"A: {words.anyone(shown[0])}\nB: {words.anyone(shown[1])}"
    )
    schema = an_object(first=one_of("AB"))
    yield Draft("time", "order", text, schema, {"first": letter})


def ordered_pairs(known: Known, scored: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of behaviors, the first of which starts first, each once in the clip."""
    clip = known.clip
    starts = {}
    for name in scored:
        bouts = known.bouts(name)
        begun = {fact.start_s for fact in bouts}
        sure = _are_shown(known, name)
        if sure and len(begun) == 1 and clip.start_s <= min(begun) < clip.stop_s:
            starts[name] = begun.pop()
    return [
        (a, b)
        for a, b in itertools.permutations(starts, 2)
        if starts[b] - starts[a] >= MIN_GAP_S
        and not known.rules.is_kind_of(a, b)
        and not known.rules.is_kind_of(b, a)
    ]


def when(known: Known, words: Words) -> Iterator[Draft]:
    """Yield when, and how long, the behavior that takes up most of the clip happens."""
    clip = known.clip
    states = [
        name
        for name in words.scored
        if words.ethogram[name].kind == "state"
        and known.facts_of(Statement(None, name))
        and _are_shown(known, name)
    ]
    if not states:
        return
    name = longest(known, states)
    bouts = [
        (max(fact.start_s, clip.start_s), min(fact.stop_s, clip.stop_s))
        for fact in known.facts_of(Statement(None, name))
    ]
    spans = as_intervals(bouts)
    what = f"{words.anyone(name)} ({words.ethogram[name].definition})"
    reach = f"between {clip.start_s:.3f} s and {clip.stop_s:.3f} s"
    span = an_object(start_s=SECONDS, stop_s=SECONDS)
    yield Draft(
        "time",
        "bouts",
        f"List each bout in which {what} {reach}, with its start and its stop in seconds of the "
        "video, as the times beside the pictures.",
        an_object(bouts={"type": "array", "items": span, "maxItems": 20}),
        {"bouts": [{"start_s": float(a), "stop_s": float(b)} for a, b in spans]},
        {"clip": [clip.start_s, clip.stop_s]},
    )
    yield Draft(
        "time",
        "duration",
        f"For how many seconds in all is it so {reach} that {what}?",
        an_object(seconds=SECONDS),
        {"seconds": total_s(spans)},
    )


def _are_shown(known: Known, name: str) -> bool:
    """Return whether every bout of a behavior in or near the clip is one that it shows."""
    shown = {fact.fact_id for fact in known.facts_of(Statement(None, name))}
    return all(fact.fact_id in shown for fact in known.bouts(name))


# scores -----------------------------------------------------------------------------------------


def bout_f1(said: Sequence[Span], true: Sequence[Span]) -> float:
    """Return the F1 of found bouts, matched one to one, mean over `THRESHOLDS`.

    A found bout that does not stop after its start matches nothing and counts as found.
    """
    found, wanted = ([Bout("", "", None, *span) for span in spans] for spans in (said, true))
    scores = [pooled(match_bouts(found, wanted, least, point_s=0.0)).f1 for least in THRESHOLDS]
    return sum(scores) / len(scores)


def bouts_right(outcome: Outcome) -> float:
    """Return the score of an answer about bouts; 0 without one."""
    if outcome.data is None:
        return 0.0
    return bout_f1(_spans(outcome.data["bouts"]), _spans(outcome.item.right["bouts"]))


def _spans(bouts: Any) -> list[Span]:
    return [(float(bout["start_s"]), float(bout["stop_s"])) for bout in bouts]


def duration_right(outcome: Outcome) -> float:
    """Return the ratio of the shorter to the longer of two durations: said and true."""
    ratio = duration_ratio(outcome)
    return min(ratio, 1 / ratio) if ratio > 0 else 0.0


def duration_ratio(outcome: Outcome) -> float:
    """Return how many times the true duration was said; 0 without an answer."""
    true, said = outcome.item.right["seconds"], (outcome.data or {}).get("seconds", 0.0)
    assert isinstance(true, int | float)
    assert isinstance(said, int | float)
    return float(said / true)
