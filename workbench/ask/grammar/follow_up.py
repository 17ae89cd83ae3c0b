"""Follow-ups: a few words that change the question before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.frames import Frame, Scope, Who
from workbench.ask.grammar.questions import QuestionReader

_ANY: frozenset[Tense] = frozenset({"base", "s", "ing", "past"})
_AND = (
    "(and |but |ok |now |then |so )*(what about|how about|for|of|by|only|only for|just|same for|)"
)


def following_frames(reader: QuestionReader, before: Frame) -> Iterator[Frame]:
    """Yield what a follow-up can mean, after the question `before`."""
    end = len(reader.words)
    for start in reader.maybe(0, _AND):
        for who, stop in reader.who(start):
            if stop == end:
                yield from _of_other(before, who)
        bare = before.with_(conditions=before.conditions)
        for frame, stop in reader.limited(_open(bare, reader, start), start):
            if stop == end and stop > start:
                yield frame
        for event, stop in (*reader.noun(start), *reader.done(start, None, _ANY, start)):
            if stop == end and before.event is not None:
                subject = event.subject or before.event.subject
                whom = event.object if event.object or event.place else before.event.object
                if not reader.takes_animal(event):
                    whom = None
                yield before.with_(event=replace(event, subject=subject, object=whom))
    for stop in reader.lit(0, "(please )?(plot|draw|show)( it| them| that| me)?"):
        if stop == end and before.event is not None:
            yield Frame("picture", before.event, conditions=before.conditions,
                        window=before.window, scope=before.scope, picture="raster")  # fmt: skip
    for words, measure in (
        ("(and )?when( was that| were they)?", "when"),
        ("(and )?(for )?how long( in total| is that| was that| in all)*", "total"),
        ("(and )?how (often|many times|many)( is that| was that| were there| are there)?", "count"),
        ("(and )?(what|which) (fraction|share)( of the time)?|as a (share|fraction|percentage)",
         "fraction"),
        ("(and )?per minute|(and )?at what rate", "rate"),
    ):  # fmt: skip
        for stop in reader.lit(0, words):
            if stop == end and before.event is not None:
                yield before.with_(measure=measure)


def _open(before: Frame, reader: QuestionReader, start: int) -> Frame:
    """Return the question without what a limit of the same kind would replace."""
    if any(True for _ in reader.window(start)):
        before = before.with_(window=None)
    if any(True for _ in reader.scope(start)):
        before = before.with_(scope=Scope())
    return before


def _of_other(before: Frame, who: Who) -> Iterator[Frame]:
    """Yield the question about somebody else."""
    if before.event is None:
        yield before.with_(who=replace(who, part=before.who.part if before.who else ""))
        return
    event = before.event
    whom = event.object
    if whom is not None and whom.names and set(whom.names) & set(who.names):
        doer = event.subject
        whom = doer if doer is not None and doer.names and doer.names != who.names else Who()
    yield before.with_(event=replace(event, subject=who, object=whom))
