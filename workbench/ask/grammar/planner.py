"""The grammar planner: a question read in full, and written as a program; or refused, precisely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from workbench.ask.grammar.answering import leaving_out
from workbench.ask.grammar.asked_together import Together
from workbench.ask.grammar.concept_planner import concept_frames
from workbench.ask.grammar.coupled import Coupling
from workbench.ask.grammar.defining import Definition, define, words_of_behavior
from workbench.ask.grammar.every_behavior import EveryBehavior
from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.follow_up import following_frames
from workbench.ask.grammar.frames import Frame, Scope
from workbench.ask.grammar.notes import NoteReader
from workbench.ask.grammar.pairs import Pairs
from workbench.ask.grammar.paraphrases import Paraphrases
from workbench.ask.grammar.questions import QuestionReader
from workbench.ask.grammar.reader import Reader
from workbench.ask.grammar.refusals import ambiguous, not_understood
from workbench.ask.grammar.resolve import resolved
from workbench.ask.grammar.shares import told_of_that_time
from workbench.ask.grammar.slot_planner import slot_frames, spelled
from workbench.ask.grammar.spreads import Spreads
from workbench.ask.grammar.stored_behaviors import stored_behaviors
from workbench.ask.grammar.terms import caveats, terms
from workbench.ask.grammar.terms_more import more_terms
from workbench.ask.grammar.titles import titled
from workbench.ask.grammar.tokens import Token, tokens_of
from workbench.ask.grammar.vocabulary import ANIMAL, Vocabulary
from workbench.ask.grammar.write import write
from workbench.ask.lengths import lengths_of
from workbench.ask.plan import AmbiguousError, NotUnderstoodError, Plan
from workbench.sandbox.names import DataNames, names_of

if TYPE_CHECKING:
    from workbench.project import Project

_MOST_WORDS = 60
_RETOLD = 3
"""Other ways to say a question in which two in one are looked for."""

_ASKS_ANEW = frozenset(
    {
        "how", "what", "which", "who", "whom", "when", "where", "why", "does", "did", "do", "is",
        "are", "was", "were", "has", "have", "compare", "list", "count",
    }
)  # fmt: skip
"""Words that start a new question: if it is refused, nothing can follow on the one before it."""

_MINUTE = ("minute", "min", "hour", "second")


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
        behaviors = {entry.name: entry for entry in _entries(project)}
        known = {**stored_behaviors(project, names), **behaviors}
        self._vocabulary = Vocabulary(names, known, _kinds(project))
        scaled = all(spec.arena.px_per_cm is not None for spec in project.specs())
        labelled = bool(project.store().recordings())
        own = frozenset(name for name, entry in behaviors.items() if entry.function is not None)
        unlabelled = own - _looked_for(project) if labelled and own else frozenset()
        self._paraphrases = Paraphrases(self._vocabulary)
        self._writing = Writing(self._vocabulary, labelled, scaled, unlabelled)
        pairs = Pairs(self._vocabulary, self._paraphrases.compiled)
        self._coupling = Coupling(pairs, self._single, self._writing)
        self._together = Together(self._single, self._writing)
        self._spreads = Spreads(self._single, self._writing)
        self._every = EveryBehavior(self._paraphrases.compiled, self._writing)
        self.frame: Frame | None = None
        """The last question that was planned; follow-ups change it."""

    def define(self, name: str, text: str) -> Definition:
        """Return a behavior that a text describes; see `workbench.ask.grammar.defining.define`."""
        return define(name, text, self._vocabulary, self._writing.scaled)

    def words_of_behavior(self) -> str:
        """Return words that define what the last question is about; empty if none do."""
        if self.frame is None:
            return ""
        return words_of_behavior(self.frame, self._vocabulary, self._writing.scaled)

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
        before = self.frame
        if tokens[0].text in _ASKS_ANEW:
            self.frame = None
        reader = QuestionReader(tokens, self._vocabulary)
        try:
            frame, program = self._understood(question, reader, tokens, before)
        except AmbiguousError:
            raise
        except NotUnderstoodError:
            plan = self._of_two(question) or self._untitled(question)
            if plan is None:
                raise
            return plan
        late = self._late(frame)
        self.frame = frame
        behaviors = self._vocabulary.behaviors
        said = (*caveats(frame, behaviors), *filter(None, [frame.assumed]), *late)
        understood = (*terms(frame, behaviors), *more_terms(frame))
        return Plan(leaving_out(program), understood, said)

    def _of_two(self, question: str) -> Plan | None:
        """Return a program for two questions in one; ``None`` if it is no such question."""
        text = self._paraphrases.plain(question)
        plan = (
            self._together.plan(text)
            or self._spreads.plan(text)
            or self._every.plan(text)
            or self._coupling.plan(text)
        )
        for other in [] if plan else islice(self._paraphrases.of(question), _RETOLD):
            plan = plan or self._coupling.plan(other)
        if plan is None:
            return None
        self.frame = None
        return replace(plan, program=leaving_out(plan.program))

    def _untitled(self, question: str) -> Plan | None:
        """Return a program for a question without its title; ``None`` if it has none."""
        parts = titled(question, self._vocabulary)
        if parts is None:
            return None
        title, rest = parts
        try:
            plan = self.plan(rest)
        except NotUnderstoodError:
            return None
        return replace(plan, caveats=(*plan.caveats, f"{title!r} was taken as a title."))

    def _single(self, text: str) -> Frame | None:
        """Return one of two questions; ``None`` if it is not understood."""
        tokens = tokens_of(text)
        if not 0 < len(tokens) <= _MOST_WORDS:
            return None
        for frames in self._readings(text, QuestionReader(tokens, self._vocabulary), tokens, None):
            try:
                frame, _ = self._written(frames, None)
                self._late(frame)
            except AmbiguousError:
                return None
            except NotUnderstoodError:
                continue
            return frame
        return None

    def _understood(
        self, question: str, reader: QuestionReader, tokens: list[Token], before: Frame | None
    ) -> tuple[Frame, str]:
        """Return what a question asks, as it stands or else in other words, and its program."""
        fault: NotUnderstoodError | None = None
        for frames in self._readings(question, reader, tokens, before):
            try:
                return self._written(frames, before)
            except AmbiguousError as error:
                raise fault or error from None
            except NotUnderstoodError as error:
                fault = fault or error
        if fault is not None:
            raise fault
        plain = self._paraphrases.plain(question)
        raise not_understood(question, tokens, reader, self._vocabulary, plain)

    # reading --------------------------------------------------------------------------------

    def _frames(
        self, reader: QuestionReader, tokens: list[Token], before: Frame | None
    ) -> list[Frame]:
        """Return every way to read a question, or a follow-up to the one before it."""
        frames = [*reader.questions(), *self._per_minute(tokens), *self._of_group(tokens)]
        if not frames and before is not None:
            frames = [*following_frames(reader, before)]
        return list(dict.fromkeys(frames))

    def _readings(
        self, question: str, reader: QuestionReader, tokens: list[Token], before: Frame | None
    ) -> Iterator[list[Frame]]:
        """Yield how a question can be read, with shares of the time that it names."""
        plain = self._paraphrases.plain(question)
        for frames in self._all_readings(question, reader, tokens, before):
            told = told_of_that_time(plain, frames, self._vocabulary)
            if told:
                yield told

    def _all_readings(
        self, question: str, reader: QuestionReader, tokens: list[Token], before: Frame | None
    ) -> Iterator[list[Frame]]:
        """Yield how a question can be read as it stands, and then as it may be said instead."""
        frames = self._frames(reader, tokens, before)
        if frames:
            yield frames
        others = [self._paraphrases.plain(question)]
        for text in self._paraphrases.of(question):
            others.append(text)
            said = tokens_of(text)
            if 0 < len(said) <= _MOST_WORDS:
                frames = self._frames(QuestionReader(said, self._vocabulary), said, None)
                if frames:
                    yield frames
        for text in dict.fromkeys(others):
            frames = [*dict.fromkeys(NoteReader(tokens_of(text), self._vocabulary).notes())]
            if frames:
                yield frames
        plain = self._paraphrases.plain(spelled(question))
        frames = slot_frames(question, plain, self._vocabulary)
        if frames:
            yield frames
        frames = concept_frames(plain, self._vocabulary)
        if frames:
            yield frames

    def _per_minute(self, tokens: list[Token]) -> Iterator[Frame]:
        """Yield readings of *contacts per minute of mouse 1*, without *per minute*."""
        words = [token.text for token in tokens]
        for place in range(1, len(words) - 1):
            if words[place] in ("per", "a", "each", "every") and words[place + 1] in _MINUTE:
                rest = tokens[:place] + tokens[place + 2 :]
                reader = QuestionReader(rest, self._vocabulary)
                unit = {"hour": "1/h", "second": "1/s"}.get(words[place + 1], "")
                for frame in reader.questions():
                    if frame.measure in ("count", "rate"):
                        yield frame.with_(measure="rate", unit=unit)
                for event, stop in reader.noun(0):
                    for frame, end in reader.limited(Frame("rate", event, unit=unit), stop):
                        if end == len(rest):
                            yield frame

    def _of_group(self, tokens: list[Token]) -> Iterator[Frame]:
        """Yield readings of *how often do control mice chase*: mice, in the control group."""
        words = tuple(token.text for token in tokens)
        before = Reader(tokens, self._vocabulary)
        for place in range(len(words)):
            for name, stop in self._vocabulary.groups.at(words, place):
                if any(True for _ in before.lit(stop, ANIMAL)):
                    rest = tokens[:place] + tokens[stop:]
                    scope = Scope(groups=(str(name),), words=" ".join(words[place : stop + 1]))
                    for frame in QuestionReader(rest, self._vocabulary).questions():
                        if frame.scope == Scope() and not frame.compare:
                            yield frame.with_(scope=scope)

    # writing --------------------------------------------------------------------------------

    def _written(self, frames: Sequence[Frame], before: Frame | None) -> tuple[Frame, str]:
        """Return the one program that a question can mean, after another one."""
        programs: dict[str, Frame] = {}
        fault: NotUnderstoodError | None = None
        for frame in frames:
            try:
                known = resolved(frame, before, self._vocabulary)
                programs.setdefault(write(known, self._writing), known)
            except NotUnderstoodError as error:
                fault = fault or error
        if not programs:
            assert fault is not None
            raise fault
        if {known.measure for known in programs.values()} == {"budget", "picture"}:
            programs = {text: one for text, one in programs.items() if one.measure == "picture"}
        if len(programs) > 1:
            raise ambiguous(programs.values())
        [(program, frame)] = programs.items()
        return frame, program

    def _late(self, frame: Frame) -> tuple[str, ...]:
        """Return that a window reaches beyond the recordings; refuse one that lies beyond them."""
        window = frame.window
        start_s = frame.at_s if window is None else window.start_s
        latest_s = start_s if window is None else window.stop_s or window.last_s or start_s
        longest_s = None if latest_s is None else self._longest_s(frame.scope.recordings)
        if latest_s is None or longest_s is None or latest_s <= longest_s:
            return ()
        if start_s is not None and start_s >= longest_s:
            message = f"The recordings end after {longest_s:g} s; {start_s:g} s is later than that."
            raise NotUnderstoodError(message)
        return (
            f"The recordings end after {longest_s:g} s, before the time that is asked for does.",
        )

    def _longest_s(self, names: Sequence[str]) -> float | None:
        """Return how long the longest recording is; ``None`` if that is not known of all."""
        known = names or self._vocabulary.names.recordings
        found = map(lengths_of(self._project), known)
        lengths = [length for length in found if length is not None]
        return max(lengths) if len(lengths) == len(known) else None


def _kinds(project: Project) -> dict[str, frozenset[str]]:
    """Return the kinds of every zone and thing."""
    found: dict[str, set[str]] = {}
    for spec in project.specs():
        for places in (spec.arena.zones, spec.arena.objects):
            for name, place in places.items():
                found.setdefault(name, set()).add(place.kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _entries(project: Project) -> Ethogram:
    """Return the behaviors, with what their functions say of them where these may run."""
    try:
        return project.full_ethogram()
    except UserError:  # functions of the project are not trusted: their entries say less
        return project.ethogram()


def _looked_for(project: Project) -> set[str]:
    """Return the behaviors that were looked for in some recording, or seen."""
    return project.graph().graph.names("predicate")
