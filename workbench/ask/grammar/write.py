"""Programs for questions: the form in which a question was understood, written as Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.ask.grammar.expressions import RECORDING, Writing, check_window, window_arguments
from workbench.ask.grammar.frames import Condition, Frame, Measure, Scope, Who
from workbench.ask.plan import NotUnderstoodError

_OF_BOUTS: dict[Measure, str] = {
    "count": "count", "total": "total_s", "fraction": "fraction", "mean": "mean_s",
    "rate": "rate_per_min", "latency": "latency_s",
}  # fmt: skip
"""Measures that are one attribute of bouts."""

_CUT: frozenset[Measure] = frozenset({"total", "fraction"})
"""Measures of time: of a behavior while another goes on, the time of both counts."""

_LISTED: frozenset[Measure] = frozenset({"when", "first", "last", "longest", "shortest"})


@dataclass
class Program:
    """A program that is being written."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: str = "", indent: int = 0) -> None:
        """Add a line."""
        self.lines.append(f"{'    ' * indent}{line}" if line else "")

    @property
    def text(self) -> str:
        """The program."""
        return "\n".join(self.lines) + "\n"


def write(frame: Frame, writing: Writing) -> str:
    """Return a program that answers a question.

    Raises
    ------
    NotUnderstoodError
        The question was read, but it cannot be answered in this form.
    """
    check_window(frame)
    return _Writer(frame, writing).text()


