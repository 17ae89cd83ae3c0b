"""The same graph from a model: what it is asked, the form of its answer, and how that is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Any

from graphs.captions.closed import ORDINALS
from graphs.captions.graph import CaptionGraph, CaptionTriple, Entity, TripleKind
from graphs.captions.open_words import ADJECTIVES
from graphs.errors import ModelError
from graphs.lexicon.surface_forms import forms
from graphs.words import counted

_ARTICLES = ("the", "a", "an")
_FIELDS = ("subject", "predicate", "object", "negated")


def caption_question(text: str) -> str:
    """Return what a model is asked about a caption; the answer fits `caption_schema`."""
    return (
        "Take the caption apart into subject-predicate-object triples. Use only what it says. "
        "Nouns and verbs stand in base form, a verb with its preposition: 'sit on'. Turn passives "
        "round: who does it is the subject. Where there are several of a kind, their names keep "
        "them apart as the caption does: 'black mouse', 'first mouse', 'mouse 2'. A behavior "
        "without an object has the object null. What something is like is a triple with the "
        "predicate 'is' and the adjective or number as object. Put the noun for a pronoun. Mark "
        "what the caption denies with negated: true."
        f"\n\nCaption: {text}"
    )


def caption_schema() -> dict[str, Any]:
    """Return the JSON schema of an answer: an object with a list of triples.

    Every field is required: servers that hold answers to a schema take no other.
    """
    name = {"type": "string", "minLength": 1}
    triple = {
        "type": "object",
        "properties": {
            "subject": name,
            "predicate": name,
            "object": {"type": ["string", "null"]},
            "negated": {"type": "boolean"},
        },
        "required": list(_FIELDS),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"triples": {"type": "array", "items": triple}},
        "required": ["triples"],
        "additionalProperties": False,
    }


def from_model(data: object, text: str = "") -> CaptionGraph:
    """Return the graph of a model's answer.

    Parameters
    ----------
    data
        What `caption_schema` describes, as read from JSON.
    text
        The caption; spans of words that stand in it are found there, verbs in any form; others are
        empty.

    Raises
    ------
    ModelError
        The answer has another form; all faults are listed.
    """
    listed = data.get("triples") if isinstance(data, Mapping) else None
    if not isinstance(listed, list):
        message = f"Expected an object with a list 'triples', found {_short(data)}. Ask again."
        raise ModelError(message)
    faults = [fault for at, entry in enumerate(listed, 1) for fault in _faults(at, entry)]
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"Triples of a caption: {counted(len(faults), 'fault')}:\n{listing}"
        raise ModelError(message)
    return _graph(listed, text)


def _faults(at: int, entry: object) -> list[str]:
    if not isinstance(entry, Mapping):
        return [f"triple {at}: expected an object, found {_short(entry)}"]
    faults = [f"triple {at}: unknown field {key!r}" for key in entry if key not in _FIELDS]
    for key in ("subject", "predicate"):
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            faults.append(f"triple {at}: {key!r} is text, found {_short(value)}")
    target = entry.get("object", "missing") if "object" in entry else 0
    if target is not None and (not isinstance(target, str) or not target.strip()):
        found = _short(target) if "object" in entry else "nothing"
        faults.append(f"triple {at}: 'object' is text or null, found {found}")
    if not isinstance(entry.get("negated", False), bool):
        faults.append(f"triple {at}: 'negated' is true or false, found {_short(entry['negated'])}")
    return faults


def _graph(listed: list[Mapping[str, Any]], text: str) -> CaptionGraph:
    places: dict[str, int] = {}
    attributes: dict[str, list[str]] = {}
    triples: dict[CaptionTriple, None] = {}
    for entry in listed:
        triple = _triple(entry, text, places)
        triples[triple] = None
        if triple.kind == "attribute" and not triple.hedge and triple.object is not None:
            attributes.setdefault(triple.subject, []).append(triple.object)
    counts = {t.subject: int(t.object or 0) for t in triples if t.kind == "count" and not t.hedge}
    entities = tuple(
        _entity(name, attributes.get(name, ()), counts.get(name), text) for name in places
    )
    return CaptionGraph(
        text,
        entities,
        tuple(t for t in triples if not t.hedge),
        tuple(t for t in triples if t.hedge),
    )


def _entity(words: str, attributes: Iterable[str], count: int | None, text: str) -> Entity:
    """Return an entity; adjectives before its noun describe it, as in a caption read by rules."""
    *before, _ = parts = words.split()
    said = list(takewhile(lambda word: word in ADJECTIVES or word in ORDINALS, before))
    noun, described = " ".join(parts[len(said) :]), tuple(dict.fromkeys((*said, *attributes)))
    return Entity(noun, words, described, count, (count or 1) > 1, *_span(words, text))


def _triple(entry: Mapping[str, Any], text: str, places: dict[str, int]) -> CaptionTriple:
    subject, predicate = _name(entry["subject"]), " ".join(entry["predicate"].lower().split())
    target = None if entry["object"] is None else _name(entry["object"])
    kind: TripleKind = "behavior" if target is None else "relation"
    if predicate == "is" and target is not None:
        kind = "count" if target.isdecimal() else "attribute"
    at = places.setdefault(subject, len(places))
    target_at = None
    if kind == "relation" and target is not None:
        target_at = places.setdefault(target, len(places))
    like = target if kind in ("attribute", "count") else None
    span = _verb_span(predicate, text) if like is None else _span(like, text)
    return CaptionTriple(
        subject, predicate, target, kind, at, target_at, predicate, *span,
        hedge="not" if entry.get("negated", False) else "",
    )  # fmt: skip


def _span(words: str, text: str) -> tuple[int, int]:
    start = text.lower().find(words)
    found = start >= 0 and len(text.lower()) == len(text)
    return (start, start + len(words)) if found else (0, 0)


def _verb_span(predicate: str, text: str) -> tuple[int, int]:
    """Return where a predicate stands, its verb in any form."""
    verb, *rest = predicate.split()
    ways = sorted({form for form, _ in forms(verb)}, key=len, reverse=True)
    pattern = r"\s+".join(["(?:" + "|".join(map(re.escape, ways)) + ")", *map(re.escape, rest)])
    found = re.search(rf"\b{pattern}\b", text, re.IGNORECASE)
    return found.span() if found else (0, 0)


def _name(said: str) -> str:
    """Return a noun or adjective in lower case, without an article."""
    first, *rest = said.lower().split()
    return " ".join(rest if rest and first in _ARTICLES else [first, *rest])


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
