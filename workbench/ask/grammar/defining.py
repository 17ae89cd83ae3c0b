"""Behaviors defined in words, as functions: *chasing within 5 cm of the other animal*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.frames import Event, Frame, Scope, Who
from workbench.ask.grammar.questions import QuestionReader
from workbench.ask.grammar.refusals import not_understood
from workbench.ask.grammar.terms import terms
from workbench.ask.grammar.tokens import tokens_of
from workbench.ask.grammar.values import Values
from workbench.ask.plan import AmbiguousError, NotUnderstoodError

if TYPE_CHECKING:
    from workbench.ask.answer import Term
    from workbench.ask.grammar.vocabulary import Vocabulary

SUBJECT, TARGET = "subject", "target"
_PREFACE = (
    "((when|whenever|times? when|every time|that)( |$))?"
    "((an?|one|the) (animal|mouse|rat|fly|individual|subject)( that| which)?( |$))?(is|it is)?"
)
_COUNT = "the number of bouts"  # how the frame of a definition is asked for; not said by anybody
_WIDE = f"distance({SUBJECT}, '*')"


@dataclass(frozen=True, slots=True)
class Definition:
    """A behavior in words, understood.

    Parameters
    ----------
    name
        Of the behavior.
    text
        In the words that it was said in.
    program
        A Python file with its function.
    terms
        Words as they were understood.
    """

    name: str
    text: str
    program: str
    terms: tuple[Term, ...]


def define(name: str, text: str, vocabulary: Vocabulary, scaled: bool) -> Definition:
    """Return a behavior that a text describes.

    Parameters
    ----------
    name
        What it is called.
    text
        What happens: ``"rearing while in the shelter"``.
    vocabulary
        The words of the project.
    scaled
        Whether lengths are in cm in every recording.

    Raises
    ------
    NotUnderstoodError
        Some words are not understood, it can mean several things, or names an animal.
    """
    tokens = tokens_of(text)
    reader = QuestionReader(tokens, vocabulary)
    frames = list(dict.fromkeys(_frames(reader)))
    if not frames:
        raise not_understood(text, tokens, reader, vocabulary, " ".join(reader.words))
    programs = {_program(name, text, frame, vocabulary, scaled): frame for frame in frames}
    if len(programs) > 1:
        read = " Or: ".join(_body(frame, vocabulary, scaled)[-1] for frame in programs.values())
        message = f"{text!r} can mean several things. {read}"
        raise AmbiguousError(message)
    [(program, frame)] = programs.items()
    understood = [t for t in terms(frame, vocabulary.behaviors) if t.meaning != _COUNT]
    return Definition(name, text, program, tuple(understood))


def _frames(reader: QuestionReader) -> list[Frame]:
    end = len(reader.words)
    return [
        frame
        for start in reader.maybe(0, _PREFACE)
        for event, stop in (*reader.happening(start), *reader.state(start, None, start))
        for frame, last in reader.limited(Frame("count", event), stop)
        if last == end
    ]


def _program(name: str, text: str, frame: Frame, vocabulary: Vocabulary, scaled: bool) -> str:
    _check(frame, text)
    lines = _body(frame, vocabulary, scaled)
    to_animal = any(TARGET in line for line in lines)
    target = 'target="animal", ' if to_animal else ""
    given = f"rec, {SUBJECT}, {TARGET}" if to_animal else f"rec, {SUBJECT}"
    verb = name.replace("_", " ")
    body = "\n".join(f"    {line}" for line in lines)
    return (
        "from workbench import behavior\n\n\n"
        f"@behavior({target}verb={f'does {verb} to' if to_animal else f'does {verb}'!r})\n"
        f"def {name}({given}):\n"
        f"    {_docstring(text)}\n{body}\n    return found\n"
    )


def _body(frame: Frame, vocabulary: Vocabulary, scaled: bool) -> list[str]:
    """Return the lines that make the bouts, of the arguments of a behavior's function."""
    writing = Writing(vocabulary, labelled=False, scaled=scaled)
    event, values = frame.event, Values(frame, writing)
    assert event is not None
    other = TARGET if _is_to_animal(event, vocabulary) else ""
    lines = [f"found = {writing.bouts(event, SUBJECT, other=other)}"]
    for condition in frame.conditions:
        text = writing.condition("found", condition, event, SUBJECT, values.is_time())
        lines.append(f"found = {text}")
    return [line.replace(_WIDE, f"distance({SUBJECT}, {TARGET})") for line in lines]


