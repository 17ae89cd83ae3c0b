"""Programs for questions of order: of whom, in which recordings, and what is common to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.frames import Frame, Who, Window
from workbench.ask.grammar.order_forms import LAST, Order, OrderSort, Step
from workbench.ask.grammar.values import Values
from workbench.ask.grammar.vocabulary import Verb
from workbench.ask.plan import NotUnderstoodError

BY_START = "key=lambda bout: bout.start_s"


@dataclass
class Ordered:
    """A question of order about one animal, or whoever is meant, in one recording.

    Parameters
    ----------
    w
        The question.
    order
        What it asks.
    variable
        Name of the variable that holds the animal; empty if there is none.
    name
        Expression for what the answer is called; empty for nothing.
    lines
        Of the program, without the loops around them.
    functions
        Lines of the functions that it calls.
    head, tail
        Lines before and after the loops, where one answer for all of them is written; see `pool`.
    pooled
        Whether one answer for all recordings is written.
    """

    w: Values
    order: Order
    variable: str = ""
    name: str = ""
    lines: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    pooled: bool = False

    def pool(self) -> None:
        """Write one answer for all recordings, unless one for each animal or each is asked for."""
        if not self.variable and "recording" not in self.frame.per:
            self.pooled, self.name = True, ""

    def end(self, line: str, indent: int = 0) -> None:
        """Add a line after all recordings were looked at."""
        self.tail.append(f"{'    ' * indent}{line}")

    def add(self, line: str, indent: int = 0) -> None:
        """Add a line."""
        self.lines.append(f"{'    ' * indent}{line}" if line else "")

    @property
    def frame(self) -> Frame:
        """The question."""
        return self.w.frame

    @property
    def called(self) -> str:
        """What the answer is called, as an argument."""
        return f", name={self.name}" if self.name else ""

    def note(self, text: str) -> str:
        """Return a note, given as an expression, with what it is about before it."""
        return f'answer(note={self.name} + ": " + {text})' if self.name else f"answer(note={text})"

    # bouts ----------------------------------------------------------------------------------

    def topic(self, step: Step) -> str:
        """Return of whom something is said, as an argument; empty for anybody."""
        own = step.event.topic
        if own is not None:
            return self.w.writing.named(own)
        return self.variable or self.w.writing.named(self.frame.who)

    def doer(self) -> str:
        """Return whose behaviors are looked at, as an argument; empty for anybody's."""
        return self.variable or self.w.writing.named(self.frame.who)

    def bouts(self, step: Step) -> str:
        """Return one of the things as bouts."""
        event, topic = step.event, self.topic(step)
        given = topic if event.topic is None else ""
        text = self.w.writing.bouts(event, given)
        if step.where is not None:
            text = self.w.writing.condition(text, step.where, event, topic, cut=False)
        return text

    def facts(self) -> str:
        """Return everything that is labelled of whoever is meant."""
        self.w.needs_facts()
        return f"{RECORDING}.facts({self.doer()})"

    def sorted(self, bouts: str) -> str:
        """Return bouts in order of their starts; those that start in the window."""
        return f"sorted({self.within(bouts)}, {BY_START})"

    def within(self, bouts: str) -> str:
        """Return the bouts that start in the window, as a list, if there is a window."""
        test = self.in_window("bout")
        return f"[bout for bout in {bouts} if {test}]" if test else bouts

    def in_window(self, bout: str) -> str:
        """Return the test whether a bout starts in the window; empty if there is none."""
        window = self.frame.window
        if window is None:
            return ""
        low, high = window_bounds(window)
        if low and high:
            return f"{low} <= {bout}.start_s < {high}"
        return f"{bout}.start_s >= {low}" if low else f"{bout}.start_s < {high}"

    def assessed(self, bouts: str) -> str:
        """Return for how long something was looked for, in the window if there is one."""
        window = self.frame.window
        if window is None:
            return f"{bouts}.assessed_s"
        low, high = window_bounds(window)
        return f"{bouts}.in_window({', '.join(filter(None, (low or '0', high)))}).assessed_s"

    def picked(self, step: Step, found: str) -> str:
        """Return the one bout that is meant, in a list, as a slice of sorted ones."""
        return f"{found}{slice_of(step.number)}"

    # words ----------------------------------------------------------------------------------

    def labels(self, steps: Sequence[Step]) -> list[str]:
        """Return what the things are called, each by a name of its own."""
        for naming in (_plain, _numbered, _of_subject, _as_said):
            names = [naming(step) for step in steps]
            if len(set(names)) == len(names):
                return names
        return [f"{number}. {_as_said(step)}" for number, step in enumerate(steps, 1)]

    def never(self, step: Step) -> str:
        """Return that something never happens, as a text in quotes."""
        event = step.event
        number = step.number if step.number > 1 else 0
        who = event.topic or self.frame.who
        single = who is not None and len(who.names) == 1
        verb = self._verb(event.behaviors, "s") if event.sort == "behavior" else ""
        if number:
            text = f"fewer than {number} times: {_plain(step)}"
        elif not verb or event.passive or step.where or event.lasting or event.place:
            where = step.where.words if step.where else ""
            text = f"never: {_of_subject(step)} {where}".strip()
        else:
            whom = " and ".join(event.object.names) if event.object else ""
            whose = who.names[0] if single and who else "nobody"
            ever = " " if whose == "nobody" else " never "
            text = f"{whose}{ever}{verb} {whom}".strip()
        if self.frame.window is not None:
            text = f"{text} (starting in that time)"
        if self.variable and event.topic is None:
            return repr(text.replace("nobody ", "never "))
        return repr(text)

    def _verb(self, behaviors: Sequence[str], tense: Tense) -> str:
        """Return a form of a verb that stands for a behavior; empty if there is none."""
        if len(behaviors) != 1:
            return ""
        known = self.w.writing.vocabulary.verbs.items()
        return next(
            (
                " ".join(phrase)
                for phrase, meanings in known
                for verb in meanings
                if isinstance(verb, Verb) and verb.behavior == behaviors[0] and tense in verb.tenses
            ),
            behaviors[0],
        )

    def impossible(self, words: str, why: str) -> NotUnderstoodError:
        """Return why something cannot be answered."""
        return NotUnderstoodError(f"{words!r}: {why}.")


