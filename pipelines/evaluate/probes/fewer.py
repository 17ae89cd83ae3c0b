"""Fewer probes: as many of each aspect as there is room for."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from graphs.errors import UserError
from pipelines.evaluate.probes.probe import Probe, ProbeSet


def at_most(probes: ProbeSet, most: int) -> ProbeSet:
    """Return some of the probes, drawn by the seed of the set.

    Parameters
    ----------
    probes
        All.
    most
        How many at most, 2 or more.

    Returns
    -------
    ProbeSet
        Aspects take turns, so that a rare one keeps what it has; the two of a pair stay together.

    Raises
    ------
    UserError
        There is no room for a pair.
    """
    if most < 2:
        message = f"Expected room for 2 probes or more, found {most}: a pair is two."
        raise UserError(message)
    if len(probes.probes) <= most:
        return probes
    left = _drawn(probes)
    chosen: set[str] = set()
    while left:
        for aspect in list(left):
            unit = next((u for u in left[aspect] if len(u) <= most - len(chosen)), None)
            if unit is None:
                del left[aspect]
                continue
            left[aspect].remove(unit)
            chosen.update(one.probe for one in unit)
    return replace(probes, probes=tuple(one for one in probes.probes if one.probe in chosen))


def _drawn(probes: ProbeSet) -> dict[str, list[Sequence[Probe]]]:
    """Return what is taken together, of each aspect, in an order that the seed decides."""
    units: dict[str, dict[str, list[Probe]]] = defaultdict(lambda: defaultdict(list))
    for one in probes.probes:
        units[one.aspect][one.pair or one.probe].append(one)
    draw = random.Random(probes.seed)  # noqa: S311 - no secret
    return {
        aspect: draw.sample(list(of_aspect.values()), len(of_aspect))
        for aspect, of_aspect in units.items()
    }