class _Writer:
    def __init__(self, frame: Frame, writing: Writing) -> None:
        self.frame, self.writing = frame, writing
        self.program = Program()
        self.recordings = _recordings(frame.scope, writing)
        self.one = len(self.recordings) == 1 and frame.scope.groups == frame.scope.sessions == ()

    def text(self) -> str:
        """Write all of it."""
        add = self.program.add
        add("from workbench import answer, open_project")
        add()
        add("project = open_project()")
        if self._is_of_groups():
            self._groups()
        elif self.frame.measure in ("with", "number with") or self.frame.among == "recording":
            self._chosen_recordings()
        elif self.one:
            add(f"{RECORDING} = project.recording({self.recordings[0]!r})")
            self._single()
        else:
            add(f"recordings = {self._chosen()}")
            self._several()
        return self.program.text

    def _is_of_groups(self) -> bool:
        frame = self.frame
        return (
            frame.compare
            or frame.measure == "more"
            or frame.among == "group"
            or not {"group", "session"}.isdisjoint(frame.per)
        )

    def _chosen(self) -> str:
        scope, text = self.frame.scope, "project.recordings()"
        if scope.recordings:
            return f"[project.recording(name) for name in {list(scope.recordings)!r}]"
        given = [
            f"{name}={(values[0] if len(values) == 1 else list(values))!r}"
            for name, values in (("group", scope.groups), ("session", scope.sessions))
            if values
        ]
        return f"{text}.of({', '.join(given)})" if given else text

    # one recording --------------------------------------------------------------------------

    def _single(self) -> None:
        frame, add = self.frame, self.program.add
        if frame.average and frame.measure in ("count", "total", "fraction", "rate", "path"):
            message = "The average over what? Say 'per bout' or 'per recording'."
            raise NotUnderstoodError(message)
        if self._by_animal():
            self._each_animal(0)
        elif frame.measure in ("which", "who", "whom"):
            self._whose(0)
        elif frame.event is not None and frame.measure != "following" and frame.picture is None:
            for line in self._found():
                add(line)
            self._tell_found()
        else:
            self._tell_other()

    def _by_animal(self) -> bool:
        who = self.frame.who or (self.frame.event.subject if self.frame.event else None)
        asked = "animal" in self.frame.per or (who is not None and who.each)
        many = who is not None and len(who.names) > 1
        measured = self.frame.measure in (*_OF_BOUTS, "path", "speed", "ever")
        if (asked or many) and not measured and self.frame.measure not in ("which", "who", "whom"):
            if asked and "animal" in self.frame.per:
                message = "One answer for each animal is possible for numbers; ask for one animal."
                raise NotUnderstoodError(message)
            return False
        if self.frame.measure in ("path", "speed") and who is not None and who.every:
            return True
        return measured and (asked or many)

    def _animals(self) -> str:
        who = self.frame.who or (self.frame.event.subject if self.frame.event else None)
        return repr(list(who.names)) if who is not None and who.names else f"{RECORDING}.animals"

    def _each_animal(self, indent: int) -> None:
        value = self._value("animal")
        self.program.add(f"answer({{animal: {value} for animal in {self._animals()}}})", indent)

    def _found(self, subject: str = "", to: str = "") -> Iterator[str]:
        """Yield lines that make the bouts that are asked about, as ``found``."""
        event = self.frame.event
        assert event is not None
        yield f"found = {self.writing.bouts(event, subject, to, self._is_time())}"
        for condition in self.frame.conditions:
            yield f"found = {self._conditioned('found', condition, subject)}"
        if self.frame.window is not None:
            yield f"found = found.in_window({window_arguments(self.frame.window)})"

    def _is_time(self) -> bool:
        """Whether time is asked for, in which what overlaps counts once."""
        return (self.frame.of_what or self.frame.measure) in _CUT

    def _conditioned(self, found: str, condition: Condition, subject: str) -> str:
        event = self.frame.event
        return self.writing.condition(found, condition, event, subject, self._is_time())

    def _bouts(self, subject: str = "", to: str = "") -> str:
        """Return the bouts that are asked about as one expression."""
        event = self.frame.event
        assert event is not None
        text = self.writing.bouts(event, subject, to, self._is_time())
        for condition in self.frame.conditions:
            text = self._conditioned(text, condition, subject)
        if self.frame.window is not None:
            text = f"{text}.in_window({window_arguments(self.frame.window)})"
        return text

    def _tell_found(self) -> None:
        frame, add = self.frame, self.program.add
        measure = frame.measure
        if measure in _OF_BOUTS:
            add(f"answer({self._converted(f'found.{_OF_BOUTS[measure]}')}, clips=found)")
        elif measure == "ever":
            add('answer(found.count > 0 if found.assessed_s > 0 else "not assessed", clips=found)')
        elif measure == "when":
            add('answer(found.count, name="bouts", table=found.table(), clips=found)')
        elif measure in _LISTED:
            self._tell_one(measure)
        else:
            self._impossible()

    def _tell_one(self, measure: Measure) -> None:
        add = self.program.add
        if measure == "shortest":
            add("found = found.lasting(0, min(found.duration_s, default=0))")
        else:
            add(f"found = found.{measure}()")
        pick = "max" if measure in ("last", "longest") else "min"
        of = "duration_s" if measure in ("longest", "shortest") else "start_s"
        add("if found.count > 0:")
        add(f'answer({pick}(found.{of}), unit="s", table=found.table(), clips=found)', 1)
        add("else:")
        add('answer("never" if found.assessed_s > 0 else "not assessed")', 1)

    def _converted(self, value: str) -> str:
        return f'float({value}) / 60, unit="min"' if self.frame.unit == "min" else value

    # numbers --------------------------------------------------------------------------------

    def _value(self, variable: str) -> str:
        """Return the number that is asked for, of one animal."""
        measure = self.frame.of_what or self.frame.measure
        if measure in _OF_BOUTS:
            return f"{self._bouts(variable)}.{_OF_BOUTS[measure]}"
        if measure == "ever":
            return f"{self._bouts(variable)}.count > 0"
        if measure == "path":
            return self._path(variable)
        if measure == "speed":
            return self._speed(variable)
        return self._impossible()

    def _during(self, subject: str) -> str:
        """Return what limits a measurement over time, as a mask or bouts; empty if nothing does."""
        parts = []
        for condition in self.frame.conditions:
            if condition.relation not in ("while", "not while"):
                self._impossible()
            event = condition.event
            who = subject if event.subject is None else ""
            if event.undergone:
                who = ""
            text = self.writing.bouts(event, who, subject if event.undergone else "")
            mask = f"{text}.mask({RECORDING})"
            parts.append(f"~{mask}" if condition.relation == "not while" else mask)
        if self.frame.window is not None:
            parts.append(f"{RECORDING}.window({window_arguments(self.frame.window)})")
        return " & ".join(parts)

    def _path(self, variable: str = "") -> str:
        who = self.writing.who(self.frame.who, variable)
        during = self._during(variable or who)
        given = f", during={during}" if during else ""
        return f"{RECORDING}.path_length({who}{given})"

    def _speed(self, variable: str = "") -> str:
        who = self.writing.who(self.frame.who, variable)
        animal = variable or self.writing.who(Who(self.frame.who.names if self.frame.who else ()))
        return f"{RECORDING}.speed({who}){self._when(animal)}.{self.frame.statistic}()"

    def _when(self, subject: str) -> str:
        during = self._during(subject)
        return f".when({during})" if during else ""

    def _tell_other(self) -> None:
        frame, add = self.frame, self.program.add
        if frame.measure == "path":
            add(f"answer({self._path()})")
        elif frame.measure == "speed":
            add(f"answer({self._speed()})")
        elif frame.measure == "apart":
            add(f"answer({self._apart()}.{frame.statistic}())")
        elif frame.measure == "budget":
            self._budget()
        elif frame.measure == "doing":
            self._doing()
        elif frame.measure == "following":
            self._following()
        elif frame.picture is not None:
            self._draw()
        else:
            self._impossible()

    def _apart(self) -> str:
        frame = self.frame
        call = self.writing.apart(frame.who, frame.other, frame.place)
        animal = self.writing.who(Who(frame.who.names if frame.who else ()))
        return f"{RECORDING}.{call}{self._when(animal)}"

    def _facts(self) -> str:
        """Return all stored facts of whoever is meant."""
        frame = self.frame
        self._needs_facts()
        who = frame.who
        text = f"{RECORDING}.facts({'' if who is None or who.every else self.writing.who(who)})"
        if any(condition.relation != "while" for condition in frame.conditions):
            self._impossible()
        for condition in frame.conditions:
            text = self.writing.condition(text, condition, None, "", True)
        if frame.window is not None:
            text = f"{text}.in_window({window_arguments(frame.window)})"
        return text

    def _needs_facts(self) -> None:
        if not self.writing.labelled:
            message = "Nothing is labelled yet, so there are no behaviors to list: workbench label"
            raise NotUnderstoodError(message)

    def _budget(self) -> None:
        self.program.add(f"answer(table={RECORDING}.time_budget({self._facts()}))")

    def _doing(self) -> None:
        """Write what goes on at a moment."""
        self._needs_facts()
        who, add = self.frame.who, self.program.add
        whose = "" if who is None or who.every else self.writing.who(who)
        add(f"at = {self.frame.at_s:g}")
        add(f"facts = {RECORDING}.facts({whose})")
        add("now = [bout for bout in facts if bout.start_s <= at < bout.stop_s]")
        add("shown = sorted(set(bout.label for bout in now))")
        add('answer(shown if shown else "nothing that is in the ethogram")')

    def _following(self) -> None:
        """Write which behavior each bout is followed by."""
        event, add = self.frame.event, self.program.add
        self._needs_facts()
        if event is None or event.sort != "behavior" or self.frame.conditions:
            self._impossible()
            return
        who = event.subject
        whose = "" if who is None or who.every else self.writing.who(who)
        facts = f"{RECORDING}.facts({whose})"
        if self.frame.window is not None:
            facts = f"{facts}.in_window({window_arguments(self.frame.window)})"
        add(f"bouts = sorted({facts}, key=lambda bout: bout.start_s)")
        add("following = {}")
        add("for bout in bouts:")
        add(f"if bout.label in {list(event.behaviors)!r}:", 1)
        add(
            "later = [b for b in bouts if b.subject == bout.subject and b.start_s > bout.start_s]",
            2,
        )
        add("if later:", 2)
        add("following[later[0].label] = following.get(later[0].label, 0) + 1", 3)
        add('answer(following if following else "nothing")')

    def _draw(self) -> None:
        frame, add = self.frame, self.program.add
        picture = frame.picture
        if picture in ("trajectory", "heat map"):
            given = []
            if frame.who is not None and not frame.who.every:
                given.append(f"who={self.writing.who(frame.who)}")
            animal = self.writing.who(Who(frame.who.names if frame.who else ()))
            during = self._during(animal)
            if during:
                given.append(f"during={during}")
            method = "plot_paths" if picture == "trajectory" else "plot_occupancy"
            add(f"answer(plot={RECORDING}.{method}({', '.join(given)}))")
        elif picture == "speed":
            add(f"answer(plot={RECORDING}.speed({self.writing.who(frame.who)}).plot())")
        elif picture == "distance":
            add(f"answer(plot={self._apart()}.plot())")
        elif frame.event is not None:
            for line in self._found():
                add(line)
            add("answer(plot=found.plot(), clips=found)")
        else:
            drawn = {
                "raster": "{0}.plot()", "budget": f"{RECORDING}.plot_budget({{0}})",
                "transitions": f"{RECORDING}.plot_transitions({{0}})",
            }[picture or ""]  # fmt: skip
            add(f"answer(plot={drawn.format(self._facts())})")

    # whose ----------------------------------------------------------------------------------

    def _whose(self, indent: int) -> None:
        frame, add = self.frame, self.program.add
        if frame.measure == "which":
            add(f"value = {{animal: {self._value('animal')} for animal in {RECORDING}.animals}}")
            self._tell_best()
            return
        by_object = frame.measure == "whom"
        assert frame.event is not None
        if by_object:
            doer = frame.event.subject
            whose = "" if doer is None or doer.every else self.writing.who(doer)
            count = f"{self._bouts(whose, 'animal')}.count"
            skipped = f" if animal not in {list(doer.names)!r}" if doer and doer.names else ""
        else:
            count, skipped = f"{self._bouts('animal')}.count", ""
        whom = frame.event.object
        if not by_object and whom is not None and whom.names:
            skipped = f" if animal not in {list(whom.names)!r}"
        if frame.event.undergone and not by_object:
            count = f"{self._bouts(to='animal')}.count"
        add(f"value = {{animal: {count} for animal in {RECORDING}.animals{skipped}}}")
        add("seen = [animal for animal in value if value[animal] > 0]")
        add('answer(seen if seen else "none", table=value)')

    def _tell_best(self, what: str = "animal") -> None:
        pick = "min" if self.frame.least else "max"
        add = self.program.add
        add(f"best = {pick}(value.values())")
        add(f"answer([{what} for {what} in value if value[{what}] == best], table=value)")

    # several recordings ---------------------------------------------------------------------

    def _several(self) -> None:
        frame, add = self.frame, self.program.add
        if frame.average:
            self._average()
        elif "recording" in frame.per and not self._by_animal():
            value = self._of_recording()
            add(f"answer({{{RECORDING}.name: {value} for {RECORDING} in recordings}})")
        elif frame.measure in (*_OF_BOUTS, "ever", "when", *_LISTED) and not self._by_animal():
            self._joined()
        elif frame.measure in ("path", "speed") or self._by_animal():
            self._measured_everywhere()
        elif frame.measure == "apart":
            add(f"answer({{{RECORDING}.name: {self._apart()}.{frame.statistic}()"
                f" for {RECORDING} in recordings}})")  # fmt: skip
        elif frame.measure in ("which", "who", "whom"):
            self._whose_everywhere()
        elif frame.measure == "budget":
            add(f"for {RECORDING} in recordings:")
            add(f"answer(table={RECORDING}.time_budget({self._facts()}))", 1)
        else:
            add(f"for {RECORDING} in recordings:")
            start = len(self.program.lines)
            self._tell_other()
            inner = self.program.lines[start:]
            self.program.lines[start:] = [f"    {line}" for line in inner]

    def _joined(self) -> None:
        """Write the bouts of all recordings beside each other."""
        frame, add = self.frame, self.program.add
        add()
        add()
        add(f"def bouts({RECORDING}):")
        for line in self._found():
            add(line, 1)
        add("return found", 1)
        add()
        add()
        add(f"parts = [bouts({RECORDING}) for {RECORDING} in recordings]")
        if "recording" in frame.per and frame.measure in _OF_BOUTS:
            name = _OF_BOUTS[frame.measure]
            add(
                f"answer({{{RECORDING}.name: part.{name} for {RECORDING}, part in zip(recordings, parts)}})"
            )
            return
        if frame.measure == "latency":
            add(
                f"answer({{{RECORDING}.name: part.latency_s for {RECORDING}, part in zip(recordings, parts)}})"
            )
            return
        add("found = parts[0]")
        add("for part in parts[1:]:")
        add("found = found | part", 1)
        self._tell_found()
        if frame.measure in _OF_BOUTS:
            add("answer(table=found.summary())")

    def _measured_everywhere(self) -> None:
        add = self.program.add
        value = self._value("animal")
        if "recording" in self.frame.per:
            add(f"for {RECORDING} in recordings:")
            add(f"answer({{f\"{{{RECORDING}.name}} {{animal}}\": {value}"
                f" for animal in {self._animals()}}})", 1)  # fmt: skip
            return
        names = self._animals()
        add("values = {}")
        add(f"for {RECORDING} in recordings:")
        add(f"for animal in {names}:", 1)
        add("values.setdefault(animal, []).append(" + value + ")", 2)
        measure = self.frame.of_what or self.frame.measure
        if measure in ("count", "total", "path"):
            add("answer({animal: sum(values[animal]) for animal in values})")
        else:
            add("answer({animal: sum(values[animal]) / len(values[animal]) for animal in values},"
                ' name="mean over recordings,")')  # fmt: skip

    def _whose_everywhere(self) -> None:
        add = self.program.add
        if self.frame.measure != "which":
            self._impossible()
        measure = self.frame.of_what
        if measure in ("count", "total", "path"):
            add("value = {}")
            add(f"for {RECORDING} in recordings:")
            add(f"for animal in {RECORDING}.animals:", 1)
            add(f"value[animal] = value.get(animal, 0) + {self._value('animal')}", 2)
            self._tell_best()
            return
        self._impossible()

    def _of_recording(self) -> str:
        """Return the number that is asked for, of one recording."""
        frame = self.frame
        measure = frame.of_what or frame.measure
        who = frame.who or (frame.event.subject if frame.event else None)
        if measure in _OF_BOUTS:
            return f"{self._bouts()}.{_OF_BOUTS[measure]}"
        if measure == "apart":
            return f"{self._apart()}.{frame.statistic}()"
        if measure not in ("path", "speed") or who is None:
            return self._impossible()
        if len(who.names) == 1:
            return self._path() if measure == "path" else self._speed()
        total = f"sum({self._value('animal')} for animal in {self._animals()})"
        return total if measure == "path" else f"{total} / len({self._animals()})"

    def _average(self) -> None:
        """Write the mean over recordings."""
        add = self.program.add
        if self.frame.measure not in _OF_BOUTS and self.frame.measure != "path":
            self._impossible()
        add(f"values = [{self._of_recording()} for {RECORDING} in recordings]")
        add('answer(sum(values) / len(values), name="mean over recordings")')

    def _chosen_recordings(self) -> None:
        """Write which recordings have something, how many do, or which has most of it."""
        frame, add = self.frame, self.program.add
        add(f"recordings = {self._chosen()}")
        if frame.measure == "which":
            add(f"value = {{{RECORDING}.name: {self._of_recording()} for {RECORDING} in recordings}}")
            self._tell_best("name")
            return
        sign = "== 0" if frame.least else "> 0"
        add(f"value = {{{RECORDING}.name: {self._bouts()}.count for {RECORDING} in recordings}}")
        add(f"chosen = [name for name in value if value[name] {sign}]")
        if frame.measure == "number with":
            add("answer(len(chosen), table=value)")
        else:
            add('answer(chosen if chosen else "none", table=value)')

    # groups ---------------------------------------------------------------------------------

    def _groups(self) -> None:
        frame, add = self.frame, self.program.add
        sort = "session" if "session" in frame.per else "group"
        known = self.writing.names.sessions if sort == "session" else self.writing.names.groups
        if len(known) < 2:  # noqa: PLR2004 - one is no comparison
            message = (
                f"The project has {len(known)} {sort}s; say which recording belongs to which: "
                f"{sort} = ... in project.toml."
            )
            raise NotUnderstoodError(message)
        if frame.compare:
            who = frame.who or (frame.event.subject if frame.event else None)
            animals = f", animals={list(who.names)!r}" if who and who.names else ""
            self._compare(self._value("animal"), animals, sort)
            return
        add("groups = {}")
        add(f"for {RECORDING} in {self._chosen()}:")
        add(f"groups.setdefault({RECORDING}.{sort}, []).append({self._of_recording()})", 1)
        add("value = {group: sum(groups[group]) / len(groups[group]) for group in groups}")
        if frame.measure == "which":
            self._tell_best("group")
        elif frame.measure == "more":
            first, second = frame.scope.groups
            sign = "<" if frame.least else ">"
            add(f"answer(value[{first!r}] {sign} value[{second!r}], table=value)")
        else:
            add('answer(value, name="mean per recording,")')

    def _compare(self, value: str, animals: str, sort: str) -> None:
        add, scope = self.program.add, self.frame.scope
        pair = scope.groups
        known = self.writing.names.groups
        if not pair and len(known) > 2:  # noqa: PLR2004 - two can be compared
            message = f"There are {len(known)} groups: {', '.join(known)}. Say which two."
            raise NotUnderstoodError(message)
        groups = f", groups={pair!r}" if pair else ""
        add("compared = project.recordings().compare(")
        add(f"lambda {RECORDING}, animal: {value}, by={sort!r}{groups}{animals}", 1)
        add(")")
        add('row = compared.table.to_dict("records")[0]')
        add('answer(row["mean_a"], name=f"mean of {row[\'group_a\']}", unit=row["unit"])')
        add('answer(row["mean_b"], name=f"mean of {row[\'group_b\']}", unit=row["unit"])')
        add('answer(row["p"], name="p", table=compared.table, plot=compared.plot())')
        add("answer(note=compared.methods)")

    def _impossible(self) -> str:
        message = (
            "The words are understood, but not in this combination. Ask for one thing at a time: "
            "how often, how long, when, which animal, how far, or a picture."
        )
        raise NotUnderstoodError(message)


def _recordings(scope: Scope, writing: Writing) -> Sequence[str]:
    return scope.recordings or writing.names.recordings
