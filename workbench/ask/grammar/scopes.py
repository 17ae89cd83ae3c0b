"""Reading which recordings are meant, and for what one answer each is asked."""

from __future__ import annotations

from workbench.ask.grammar.conditions import ConditionReader
from workbench.ask.grammar.frames import Frame, Per, Scope
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.vocabulary import ANIMAL
from workbench.ask.grammar.windows import IN

RECORDINGS = "recordings?|videos?"
_GROUP_NOUN = f"group|groups|condition|cohort|{ANIMAL}|recordings|recording|videos|ones"
_PER = "per|for each|by|for every|in each|in every|of each|for each of the|of every|in each of the"
_PER_WHAT: dict[str, Per] = {
    f"({ANIMAL}) separately|{ANIMAL}|individually|subject": "animal",
    "recordings?|videos?|file": "recording",
    "groups?|condition|treatment": "group",
    "sessions?|day": "session",
}
_EVERYWHERE = (
    "(in|across|over|of|for|on) (all|the whole|all the|all of the|the entire|any) "
    "(recordings?|videos?|groups|project|data ?set|animals|sessions?)|overall|in total|altogether|"
    "in all|in (the|this) (recording|video)|(across|over) (the )?(recordings|videos)|"
    "(in|across|over) all (of the )?(recordings|videos) "
    "(together|combined)"
)
_EACH_WHERE = "in (every|each) (single )?(recording|video)"


class ScopeReader(ConditionReader):
    """Reads which recordings are meant."""

    def scope(self, place: int) -> Read[Scope]:
        """Read which recordings: ``in the control group``, ``in recording m12``."""
        for start in self.maybe(place, f"({IN}|among|across|from)( the)?( animals in the)?"):
            for at in self.maybe(start, "recordings?|video|group|session|the|condition|all|all the|"
                                        "all of the"):  # fmt: skip
                yield from self.maybe_ended(
                    self._scoped(place, at), "together|combined|in total|pooled"
                )
        for stop in self.lit(place, _EVERYWHERE):
            yield Scope(words=self.said(place, stop)), stop

    def _scoped(self, place: int, start: int) -> Read[Scope]:
        for name, stop in self.recording(start):
            yield Scope(recordings=(name,), words=self.said(place, stop)), stop
        for name, stop in self.maybe_ended(self.group(start), f"{_GROUP_NOUN}|session"):
            yield Scope(groups=(name,), words=self.said(place, stop)), stop
        for session, at in self.vocabulary.sessions.at(self.words, start):
            self.reached(at)
            for stop in self.maybe(at, f"{_GROUP_NOUN}|session"):
                yield Scope(sessions=(str(session),), words=self.said(place, stop)), stop

    def per(self, place: int) -> Read[Per]:
        """Read for what one answer each is asked: ``per animal``, ``in each recording``."""
        for start in self.maybe(place, "separately|broken down|split up"):
            for words, what in _PER_WHAT.items():
                for stop in self.lit(start, f"({_PER})( of)?( the)?"):
                    for end in self.lit(stop, words):
                        yield what, end
        for stop in self.lit(place, "(per|a|each|every) (minute|min)"):
            yield "minute", stop
        for stop in self.lit(place, "each|individually|for each of them|separately"):
            yield "animal", stop

    def of_several(self, frame: Frame, place: int) -> Read[Frame]:
        """Read *in each control recording*, *for control and for treated*, *in m1 and m2*."""
        for name, after in self.then(
            place, "(per|in each|in every|for each|each of the|in each of the)", self.group
        ):
            for stop in self.lit(after, RECORDINGS):
                scope = Scope(groups=(name,), words=self.said(place, stop))
                yield frame.with_(per=(*frame.per, "recording"), scope=scope), stop
        for first, after in self.then(place, "(for|in)( the)?", self.group):
            for second, stop in self.then(
                after, f"({_GROUP_NOUN})? ?(and|vs|versus) ?(for|in)?( the)?", self.group
            ):
                for end in self.maybe(stop, _GROUP_NOUN):
                    if first != second:
                        scope = Scope(groups=(first, second), words=self.said(place, end))
                        yield frame.with_(per=(*frame.per, "group"), scope=scope), end
        for first, after in self.then(place, "(for|in)( the)?( recordings?)?", self.recording):
            for second, stop in self.then(after, "(and|vs|versus) ?(for|in)?", self.recording):
                scope = Scope(recordings=(first, second), words=self.said(place, stop))
                yield frame.with_(per=(*frame.per, "recording"), scope=scope), stop
        if frame.measure == "ever":
            for stop in self.lit(place, f"{_EACH_WHERE}|in all (the |of the )?({RECORDINGS})"):
                scope = Scope(words=self.said(place, stop))
                yield frame.with_(per=(*frame.per, "recording"), scope=scope), stop
