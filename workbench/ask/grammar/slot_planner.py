"""Reading a question phrase by phrase, in any order: the last way in which it is read.

Every word has to belong to a phrase, or to be one that says nothing; every way to part the question
into phrases is tried, and each is put together into questions or into none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.ask.grammar.frames import Event, Frame, Who
from workbench.ask.grammar.slot_meaning import Meaning
from workbench.ask.grammar.slot_parts import Parts, together
from workbench.ask.grammar.slot_reader import Slot, SlotReader
from workbench.ask.grammar.tokens import tokens_of
from workbench.ask.grammar.vocabulary import Vocabulary

_MOST_WORDS = 30
_MOST_WAYS = 4000
_NUMBER = r"\d+(?:\.\d+)?"
_S = "s|sec|seconds?|min|minutes?"
_SPELLED = (
    (re.compile(r"(.*)\((ms|s|sec|secs|min|h|cm|mm|m|px|%)\)(.*)"), r"\1 \3 in \2"),
    (re.compile(r"(?<= )(?:typically|usually|normally|generally) (.*?)[?.! ]*$"), r"\1 on average"),
    (re.compile(r"\b(nose[- ]to[- ](?:nose|tail))[- ](?:sniffing|sniffs?|contacts?)\b"), r"\1"),
    (re.compile(r" of (?:its|their) own\b"), ""),
    (re.compile(r"\b(its|their) own\b"), r"\1"),
    (re.compile(r"\bhidden (?=in\b|inside\b|within\b)"), ""),
    (re.compile(r"\s*\+\s*"), " plus "),
    (re.compile(r"\s*(?:->|=>|→)\s*"), " towards "),
    (re.compile(rf"<\s*({_NUMBER})\s*(cm|mm|m)\b(?!\s*/)"), r" less than \1 \2 "),
    (re.compile(rf">\s*({_NUMBER})\s*(cm|mm|m)\b(?!\s*/)"), r" more than \1 \2 "),
    (
        re.compile(
            rf"\b(?:during|in|over|within) ({_NUMBER}) ?({_S}) (?:to|until|-) ({_NUMBER}) ?"
            rf"({_S})\b",
            re.I,
        ),
        r"from \1 \2 to \3 \4",
    ),
    (re.compile(r"#(?:\s*of)?"), " number of "),
    (re.compile(r"(?<=\d)(st|nd|rd|th)\b"), r" \1"),
)
_MEANT = re.compile(r"[&|*~^$€=±≈≠≤≥<>{}\[\]\\@]|(?:^|\s)[-–−]\d")
"""Signs that mean something here, but are no words."""


def spelled(question: str) -> str:
    """Return a question with units in brackets, and signs for numbers, as words."""
    for said, meant in _SPELLED:
        question = said.sub(meant, question)
    return question


def slot_frames(question: str, text: str, vocabulary: Vocabulary) -> list[Frame]:
    """Return what a question can ask, read phrase by phrase.

    Parameters
    ----------
    question
        As it was typed.
    text
        The same in plain words.
    vocabulary
        The words of the project.
    """
    tokens = tokens_of(text)
    if not 0 < len(tokens) <= _MOST_WORDS or _MEANT.search(spelled(question)):
        return []
    meaning = Meaning(vocabulary)
    reader = SlotReader(tokens, vocabulary)
    found: dict[Frame, None] = {}
    for parts in _ways(reader):
        for frame in meaning.frames(parts):
            found[frame.with_(assumed=f"Read as: {told(frame)}.")] = None
    return list(found)


def _ways(reader: SlotReader) -> Iterator[Parts]:
    """Yield what the phrases of a question say together; nothing if there are too many ways."""
    slots = _leading_to_the_end(reader)
    known: list[dict[Parts, None]] = [{} for _ in range(len(slots) + 1)]
    known[0][Parts()] = None
    ways = 0
    for place, here in enumerate(slots):
        for parts in known[place]:
            for slot in here:
                ways += 1
                if ways > _MOST_WAYS:
                    return
                more = together(parts, slot.parts)
                if more is not None:
                    known[slot.stop][more] = None
    yield from known[-1]


def _leading_to_the_end(reader: SlotReader) -> list[list[Slot]]:
    """Return the phrases of each place after which the rest can be read as well."""
    count = len(reader.words)
    ends = [False] * count + [True]
    found: list[list[Slot]] = [[] for _ in range(count)]
    for place in reversed(range(count)):
        found[place] = [slot for slot in reader.slots(place) if ends[slot.stop]]
        ends[place] = bool(found[place])
    return found


# what is told of a reading ------------------------------------------------------------------

_CALLED = {
    "count": "the number of bouts", "total": "the time in bouts", "fraction": "the share of time",
    "mean": "the length of a bout", "rate": "the number of bouts per time",
    "frequency": "number and rate of bouts", "latency": "the time until the first bout",
    "when": "start and end of every bout", "first": "a bout", "last": "the last bout",
    "longest": "the longest bout", "shortest": "the shortest bout", "path": "the path length",
    "ever": "whether there is a bout", "speed": "the speed", "apart": "the distance",
    "which": "which", "budget": "every behavior", "with": "the recordings with",
    "number with": "the number of recordings with", "who": "the animals with",
    "behavior": "the behavior with the most",
}  # fmt: skip


def told(frame: Frame) -> str:
    """Return a reading in full, as a person can check it."""
    parts = [_measured(frame)]
    if frame.event is not None:
        parts.append(f"of {_event(frame.event)}")
    parts += [f"of {_names(who)}" for who in (frame.who, frame.other) if who is not None]
    parts += [condition.words for condition in frame.conditions]
    parts += [window.words for window in (frame.window, *frame.windows) if window is not None]
    if frame.scope.words:
        parts.append(frame.scope.words)
    parts += [f"one answer per {what}" for what in frame.per]
    if frame.bin_s is not None:
        parts.append(f"one answer per {frame.bin_s:g} s")
    if frame.unit:
        parts.append(f"in {frame.unit}")
    return ", ".join(parts)


def _measured(frame: Frame) -> str:
    name = _CALLED.get(frame.quantity, frame.quantity)
    if frame.measure in ("speed", "apart") or frame.average or frame.measure == "mean":
        name = f"{frame.statistic} of {name}"
    if frame.average:
        name = f"{name}, over recordings"
    if frame.measure in ("first", "last"):
        number = "" if frame.measure == "last" else f" number {frame.number}"
        told_of = "end" if frame.ends else "length" if frame.lasts else "start"
        name = f"{told_of} of {name}{number}"
    if frame.than is not None:
        never = (frame.than.sign, frame.than.number) == ("==", 0)
        name = "whether there is no bout" if never else f"whether there are {frame.than.words}"
    if frame.picture is not None:
        name = f"a picture of the {frame.picture}"
    if frame.measure == "more":
        name = f"whether there is {'less' if frame.least else 'more'} of {name}"
    if frame.measure == "which":
        name = f"the {frame.among} with the {'least' if frame.least else 'most'} of {name}"
    return name


def _event(event: Event) -> str:
    what = " or ".join(event.behaviors) or f"being {event.sort}"
    given = (event.place, event.limit, event.lasting.words if event.lasting else "")
    said = " ".join([what, *filter(None, given)])
    doer = "" if event.subject is None else f" by {_names(event.subject)}"
    whom = "" if event.object is None else f" to {_names(event.object)}"
    return f"{said}{doer}{whom}"


def _names(who: Who) -> str:
    spoken = {"each": "each animal", "both": "each animal", "mutual": "each other"}
    return " and ".join(who.names) or spoken.get(who.how, "any animal")
