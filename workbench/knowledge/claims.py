"""What a person claims, as a fact in the terms of the files: names as labelled, behaviors, frames.

A behavior is given by any word that means exactly one. A subject or object is given as it is shown,
and becomes the name that the recording's files have. Frames follow the recording's clock; where its
files cannot be read they follow the frame rate that facts tell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from graphs.corrections.made import Changes, changed_fact, check_fact, said
from graphs.errors import DataError, UserError
from graphs.records import Fact, Kind
from graphs.storage.fill import MENTION
from graphs.storage.tables import FACT, RECORDING
from graphs.storage.undoable import checked_text
from graphs.words import did_you_mean
from pipelines.timebase import ROUNDING_S
from workbench.analysis.units import QuantityLike, seconds
from workbench.knowledge.claim_checks import check_target, entry_of

if TYPE_CHECKING:
    from workbench.knowledge.graph import KnowledgeGraph

SURE = 1.0
"""Confidence of what a person says: the one that a rule or model had is about its own claim."""

ROUNDING = 1e-3
"""Frames: what times that are stored in microseconds may be off by."""

_NAMED = frozenset({"name", "synonym", "form"})  # ways to mean one behavior, besides its cases


class Given(TypedDict, total=False):
    """What a person says of a fact: shown names, words for behaviors, times with units."""

    subject: str
    predicate: str
    object: str | None
    start_s: QuantityLike
    stop_s: QuantityLike


def edited(graph: KnowledgeGraph, old: Fact, given: Given, *, new: bool) -> Fact:
    """Return a fact as a person corrects it.

    Parameters
    ----------
    graph
        The graph.
    old
        The fact, under the names of the files.
    given
        What is different.
    new
        Allow a behavior or a name that does not occur yet, and an object of another class than the
        behavior is about.

    Raises
    ------
    UserError
        A word or name is not known, or does not fit the behavior.
    """
    changes = Changes()
    kind = old.kind
    if "predicate" in given:
        predicate = meant_predicate(graph, given["predicate"], new=new)
        entry = entry_of(graph, predicate)
        kind = entry.kind if entry else kind
        changes |= {"predicate": predicate, "kind": kind}
        if entry and entry.arity == 1:
            changes["object"] = None
    if "subject" in given:
        subject = labelled_name(graph, old.recording, given["subject"], new=new, own=old.subject)
        changes["subject"] = subject
    if "object" in given:
        changes["object"] = _object(graph, old.recording, given["object"], new, old.object)
    changes |= _times(old, given, kind)
    corrected = changed_fact(old, changes)
    if {"subject", "predicate", "object"} & given.keys():
        is_other = bool({"predicate", "object"} & given.keys())
        check_target(graph, corrected, of_class=is_other and not new)
    if said(corrected) == said(old):
        return corrected
    if {"start_s", "stop_s"} & changes.keys():
        corrected = _placed(graph, corrected)
        start, stop = _frames_by_clock(graph, corrected) or (
            corrected.start_frame,
            corrected.stop_frame,
        )
        corrected = replace(corrected, start_frame=start, stop_frame=stop)
    return replace(corrected, confidence=SURE)


def added(graph: KnowledgeGraph, recording: str, given: Given, *, new: bool) -> Fact:
    """Return a fact that a person adds; all of `given` must be there but object and end.

    Parameters
    ----------
    graph
        The graph.
    recording
        Where it happened.
    given
        What happened. Without an end, or with the end at the start, it is a point.
    new
        Allow a behavior or a name that does not occur yet, and an object of another class than the
        behavior is about.

    Raises
    ------
    UserError
        A word or name is not known, does not fit the behavior, or the times cannot be.
    """
    predicate = meant_predicate(graph, given["predicate"], new=new)
    entry = entry_of(graph, predicate)
    start_s = seconds(given["start_s"], "The start")
    stop_s = seconds(given["stop_s"], "The end") if "stop_s" in given else start_s
    kind: Kind = entry.kind if entry else "point" if stop_s == start_s else "state"
    if kind == "state" and stop_s == start_s:
        message = f"{predicate!r} lasts: say from when to when, not only {start_s:g} s."
        raise UserError(message)
    fact = Fact(
        recording,
        labelled_name(graph, recording, given["subject"], new=new),
        predicate,
        _object(graph, recording, given.get("object"), new, None),
        start_s,
        stop_s,
        start_frame=0,
        stop_frame=int(kind == "point"),
        kind=kind,
        confidence=SURE,
        status="accepted",
        source="human",
        run="",
    )
    check_target(graph, fact, of_class=not new)
    fact = _placed(graph, fact)
    start, stop = _frames_by_clock(graph, fact) or _frames_by_facts(graph, fact)
    return replace(fact, start_frame=start, stop_frame=stop)


# behaviors ----------------------------------------------------------------------------------------


def meant_predicate(graph: KnowledgeGraph, word: str, *, new: bool) -> str:
    """Return the one behavior that a word means.

    Parameters
    ----------
    graph
        The graph.
    word
        Name, synonym or form of it; or a more general word that only one is a case of.
    new
        Return a word that means nothing as it is, as the name of a new behavior.

    Raises
    ------
    UserError
        It means none, or several.
    """
    checked_text(word, "The behavior")
    try:
        reached = graph.names().vocabulary.why(word)
    except UserError as error:
        if new:
            return word
        message = (
            f"{error} A new behavior must be allowed: --new, new=True, or the tick on the page."
        )
        raise UserError(message) from None
    if reached[0].how in _NAMED or len(reached) == 1:
        return reached[0].predicate
    several = ", ".join(one.predicate for one in reached)
    message = f"{word!r} means {len(reached)} behaviors ({several}). Choose one of them."
    raise UserError(message)


# names --------------------------------------------------------------------------------------------


def shown_names(graph: KnowledgeGraph, recording: str) -> dict[str, str]:
    """Return name as labelled -> name to show, of everything that a recording's facts speak of."""
    query = f"SELECT labelled, shown FROM {MENTION} WHERE recording = $name ORDER BY 1"  # noqa: S608
    with graph.graph.index.cursor() as cursor:
        return dict(cursor.execute(query, {"name": recording}).fetchall())


