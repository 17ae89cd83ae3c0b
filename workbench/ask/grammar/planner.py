"""The grammar planner: a question read in full, and written as a program; or refused, precisely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.captions import closed
from graphs.language.names import as_compared
from graphs.words import did_you_mean
from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.follow_up import following_frames
from workbench.ask.grammar.frames import Frame, Who
from workbench.ask.grammar.groups import GroupReader
from workbench.ask.grammar.reader import known_words
from workbench.ask.grammar.terms import caveats, terms
from workbench.ask.grammar.tokens import Token, tokens_of
from workbench.ask.grammar.vocabulary import Vocabulary
from workbench.ask.grammar.write import write
from workbench.ask.plan import NotUnderstoodError, Plan
from workbench.sandbox.names import DataNames, names_of

if TYPE_CHECKING:
    from workbench.project import Project

_MOST_WORDS = 60
_MINUTE = ("minute", "min")


class GrammarPlanner:
    """Plans questions about a project without a model.

    Parameters
    ----------
    project
        Its animals, zones, groups and behaviors are the words.
    names
        Of the project, if they are known already.
    """

    def __init__(self, project: Project, names: DataNames | None = None) -> None:
        self._project = project
        names = names or names_of(project)
        behaviors = {entry.name: entry for entry in project.ethogram()}
        self._vocabulary = Vocabulary(names, behaviors)
        self._writing = Writing(names, bool(project.store().recordings()))
        known = (*names.animals, *names.zones, *names.recordings, *names.groups, *names.sessions)
        self._spelled = {as_compared(name) for name in known}
        self._tokens: list[Token] = []
        self.frame: Frame | None = None
        """The last question that was planned; follow-ups change it."""

    def plan(self, question: str) -> Plan:
        """Return a program for a question, and how its words were understood.

        Raises
        ------
        NotUnderstoodError
            Some word is not understood, or the words are not in this combination; or what was
            understood could mean two things.
        """
        tokens = tokens_of(question)
        if not tokens:
            message = "There is no question. Ask, for example: how often does mouse_1 rear?"
            raise NotUnderstoodError(message)
        if len(tokens) > _MOST_WORDS:
            message = f"The question has {len(tokens)} words; ask for one thing at a time."
            raise NotUnderstoodError(message)
        self._tokens = tokens
        reader = GroupReader(tokens, self._vocabulary)
        frames = self._frames(reader, tokens)
        if not frames:
            raise self._not_understood(reader, question)
        frame, program = self._written(frames)
        late = self._late(frame)
        self.frame = frame
        said = (*caveats(frame), *late)
        return Plan(program, terms(frame, self._vocabulary.behaviors), said)

    def _late(self, frame: Frame) -> tuple[str, ...]:
        """Return that a window reaches beyond the recordings; refuse one that lies beyond them."""
        window = frame.window
        start_s = frame.at_s if window is None else window.start_s
        latest_s = start_s if window is None else window.stop_s or window.last_s or start_s
        if latest_s is None:
            return ()
        longest_s = self._longest_s(frame.scope.recordings)
        if longest_s is None or latest_s <= longest_s:
            return ()
        if start_s is not None and start_s >= longest_s:
            message = f"The recordings end after {longest_s:g} s; {start_s:g} s is later than that."
            raise NotUnderstoodError(message)
        return (f"The recordings end after {longest_s:g} s, before the time that is asked for does.",)

    def _longest_s(self, names: Sequence[str]) -> float | None:
        """Return how long the longest recording is; ``None`` if that is not known of all."""
        store = self._project.store()
        known = names or self._vocabulary.names.recordings
        if not all(store.is_labelled(name) for name in known):
            return None
        notes = (store.header(name).notes.get("duration_s") for name in known)
        lengths = [float(length) for length in notes if isinstance(length, int | float)]
        return max(lengths) if len(lengths) == len(known) else None

    def _frames(self, reader: GroupReader, tokens: list[Token]) -> list[Frame]:
        """Return every way to read a question, or a follow-up to the last one."""
        frames = [*reader.questions(), *self._per_minute(tokens)]
        if not frames and self.frame is not None:
            frames = [*following_frames(reader, self.frame)]
        resolved = (self._resolved(frame) for frame in frames)
        return list(dict.fromkeys(frame for frame in resolved if frame is not None))

    def _per_minute(self, tokens: list[Token]) -> Iterator[Frame]:
        """Yield readings of *contacts per minute of mouse 1*, without *per minute*."""
        words = [token.text for token in tokens]
        for place in range(1, len(words) - 1):
            if words[place] in ("per", "a", "each", "every") and words[place + 1] in _MINUTE:
                rest = tokens[:place] + tokens[place + 2 :]
                reader = GroupReader(rest, self._vocabulary)
                for frame in reader.questions():
                    if frame.measure in ("count", "rate"):
                        yield frame.with_(measure="rate")
                for event, stop in reader.noun(0):
                    if stop == len(rest):
                        yield Frame("rate", event)

    def _resolved(self, frame: Frame) -> Frame | None:
        """Return a question with *it* as the animal that was named before; ``None`` if none was."""
        who = frame.who or (frame.event.subject if frame.event else None)
        if who is None or not who.pronoun:
            return frame
        meant = Who(each=True) if "animal" in frame.per else self._last_named()
        if meant is None:
            return None
        if frame.who is not None:
            return frame.with_(who=meant)
        assert frame.event is not None
        return frame.with_(event=replace(frame.event, subject=meant))

    def _last_named(self) -> Who | None:
        before = self.frame
        if before is None:
            return None
        who = before.who or (before.event.subject if before.event else None)
        return who if who is not None and len(who.names) == 1 else None

    def _written(self, frames: Sequence[Frame]) -> tuple[Frame, str]:
        """Return the one program that a question can mean."""
        programs: dict[str, Frame] = {}
        fault: NotUnderstoodError | None = None
        for frame in frames:
            try:
                programs.setdefault(write(frame, self._writing), frame)
            except NotUnderstoodError as error:
                fault = fault or error
        if not programs:
            assert fault is not None
            raise fault
        if len(programs) > 1:
            readings = " Or: ".join(_in_words(frame) for frame in programs.values())
            message = f"The question can mean two things. {readings}"
            raise NotUnderstoodError(message)
        [(program, frame)] = programs.items()
        return frame, program

    def _is_name_of_nothing(self, question: str, place: int) -> bool:
        """Whether a number is part of a name, such as ``mouse_3``, that there is not."""
        token = self._tokens[place]
        if not token.text.isdigit() or _chunk(question, token) == token.text:
            return False
        return as_compared(_chunk(question, token).removesuffix("'s")) not in self._spelled

    def _not_understood(self, reader: GroupReader, question: str) -> NotUnderstoodError:
        known = self._vocabulary.words()
        unknown = [
            place
            for place, word in enumerate(reader.words)
            if not _is_known(word, known) or self._is_name_of_nothing(question, place)
        ]
        if unknown:
            chunks = tuple(dict.fromkeys(_chunk(question, self._tokens[at]) for at in unknown))
            names = self._vocabulary.names
            hints = [
                f"{chunk!r}{did_you_mean(chunk, [*names.animals, *names.zones, *names.behavior_words, *names.recordings])}"
                for chunk in chunks
            ]
            return NotUnderstoodError(f"Not understood: {'; '.join(hints)}", chunks)
        before, after = (_text(question, self._tokens, *span) for span in
                         ((0, reader.furthest), (reader.furthest, len(reader.words))))  # fmt: skip
        for place, wanted in sorted(reader.wanted.items(), reverse=True):
            if place + 1 >= reader.furthest - 1:
                found = _text(question, self._tokens, place, len(reader.words))
                listed = " or ".join(dict.fromkeys(wanted))
                message = f"Expected {listed}; found {found!r}."
                return NotUnderstoodError(message)
        message = (
            f"Understood up to {before!r}, but not how {after!r} goes on."
            if before and after
            else f"The words are known, but not as a question: {question!r}."
        )
        return NotUnderstoodError(f"{message} See: workbench ask --help")


_CLOSED = frozenset().union(
    closed.DETERMINERS, closed.PRONOUNS, closed.BE, closed.HAVE, closed.DO, closed.GET,
    closed.MODALS, closed.CONJUNCTIONS, closed.SUBORDINATORS, closed.PREPOSITIONS, closed.NUMBERS,
    closed.POSSESSIVES,
)  # fmt: skip


def _is_known(word: str, known: set[str]) -> bool:
    plain = word in known or word in _CLOSED or word in known_words()
    return plain or not re.search(r"[^\W\d]", word)


def _chunk(question: str, token: Token) -> str:
    """Return what stands between blanks around a word."""
    start = question.rfind(" ", 0, token.start) + 1
    stop = question.find(" ", token.stop)
    return question[start : len(question) if stop < 0 else stop].strip("?!.,;:")


def _text(question: str, tokens: Sequence[Token], start: int, stop: int) -> str:
    return question[tokens[start].start : tokens[stop - 1].stop] if start < stop else ""


def _in_words(frame: Frame) -> str:
    parts: list[str] = [frame.measure]
    event = frame.event
    if event is not None:
        doer = ", ".join(event.subject.names) if event.subject and event.subject.names else "any"
        whom = ", ".join(event.object.names) if event.object else ""
        what = " or ".join(event.behaviors) or f"{event.sort} {event.place}"
        parts.append(f"{doer} - {what} - {whom or event.place or 'any'}")
    parts += [condition.words for condition in frame.conditions]
    return f"{', '.join(parts)}."
