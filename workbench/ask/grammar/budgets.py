"""Reading questions for everything that an animal does, and for what follows what."""

from __future__ import annotations

from workbench.ask.grammar.asking_words import ASK
from workbench.ask.grammar.choices import ChoiceReader
from workbench.ask.grammar.clauses import BE, DO
from workbench.ask.grammar.frames import Frame, Measure
from workbench.ask.grammar.reader import Read

_EACH_BEHAVIOR = (
    "((on|of|in|for) )?(each|every|all|all the|which|each of the|each of its|the different)"
    "( of the)? behaviou?rs?"
)
_PER_BEHAVIOR = (
    "(seconds|time|duration|count|bouts|minutes)( spent)? (per|for each|by|in each) "
    "behaviou?r( of| for| by)?"
)
_INTO = "(into|from the start of|after the start of) the (recording|video|test|trial|session)"

_SHOWS = "do|show|perform|display|have|engage in"
_MOST_OF_ALL: tuple[tuple[str, Measure, bool], ...] = (
    ("(the )?most (often|frequently)|most times|the most times", "count", False),
    ("(the )?least (often|frequently)", "count", True),
    ("(for )?(the )?longest|for the most time", "total", False),
)  # fmt: skip
_FREQUENT = "most (frequent|common|often shown) (behaviou?r|thing|action)"


class BudgetReader(ChoiceReader):
    """Reads questions for everything that an animal does."""

    def budget(self, place: int) -> Read[Frame]:
        """Read *what does mouse 1 do*, *time budget of mouse 1*, *which behaviors does it show*."""
        found = (
            *self.ended(self.then(place, f"what ({DO})", self.who), "do"),
            *self.ended(self.then(place, "what (is|was|are|were)", self.who), "doing"),
            *self.ended(self.then(place, f"how ({DO})", self.who), "spend (its|their|the) time"),
            *self.ended(
                self.then(place, f"how (long|often|much time|many times) ({DO})", self.who),
                f"(do|spend|show|spend doing|perform) {_EACH_BEHAVIOR}",
            ),
            *self.ended(
                self.then(place, f"(what|which) behaviou?rs ({DO})", self.who),
                "do|show|perform|display|have",
            ),
        )
        for who, stop in found:
            yield Frame("budget", who=who), stop
        for start in self.maybe(place, ASK):
            yield from self._budget_of(start)

    def _budget_of(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, "(time|activity|behaviou?r) budgets?( of| for)?"):
            yield Frame("budget"), stop
            for who, end in self.maybe_ended(self.who(stop), "as a table|in a table|as table"):
                yield Frame("budget", who=who), end
        for stop in self.lit(place, _PER_BEHAVIOR):
            yield Frame("budget"), stop
            for who, end in self.who(stop):
                yield Frame("budget", who=who), end
        owned = "'s (time|activity) budget( as a table| table)?"
        for who, end in self.ended(self.who(place), owned):
            yield Frame("budget", who=who), end

    # which behavior -------------------------------------------------------------------------

    def behaviors(self, place: int) -> Read[Frame]:
        """Read *which behavior does mouse 1 show most often*, *how many different behaviors*."""
        yield from self._behavior_done(place)
        for start in self.maybe(place, ASK):
            yield from self._most_frequent(start)
        many = f"how many( different| distinct| kinds of)? behaviou?rs ({DO})"
        for who, stop in self.ended(self.then(place, many, self.who), f"({_SHOWS})( in total)?"):
            yield Frame("behavior", who=who, of_what="how many"), stop

    def _behavior_done(self, place: int) -> Read[Frame]:
        """Read *which behavior does mouse 1 show most often*."""
        asks = f"(what|which) (thing|behaviou?r|action) ({DO})"
        for who, stop in self.ended(self.then(place, asks, self.who), _SHOWS):
            for words, what, least in _MOST_OF_ALL:
                for end in self.lit(stop, words):
                    yield Frame("behavior", who=who, of_what=what, least=least), end
        spent = "spend (the )?most (of its )?time (on|with|doing)?"
        for who, stop in self.ended(self.then(place, asks, self.who), spent):
            yield Frame("behavior", who=who, of_what="total"), stop

    def _most_frequent(self, place: int) -> Read[Frame]:
        """Read *the most frequent behavior of mouse 1*."""
        for stop in self.lit(place, f"{_FREQUENT}( of| by| for)?"):
            yield Frame("behavior", of_what="count"), stop
            for who, end in self.who(stop):
                yield Frame("behavior", who=who, of_what="count"), end
        for who, stop in self.ended(self.who(place), f"'s {_FREQUENT}"):
            yield Frame("behavior", who=who, of_what="count"), stop

    # at a moment ----------------------------------------------------------------------------

    def _moment(self, place: int) -> Read[float]:
        """Read a moment: ``at 20 s``, ``3 s into the recording``."""
        yield from self.then(place, "at( time)?", self.time)
        yield from self.ended(self.past(place, "at", self.time), _INTO)

    def doing(self, place: int) -> Read[Frame]:
        """Read *what is mouse 1 doing at 20 s*, *is it resting at 20 s*."""
        asks = f"what (({BE})|{DO})"
        for who, at in self.ended(self.then(place, asks, self.who), "doing|do"):
            for seconds, end in self._moment(at):
                yield Frame("doing", who=who, at_s=seconds), end
        for seconds, start in self._moment(place):
            for who, end in self.ended(self.then(start, asks, self.who), "doing|do"):
                yield Frame("doing", who=who, at_s=seconds), end
        for who, stop in self.then(place, f"(where|in which zone) ({BE})", self.named):
            for seconds, end in self._moment(stop):
                yield Frame("where", who=who, at_s=seconds), end
        for event, stop in self.asked(place):
            for seconds, end in self._moment(stop):
                yield Frame("ever", event, at_s=seconds), end
