"""What a person should know of an answer: whether anybody looked, and whose names are in it."""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import TYPE_CHECKING

from graphs.filters import Names, several
from graphs.language.trees import patterns
from graphs.query.nodes import Count, Query, Select
from graphs.words import short
from workbench.cli.output import this_command

if TYPE_CHECKING:
    from workbench.knowledge.graph import Answered, KnowledgeGraph

_MOST_NAMES = 3
"""Names in one remark."""

_SHOWN_S = 0.05
_NOBODY_LOOKED = "This was not assessed: nobody looked for it in these recordings."


def remarks_on(graph: KnowledgeGraph, answered: Answered) -> list[str]:
    """Return sentences on an answer, for a person to read under it.

    An answer without rows says whether it did not happen or nobody looked for it. One with names
    of animals from several recordings says where these are a tracker's: *mouse_1* in one recording
    need not be *mouse_1* in another. Facts that labelling would give otherwise now are said to be.
    """
    return [
        *_on_no_rows(answered),
        *_on_outside(answered),
        *_on_names(graph, answered),
        *_on_stale(graph, answered),
    ]


def _on_outside(answered: Answered) -> list[str]:
    """Say why a share is less than the seconds by the assessed ones, where it is."""
    table = answered.table
    if answered.parsed.measure != "fraction" or "total_s" not in table:
        return []
    outside_s = float((table["total_s"] - table["fraction"] * table["assessed_s"]).clip(0).sum())
    if outside_s < _SHOWN_S:
        return []
    return [f"{outside_s:.1f} s of it lie outside the assessed time and are in no share."]


def _on_no_rows(answered: Answered) -> list[str]:
    if len(answered.table) or answered.parsed.measure == "transitions":
        return []
    looked_s = answered.totals["assessed_s"] if answered.totals else 0.0
    if not looked_s:
        return [_NOBODY_LOOKED]
    return [f"It did not happen in what was looked at: {short(looked_s)} s were assessed for it."]


def _on_names(graph: KnowledgeGraph, answered: Answered) -> list[str]:
    if "subject" not in answered.table or not len(answered.table):
        return []
    shown = set(answered.table["subject"].dropna())
    meant = _recordings(graph, answered)
    names = graph.overlays().names
    found = defaultdict[str, set[str]](set)
    for recording, labelled in graph.graph.mentions():
        if recording in meant and not names.known(recording, labelled):
            found[names.resolved(recording, labelled)].add(recording)
    told = sorted(name for name, where in found.items() if name in shown and len(where) > 1)
    if not told:
        return []
    of = [f"{name} in {len(found[name])} recordings" for name in told[:_MOST_NAMES]]
    more = f" and {len(told) - _MOST_NAMES} more" if len(told) > _MOST_NAMES else ""
    is_one = len(told) == 1
    what = "is a tracker's name" if is_one else "are a tracker's names"
    command = f"{this_command()} entities resolve -p {shlex.quote(str(graph.project.folder))}"
    first = (
        f"{told[0]} {what} in {len(found[told[0]])} recordings, not one individual"
        if is_one
        else f"{', '.join(of)}{more} {what}, not one individual each"
    )
    return [f"{first}; settle it in a shell: {command}"]


def _on_stale(graph: KnowledgeGraph, answered: Answered) -> list[str]:
    from workbench.labelled import look_for_stale  # slow to import

    return look_for_stale(graph.project, sorted(_recordings(graph, answered))).remarks


def _recordings(graph: KnowledgeGraph, answered: Answered) -> set[str]:
    """Return the recordings that an answer is from."""
    if "recording" in answered.table:
        return set(answered.table["recording"])
    own = set(graph.names().recordings())
    asked = [several(wanted) for wanted in _asked_of(answered.parsed.query)]
    if any(wanted is None for wanted in asked):
        return own
    return own & {str(name) for wanted in asked for name in wanted or ()}


def _asked_of(query: Query) -> list[Names]:
    if isinstance(query, Select | Count):
        return [pattern.filter.recording for pattern in patterns(query.node)]
    return [query.filter.recording]