def _is_to_animal(event: Event, vocabulary: Vocabulary) -> bool:
    return event.sort == "behavior" and vocabulary.target(event.behaviors) == "animal"


def _check(frame: Frame, text: str) -> None:
    """Refuse what only holds for some animals, recordings or times."""
    event = frame.event
    assert event is not None
    named = [*(who.names for who in (event.subject, event.object) if who is not None)]
    if any(named) or frame.window is not None or frame.scope != Scope() or frame.per:
        message = (
            f"{text!r} names an animal, a recording or a time; a behavior is defined for any: "
            "say 'the other' for the one it is done to."
        )
        raise NotUnderstoodError(message)


def _docstring(text: str) -> str:
    said = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{said[:1].upper()}{said[1:]}."""'


# what a question is about -----------------------------------------------------------------------


def words_of_behavior(frame: Frame, vocabulary: Vocabulary, scaled: bool) -> str:
    """Return words that define the bouts of a question as a behavior of any animal.

    Parameters
    ----------
    frame
        The question.
    vocabulary, scaled
        As of `define`.

    Returns
    -------
    str
        Words that `define` reads as just that; empty if a behavior cannot say what the question
        does, or the ethogram has it as it is.
    """
    event = frame.event
    if event is None or not _is_of_any_animal(frame, event, vocabulary) or _is_there(frame, event):
        return ""
    other = None if event.object is None or event.sort == "behavior" else Who()
    expected = frame.with_(measure="count", event=replace(event, subject=None, object=other))
    limits = [
        *(one.words for one in frame.conditions),
        event.lasting.words if event.lasting else "",
    ]
    for phrase in _phrases(event):
        text = " ".join(filter(None, [phrase, *limits]))
        try:
            defined = define("it", text, vocabulary, scaled).program
        except NotUnderstoodError:
            continue
        if defined == _program("it", text, expected, vocabulary, scaled):
            return text
    return ""


def _is_of_any_animal(frame: Frame, event: Event, vocabulary: Vocabulary) -> bool:
    """Whether the bouts of a question can be looked for on the tracks, of any animal."""
    others = [one for c in frame.conditions for one in (c.event, c.where) if one is not None]
    behaviors = [vocabulary.behaviors[name] for one in (event, *others) for name in one.behaviors]
    parts = [who.part for who in (event.subject, event.object) if who is not None]
    cut = Values(frame, Writing(vocabulary, labelled=False)).is_time() and frame.conditions
    return not (
        cut
        or event.passive
        or frame.window is not None
        or frame.windows
        or frame.order is not None
        or any(parts)
        or any(one.topic is not None for one in others)
        or any(one.rule is None and one.function is None for one in behaviors)
    )


def _is_there(frame: Frame, event: Event) -> bool:
    """Whether what is asked about is a behavior of the ethogram, and no more."""
    more = frame.conditions or event.lasting or event.place or event.negated
    return event.sort == "behavior" and len(event.behaviors) == 1 and not more


def _phrases(event: Event) -> Iterator[str]:
    """Yield ways to say an event of any animal."""
    if event.sort == "behavior":
        named = " or ".join(name.replace("_", " ") for name in event.behaviors)
        yield f"{named} the {event.place}" if event.place else named
    elif event.sort in ("inside", "outside"):
        yield f"{event.sort} the {event.place}"
    elif event.sort in ("faster", "slower"):
        yield f"{event.sort} than {event.limit}"
    elif event.sort in ("closer", "farther"):
        way = "to" if event.sort == "closer" else "from"
        yield f"{event.sort} than {event.limit} {way} the {event.place or 'other animal'}"
