"""Shares of another time than that of the recording: *of the time in the shelter*.

Where a question says of which time a share is, the answer is a share of that time. Where it says so
in a way that is not read here it is refused: a share of the whole recording is another number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.ask.grammar.frames import Frame
from workbench.ask.grammar.vocabulary import Vocabulary

_SHARE = "(?:fraction|share|proportion|portion|part|percentage|percent|pct|%|how much)"
_OF_THE_TIME = r"(?:of )?(?:the |its |their |all |that |total )*time"
_LED = re.compile(
    rf"(?:out )?of (?:the |its |their |all |total )*time (?P<that>.*?) "
    rf"(?:what|which|how large a|for what) {_SHARE}\b(?P<rest>.*)"
)
_OF_WHICH = re.compile(
    rf"\b{_SHARE} {_OF_THE_TIME} (?:that|which|when|while|during which|in which)\b|"
    rf"^(?:while|when|whenever|during)\b.*\b{_SHARE}\b"
)
OF_THAT = "share of that time"
_IN = "(?:in|inside|within|at|on|outside|outside of|out of|away from)"


def told_of_that_time(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> list[Frame]:
    """Return the readings of a question with shares of the time that it names.

    Parameters
    ----------
    text
        The question in plain words.
    frames
        How it can be read.
    vocabulary
        The words of the project.
    """
    if not any(frame.measure == "fraction" and frame.conditions for frame in frames):
        return list(frames)
    places = "|".join(map(re.escape, vocabulary.places.texts())) or "(?!)"
    located = rf"{_IN} (?:the )?(?:{places})\b"
    led = _LED.search(text)
    if led is not None:
        of_place = re.search(rf"{located}(?: zone| area)?$", led["that"])
        return [_of_where(frame) for frame in frames if of_place and _may_be(frame)]
    if _OF_WHICH.search(text):
        return [frame for frame in frames if frame.measure != "fraction"]
    if re.search(rf"\b{_SHARE} {_OF_THE_TIME} (?:spent )?{located}", text):
        return [_of_where(frame) for frame in frames if _may_be(frame)]
    return list(frames)


def _may_be(frame: Frame) -> bool:
    """Whether the one condition of a reading says where the time is spent."""
    sorts = [one.event.sort for one in frame.conditions if one.relation == "while"]
    behaves = frame.event is not None and frame.event.sort == "behavior"
    return frame.measure == "fraction" and behaves and sorts in (["inside"], ["outside"])


def _of_where(frame: Frame) -> Frame:
    return frame.with_(of_where=True, assumed=frame.assumed.replace("share of time", OF_THAT))
