"""Reading a question by the things that it names, in whatever words and order they stand.

This is the widest way of reading, and the last: what stricter readers read in full is theirs. Every
word still has to be known, each thing has to have one place in the question, and what can be meant
in two ways is refused with both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graphs.captions.closed import NUMBERS
from workbench.ask.grammar.concept_asked import Asked
from workbench.ask.grammar.concept_clauses import ClauseBuilder
from workbench.ask.grammar.concept_items import Item, ItemReader
from workbench.ask.grammar.concept_parts import Parted, parted
from workbench.ask.grammar.concept_questions import ConceptQuestions
from workbench.ask.grammar.concept_roles import Clause
from workbench.ask.grammar.frames import Condition, Frame
from workbench.ask.grammar.slot_planner import told
from workbench.ask.grammar.tokens import Token, tokens_of
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, Vocabulary

_MOST_WORDS = 45
_ANIMALS = frozenset(ANIMALS.split("|"))
_GROUPS = frozenset({"groups", "treatments", "conditions"})
_RECORDINGS = frozenset({"recordings", "videos"})
_YES_NO = frozenset({"do", "does", "did", "is", "are", "was", "were", "has", "have"})
_OF_SOMEBODY = frozenset({"it", "its", "their"})


def plainer(text: str, vocabulary: Vocabulary) -> str:
    """Return a question in which group and animal stand apart: *each treated mouse*."""
    groups = _any(vocabulary.groups.texts())
    names = _any(vocabulary.animals.texts())
    text = re.sub(
        rf"\b(each|every|either|both|any) ({groups}) ({ANIMAL})\b", r"\1 \3 in the \2 group", text
    )
    text = re.sub(
        rf"\b(?:an? |the )?({groups}) ({names})( {ANIMALS})?\b", r"\2 in the \1 group", text
    )
    text = re.sub(
        rf"\bwhich of the ({groups}) (?:recordings|ones)\b",
        r"which recording in the \1 group",
        text,
    )
    text = re.sub(r"\bthe (\d+(?:\.\d+)? \w+) mark\b", r"\1", text)
    return re.sub(rf"\bwhat (does|did) ({names}) (?:do|spend)\b", r"which behavior \1 \2", text)


def _any(texts: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or "(?!)"


def concept_frames(text: str, vocabulary: Vocabulary) -> list[Frame]:
    """Return what a question can ask by the things that it names.

    Parameters
    ----------
    text
        The question in plain words.
    vocabulary
        The words of the project.
    """
    tokens = _without_counts(tokens_of(plainer(text, vocabulary)), vocabulary)
    if tokens is None or not 0 < len(tokens) <= _MOST_WORDS:
        return []
    reader = ItemReader(tokens, vocabulary)
    found: dict[Frame, None] = {}
    for items in reader.covers():
        asked = _asked(items, reader)
        if asked is None:
            continue
        for frame in ConceptQuestions(vocabulary).frames(asked):
            found[frame.with_(assumed=f"Read as: {told(frame)}.")] = None
    return list(found)


def _without_counts(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token] | None:
    """Return *all recordings* for *all eight recordings*; ``None`` if there are not eight."""
    kept: list[Token] = []
    for token, after in zip(tokens, (*tokens[1:], None), strict=True):
        count = NUMBERS.get(token.text, int(token.text) if token.text.isdigit() else None)
        if count is None or after is None or not _is_counted(after.text, vocabulary):
            kept.append(token)
        elif count != _how_many(after.text, vocabulary):
            return None
    return kept


def _is_counted(word: str, vocabulary: Vocabulary) -> bool:
    of_group = any(True for _ in vocabulary.groups.at((word,), 0))
    return of_group or word in _ANIMALS | _GROUPS | _RECORDINGS


def _how_many(word: str, vocabulary: Vocabulary) -> int | None:
    """Return how many there are; ``None`` of those of a group, which are not counted here."""
    names = vocabulary.names
    there_are = {_ANIMALS: names.animals, _GROUPS: names.groups, _RECORDINGS: names.recordings}
    return next((len(known) for words, known in there_are.items() if word in words), None)


def _asked(items: Sequence[Item], reader: ItemReader) -> Asked | None:
    """Return what is asked, sorted; ``None`` if something has no place in it."""
    found = parted(items)
    if found is None:
        return None
    builder = ClauseBuilder(reader.vocabulary, reader.words)
    clause = builder.clause(found.main)
    if clause is not None and found.leads:
        clause = _of_same(builder, clause, found.conditions[0][1])
    if clause is None or (_is_of_somebody(items) and not _names_somebody(clause)):
        return None
    conditions: list[Condition] = []
    for relation, parts in found.conditions:
        condition = _condition(builder, relation, parts)
        if condition is None:
            return None
        conditions.append(condition)
    return _with_limits(found, clause, tuple(conditions), reader)


def _of_same(builder: ClauseBuilder, clause: Clause, before: Sequence[Item]) -> Clause | None:
    """Return a clause in which *it* is whoever the condition before it is about."""
    met = builder.clause([item for item in before if item.kind != "asked"])
    topic = met.event.topic if met is not None and met.event is not None else None
    if topic is None or len(topic.names) != 1:
        return clause
    event = clause.event
    if event is not None and event.topic is not None and event.topic.how == "it":
        return replace(clause, event=event.said_of(topic))
    if len(clause.who) == 1 and clause.who[0].how == "it":
        return replace(clause, who=(topic,))
    return clause


def _with_limits(
    found: Parted, clause: Clause, conditions: tuple[Condition, ...], reader: ItemReader
) -> Asked | None:
    given: dict[str, list[Item]] = {}
    for item in found.limits:
        given.setdefault(item.kind, []).append(item)
    units = {str(one.value) for one in given.pop("unit", [])}
    units |= {tag.removeprefix("unit ") for tag in found.tags if tag.startswith("unit ")}
    pers = tuple(dict.fromkeys(one.value for one in given.pop("per", [])))
    if len(units) > 1 or any(len(ones) > 1 for ones in given.values()):
        return None
    one = {kind: ones[0].value for kind, ones in given.items()}
    if "window" in one and "windows" in one:
        return None
    return Asked(
        frozenset(tag for tag in found.tags if not tag.startswith("unit ")),
        clause,
        conditions,
        window=one.get("window"),
        windows=one.get("windows", ()),
        scope=one.get("scope"),
        per=pers,
        unit=units.pop() if units else "",
        than=one.get("than"),
        is_question=reader.words[0] in _YES_NO,
    )


def _is_of_somebody(items: Sequence[Item]) -> bool:
    return any(item.kind == "empty" and item.value in _OF_SOMEBODY for item in items)


def _names_somebody(clause: Clause) -> bool:
    topic = clause.event.topic if clause.event is not None else None
    return topic is not None or bool(clause.who) or (clause.event is None)


def _condition(builder: ClauseBuilder, said: Item, items: list[Item]) -> Condition | None:
    """Return a condition; ``None`` if it is not clear what has to happen."""
    relation, within_s = said.value
    moves = any(item.kind == "asked" for item in items)
    clause = builder.clause([item for item in items if item.kind != "asked"])
    if clause is None or clause.event is None or clause.joint or clause.place:
        return None
    event = clause.event
    if moves and event.sort not in ("faster", "slower"):
        return None
    if event.negated:
        if relation != "while":
            return None
        relation, event = "not while", replace(event, negated=False)
    where = None
    if clause.conditions:
        if len(clause.conditions) > 1:
            return None
        where = clause.conditions[0].event
    return Condition(relation, event, within_s, builder.said([said, *items]), where)