def labelled_name(
    graph: KnowledgeGraph, recording: str, name: str, *, new: bool, own: str | None = None
) -> str:
    """Return the name that the files of a recording have for what is shown by another one.

    Parameters
    ----------
    graph
        The graph.
    recording
        Where.
    name
        As shown.
    new
        Return a name that does not occur there as it is.
    own
        The labelled name to keep where several are shown alike, being one individual.

    Raises
    ------
    UserError
        It does not occur there, or only under another name.
    """
    checked_text(name, "The name")
    shown = shown_names(graph, recording)
    labelled = [old for old, now in shown.items() if now == name]
    if labelled:
        return own if own in labelled else labelled[0]
    if name in shown:
        message = f"{name!r} of recording {recording!r} is called {shown[name]!r} now. Say that."
        raise UserError(message)
    places = _places(graph).get(recording, set())
    if new or name in places:
        return name
    hint = did_you_mean(name, {*shown.values(), *places})
    message = (
        f"{name!r} does not occur in recording {recording!r}{hint} "
        "A new name must be allowed: --new, new=True, or the tick on the page."
    )
    raise UserError(message)


def _places(graph: KnowledgeGraph) -> Mapping[str, set[str]]:
    """Return recording -> names of its zones and objects."""
    return {s.name: {*s.arena.zones, *s.arena.objects} for s in graph.project.specs()}


def _object(
    graph: KnowledgeGraph, recording: str, name: str | None, new: bool, own: str | None
) -> str | None:
    return None if name is None else labelled_name(graph, recording, name, new=new, own=own)


# times --------------------------------------------------------------------------------------------


def _times(old: Fact, given: Given, kind: Kind) -> Changes:
    """Return the times that change; a point that moves stays one."""
    changes = Changes()
    if "start_s" in given:
        changes["start_s"] = seconds(given["start_s"], "The start")
    if "stop_s" in given:
        changes["stop_s"] = seconds(given["stop_s"], "The end")
    if kind == "point" and (changes or old.kind != kind) and len(changes) < 2:
        at_s = changes.get("start_s", changes.get("stop_s", old.start_s))
        return Changes(start_s=at_s, stop_s=at_s)
    return changes


def _placed(graph: KnowledgeGraph, fact: Fact) -> Fact:
    """Return a fact with the event in which it starts.

    Raises
    ------
    UserError
        It cannot be, or does not lie in the recording.
    """
    check_fact(fact)
    _check_inside(graph, fact)
    bouts = graph.graph.events(fact.recording, "bout")
    inside = (b.event_id for b in bouts if b.start_s <= fact.start_s < b.stop_s)
    return replace(fact, event_id=next(inside, None))


def _check_inside(graph: KnowledgeGraph, fact: Fact) -> None:
    query = f"SELECT duration_us FROM {RECORDING} WHERE recording = $name"  # noqa: S608
    with graph.graph.index.cursor() as cursor:
        row = cursor.execute(query, {"name": fact.recording}).fetchone()
    if row is None or row[0] is None:
        return
    duration_s = row[0] / 1e6
    if max(fact.start_s, fact.stop_s) > duration_s + ROUNDING_S:
        message = (
            f"Recording {fact.recording!r} ends at {duration_s:g} s; found "
            f"{fact.start_s:g} to {fact.stop_s:g} s."
        )
        raise UserError(message)


def _frames_by_clock(graph: KnowledgeGraph, fact: Fact) -> tuple[int, int] | None:
    """Return the frames of a fact by the clock of its recording; ``None`` if it cannot be read."""
    try:
        clock = graph.project.recording(fact.recording).clock
    except (UserError, DataError, OSError):
        return None
    start, stop = clock.frames_in([[fact.start_s, fact.stop_s]])[0].tolist()
    return start, stop


def _frames_by_facts(graph: KnowledgeGraph, fact: Fact) -> tuple[int, int]:
    """Return the frames of a fact at the rate that other facts of its recording tell."""
    query = (
        f"SELECT max_by(stop_frame / (stop_us / 1e6), stop_us) FROM {FACT} "  # noqa: S608
        "WHERE recording = $name AND kind = 'state' AND stop_us > 0"
    )
    with graph.graph.index.cursor() as cursor:
        row = cursor.execute(query, {"name": fact.recording}).fetchone()
    if row is None or row[0] is None:
        message = (
            f"The frames of a fact of {fact.recording!r} cannot be told: its files cannot be read, "
            "and there is no other fact of it. Put the files back where project.toml says."
        )
        raise UserError(message)
    first, end = fact.start_s * row[0], fact.stop_s * row[0]
    if fact.kind == "point":
        return math.floor(first + ROUNDING), math.floor(first + ROUNDING) + 1
    return math.ceil(first - ROUNDING), math.ceil(end - ROUNDING)