Writer = Callable[[Ordered], None]


def write_order(w: Values, order: Order) -> None:
    """Write the answer to a question of order.

    Raises
    ------
    NotUnderstoodError
        It was read, but has no meaning in this combination.
    """
    from workbench.ask.grammar.write_order_firsts import write_before, write_ends, write_first_of
    from workbench.ask.grammar.write_order_next import write_between, write_next, write_wait
    from workbench.ask.grammar.write_order_rows import (
        write_listed,
        write_pairs,
        write_places,
        write_steps,
    )

    writers: dict[OrderSort, Writer] = {
        "first of": write_first_of, "before": write_before, "ends": write_ends,
        "next": write_next, "between": write_between, "wait": write_wait, "listed": write_listed,
        "places": write_places, "steps": write_steps, "pairs": write_pairs,
    }  # fmt: skip
    _check(w, order)
    _looped(w, order, writers[order.sort])


def _check(w: Values, order: Order) -> None:
    frame = w.frame
    other = set(frame.per) - {"animal", "recording"}
    if frame.conditions:
        words = frame.conditions[0].words
        message = (
            f"{words!r}: of all that is asked, or of the last thing only? An order can be limited "
            "to a time ('in the first 60 s'), and a place can stand behind each thing."
        )
        raise NotUnderstoodError(message)
    if frame.windows or frame.average or frame.compare or other:
        w.impossible()
    of_share = order.sort == "steps" and order.told == "share"
    fits = (frame.unit == "%" and of_share) or (frame.unit != "%" and order.sort == "wait")
    if frame.unit and not fits:
        message = "An answer to this is words, a yes or no, or a number; not in a unit."
        raise NotUnderstoodError(message)


def _looped(w: Values, order: Order, writer: Writer) -> None:
    """Write the same for each recording and each animal, where there are several."""
    who, scope = w.frame.who, w.frame.scope
    one = len(w.recordings) == 1 and scope.groups == scope.sessions == ()
    names = [] if one else [f"{RECORDING}.name"]
    variable = "animal" if who is not None and _is_each(who, order) else ""
    names += [variable] if variable else []
    called = f'f"{{{names[0]}}} {{{names[1]}}}"' if len(names) > 1 else "".join(names)
    ordered = Ordered(w, order, variable, called)
    writer(ordered)
    loops = [] if one else [f"for {RECORDING} in {w.chosen()}:"]
    if one:
        w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    if who is not None and variable:
        animals = repr(list(who.names)) if who.names else f"{RECORDING}.animals"
        loops.append(f"for animal in {animals}:")
    inner = [*ordered.head, *ordered.lines, *ordered.tail]
    if ordered.pooled:
        inner = ordered.lines
        w.lines += ordered.head
    for depth, line in enumerate(loops):
        w.add(line, depth)
    for line in inner:
        w.add(line, len(loops) if line else 0)
    if ordered.pooled:
        w.lines += ordered.tail
    if ordered.functions:
        w.lines[2:2] = ["", *ordered.functions, "", ""]


def _is_each(who: Who, order: Order) -> bool:
    """Whether one answer for each animal is asked for."""
    if who.each or len(who.names) > 1:
        return True
    return who.every and who.how == "" and order.sort in ("listed", "ends", "places")


def window_bounds(window: Window) -> tuple[str, str]:
    """Return start and stop of a window as expressions; empty where it is open."""
    if window.last_s is not None:
        return f"{RECORDING}.duration_s - {window.last_s:g}", ""
    if window.share is not None:
        low, high = window.share
        start = f"{low:.6g} * {RECORDING}.duration_s" if low else ""
        return start, f"{high:.6g} * {RECORDING}.duration_s" if high < 1 else ""
    low_s, high_s = window.start_s, window.stop_s
    return f"{low_s:g}" if low_s else "", f"{high_s:g}" if high_s is not None else ""


def slice_of(number: int) -> str:
    """Return the slice of sorted bouts that holds the one that is meant."""
    if number == LAST:
        return "[-1:]"
    return "[:1]" if number <= 1 else f"[{number - 1}:{number}]"


def _plain(step: Step) -> str:
    event = step.event
    if event.passive and event.sort == "behavior":
        whom = " and ".join(event.object.names) if event.object is not None else ""
        return f"{' or '.join(event.behaviors)} done to {whom or 'it'}"
    if event.sort == "behavior":
        return f"{' or '.join(event.behaviors)} {event.place}".strip()
    return event.words


def _numbered(step: Step) -> str:
    words = {0: "", LAST: "last ", 1: "first ", 2: "second ", 3: "third "}
    return f"{words.get(step.number, f'{step.number}. ')}{_plain(step)}"


def _of_subject(step: Step) -> str:
    topic, whom = step.event.topic, step.event.object
    to = " and ".join(whom.names) if whom is not None and not step.event.passive else ""
    return " ".join(filter(None, (" and ".join(topic.names) if topic else "", _numbered(step), to)))


def _as_said(step: Step) -> str:
    return step.words or step.event.words
