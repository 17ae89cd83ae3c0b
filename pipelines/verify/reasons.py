"""Why the tracks agree or disagree with a claim, in a sentence for a person."""

from __future__ import annotations

import numpy as np

from graphs.ethogram import Ethogram
from pipelines.describe.claims import Claim, Triple
from pipelines.scene import Scene
from pipelines.verify.closeup import Closeup
from pipelines.verify.overlap import longest_s, nearest_s, within
from pipelines.verify.rulings import Ground
from pipelines.verify.shown import Shown


def untested(triple: Triple, scene: Scene, ethogram: Ethogram) -> str:
    """Return why a triple cannot be tested at all."""
    places = {*scene.individuals, *scene.arena.zones, *scene.arena.objects}
    if triple.subject not in scene.individuals:
        return f"{triple.subject} is not tracked."
    if triple.object is not None and triple.object not in places:
        return f"{triple.object} is not tracked, and no zone or object of the arena."
    behavior = ethogram.behaviors.get(triple.predicate)
    if behavior is None:
        return f"{triple.predicate!r} is no behavior of the ethogram."
    if behavior.function is not None:
        return f"{triple.predicate} is found by a function, whose bouts are not at hand."
    if behavior.rule is None:
        return f"{triple.predicate} has no rule."
    return f"The rule of {triple.predicate} cannot be measured on {_who(triple)} here."


def shown_why(claim: Claim, shown: Shown) -> str:
    """Return what speaks for a claim."""
    bouts = shown.bouts
    if shown.is_point:
        apart = np.maximum(claim.start_s - bouts[:, 0], bouts[:, 0] - claim.stop_s)
        return f"The tracks show it, at {bouts[apart.argmin(), 0]:.2f} s."
    common = np.minimum(bouts[:, 1], claim.stop_s) - np.maximum(bouts[:, 0], claim.start_s)
    start_s, stop_s = bouts[common.argmax()]
    return f"The tracks show it, {start_s:.2f} to {stop_s:.2f} s."


def unclear(claim: Claim, shown: Shown, ground: Ground) -> str:
    """Return why the tracks say neither yes nor no."""
    if ground == "unassessed":
        return "Too little of it is tracked."
    start_s, stop_s = claim.start_s, claim.stop_s
    common_s = longest_s(within(shown.bouts, start_s, stop_s))
    beside = f"a bout of it is {nearest_s(shown.bouts, start_s, stop_s):.2f} s away"
    texts = {
        "touched": f"only {common_s:.2f} s of a bout of it lie here" if common_s else beside,
        "brief": "its rule holds here, but no bout came of it",
        "held": "its rule comes close here, for longer than borders and noise explain",
    }
    return f"The tracks are not clear about it: {texts[ground]}."


def turned_why(turned: Triple) -> str:
    """Return that a claim has subject and object the wrong way round."""
    return f"The tracks show that {turned.subject} does it to {turned.object}."


def denied(claim: Claim, shown: Shown, near: Closeup) -> str:
    """Return what speaks against a claim: the part of its rule that decides."""
    apart_s = nearest_s(shown.bouts, claim.start_s, claim.stop_s)
    if np.isinf(apart_s):
        return f"{_against(claim, shown, near)}; it is never seen here."
    kind = "one" if shown.is_point else "bout"
    return f"{_against(claim, shown, near)}; the nearest {kind} is {apart_s:.1f} s away."


def _against(claim: Claim, shown: Shown, near: Closeup) -> str:
    name = claim.triple.predicate
    if near.failing:
        return f"{name} needs {near.failing.text}"
    if shown.case is None:
        return f"The function of {name} finds none"
    if shown.is_point:
        change = "begin" if shown.case.rule.text.at == "start" else "end"
        return f"what {name} needs holds here, but does not {change}"
    if near.best > 0 and shown.excluders:
        others = " or ".join(dict.fromkeys(one.predicate for one in shown.excluders))
        return f"{name} is not scored during {others}"
    return "its rule holds for less than a moment"


def _who(triple: Triple) -> str:
    return triple.subject if triple.object is None else f"{triple.subject} and {triple.object}"
