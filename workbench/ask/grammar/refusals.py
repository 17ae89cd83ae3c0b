"""Refusals: which words are not understood, or up to where they were."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from graphs.language.names import as_compared
from graphs.words import MOST_LISTED, nearest
from workbench.ask.grammar.frames import Event, Frame, Who
from workbench.ask.grammar.known_words import KNOWN
from workbench.ask.grammar.reader import Reader
from workbench.ask.grammar.tokens import Token, chunk_of, text_of
from workbench.ask.grammar.vocabulary import Vocabulary
from workbench.ask.plan import AmbiguousError, NotUnderstoodError

_OF_BEHAVIOR = re.compile(
    r"\b(?:how often|how many|how long|number|count|bouts?|ever|latency|rate|duration|doing)\b"
)
_NAME_WORDS = 3
_CAN_BE = (
    " Ask for one thing, for example how often, how long, when, which animal, how far, how fast, "
    "or a plot."
)


def not_understood(
    question: str, tokens: list[Token], reader: Reader, vocabulary: Vocabulary, plain: str
) -> NotUnderstoodError:
    """Return why a question could not be read; `plain` is the same in plain words."""
    unknown = _unknown(question, tokens, vocabulary, set(plain.split()))
    if unknown:
        names = vocabulary.names
        known = [*names.animals, *names.zones, *names.behavior_words, *names.recordings]
        hints = [f"{chunk!r}{nearest(chunk, known)}" for chunk in unknown]
        behaviors = ", ".join(sorted(vocabulary.behaviors)[:MOST_LISTED])
        more = ", ..." if len(vocabulary.behaviors) > MOST_LISTED else ""
        there_is = f" Behaviors here: {behaviors}{more}." if _is_of_behavior(plain) else _CAN_BE
        listed = "; ".join(hints)
        stop = "" if listed.endswith("?") else "."
        return NotUnderstoodError(f"Not understood: {listed}{stop}{there_is}", unknown)
    return _broken_off(question, tokens, reader)


def _is_of_behavior(plain: str) -> bool:
    """Whether what is asked for is something that animals do."""
    return _OF_BEHAVIOR.search(plain) is not None


def _unknown(
    question: str, tokens: Sequence[Token], vocabulary: Vocabulary, plain: Collection[str]
) -> tuple[str, ...]:
    """Return the words that are in no phrase and no name, and stand in the plain question too."""
    names = vocabulary.names
    spelled = {
        as_compared(name)
        for name in (*names.animals, *names.zones, *names.objects, *names.recordings,
                     *names.groups, *names.sessions, *names.parts)
    }  # fmt: skip
    known = vocabulary.words()
    return tuple(
        dict.fromkeys(
            chunk_of(question, token)
            for token in tokens
            if (token.text in plain and not _is_known(token.text, known))
            or _is_name_of_nothing(question, token, spelled)
        )
    )


def _is_known(word: str, known: Collection[str]) -> bool:
    return word in known or word in KNOWN or not re.search(r"[^\W\d]", word)


def _is_name_of_nothing(question: str, token: Token, spelled: Collection[str]) -> bool:
    """Whether a number is part of a name, such as ``mouse_3``, that there is not."""
    chunk = chunk_of(question, token)
    if not token.text.isdigit() or chunk == token.text or not re.search(r"[^\W\d]_?\d", chunk):
        return False
    return as_compared(chunk.removesuffix("'s")) not in spelled


def _broken_off(question: str, tokens: list[Token], reader: Reader) -> NotUnderstoodError:
    """Return how far a question was read, or which quantity is missing."""
    for place, wanted in sorted(reader.wanted.items(), reverse=True):
        named = any(
            stop > place
            for before in range(max(0, place - _NAME_WORDS), place)
            for _, stop in reader.vocabulary.animals.at(reader.words, before)
        )
        if place + 1 >= reader.furthest - 1 and not named:
            found = text_of(question, tokens, place, len(tokens))
            listed = " or ".join(dict.fromkeys(wanted))
            return NotUnderstoodError(f"Expected {listed}; found {found!r}.")
    before = text_of(question, tokens, 0, reader.furthest)
    after = text_of(question, tokens, reader.furthest, len(tokens))
    message = (
        f"Understood up to {before!r}, but not how {after!r} goes on."
        if before and after
        else f"The words are known, but not as a question: {question!r}."
    )
    return NotUnderstoodError(f"{message} See: workbench ask --help")


def ambiguous(frames: Iterable[Frame]) -> NotUnderstoodError:
    """Return that a question can mean several things, and which."""
    readings = " Or: ".join(dict.fromkeys(map(_in_words, frames)))
    return AmbiguousError(f"The question can mean several things. {readings}")


def _in_words(frame: Frame) -> str:
    parts: list[str] = [frame.measure, *([frame.of_what] if frame.of_what else []), *frame.per]
    if frame.order is not None:
        steps = (step.event for step in frame.order.steps)
        told = [one if one.topic else one.said_of(frame.who) for one in steps]
        parts += [frame.order.sort, *map(_event_in_words, told)]
    if frame.event is not None:
        parts.append(_event_in_words(frame.event))
    parts += [condition.words for condition in frame.conditions]
    parts += [window.words for window in (frame.window, *frame.windows) if window is not None]
    return f"{', '.join(parts)}."


def _event_in_words(event: Event) -> str:
    what = " or ".join(event.behaviors) or f"{event.sort} {event.place}"
    whom = event.place or (_names(event.object) if event.object else "any")
    lasting = f" ({event.lasting.words})" if event.lasting else ""
    return f"{_names(event.subject)} - {what} - {whom}{lasting}"


def _names(who: Who | None) -> str:
    return ", ".join(who.names) if who and who.names else "any"
