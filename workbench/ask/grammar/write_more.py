"""Programs for lengths of bouts and pauses, stretches of time, and zones one by one."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING, window_arguments
from workbench.ask.grammar.frames import Frame, Measure, Statistic
from workbench.ask.grammar.values import MEASURED, OF_BOUTS, Values
from workbench.ask.grammar.write_one import tell_best
from workbench.ask.grammar.write_several import of_recording
from workbench.ask.grammar.write_spreads import CALLED, SPREADS, tell_spread
from workbench.ask.plan import NotUnderstoodError

_SPREAD: frozenset[Measure] = frozenset({"mean", "gap"})
_OF_ZONES: frozenset[Measure] = frozenset({"where", "zones", "crossings"})
_BINNED: frozenset[Measure] = frozenset({"count", "total", "fraction", "path", "speed"})
_OF_NUMBERS: dict[Statistic, str] = {
    "mean": "sum(numbers) / len(numbers)",
    "median": "(numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2",
    "max": "numbers[-1]",
    "min": "numbers[0]",
}

_CALLED: dict[Statistic, str] = {
    "mean": "mean", "median": "median", "max": "longest", "min": "shortest",
    "std": "standard deviation", **CALLED,
}  # fmt: skip


def is_more(frame: Frame) -> bool:
    """Whether a question is of those that this module writes."""
    return (
        frame.measure in ("frequency", "spread", *_OF_ZONES)
        or frame.bin_s is not None
        or _is_spread(frame)
        or _is_over_recordings(frame)
        or (frame.measure == "how many" and frame.per == ("group",))
        or frame.per == ("minute",)
    )


def write_more(w: Values) -> None:
    """Write what is asked."""
    frame = w.frame
    if frame.compare or frame.windows or frame.unit:
        w.impossible()
    if frame.measure == "how many":
        _members(w)
    elif frame.bin_s is not None:
        _binned(w, frame.bin_s)
    elif frame.measure in _OF_ZONES:
        _of_zones(w)
    elif frame.per == ("minute",):
        _path_per_minute(w)
    elif _is_over_recordings(frame):
        _over_recordings(w)
    elif frame.per not in ((), ("animal",)) or (w.by_animal() and not _is_spread(frame)):
        message = "This is told of one animal at a time, over all recordings that are meant."
        raise NotUnderstoodError(message)
    elif frame.measure == "frequency":
        _found(w)
        w.add('answer(found.count, name="bouts", clips=found)')
        w.add('answer(found.rate_per_min, name="per minute")')
    elif frame.measure == "spread":
        _histogram(w)
    else:
        _statistic(w)


def _is_spread(frame: Frame) -> bool:
    return frame.measure in _SPREAD and frame.statistic != "mean"


def _is_over_recordings(frame: Frame) -> bool:
    """Whether a statistic other than the mean is asked for, over recordings."""
    return frame.average and frame.statistic != "mean" and frame.measure in (*OF_BOUTS, "path")


def _is_single(w: Values) -> bool:
    return len(w.recordings) == 1 and w.frame.scope.groups == w.frame.scope.sessions == ()


def _found(w: Values) -> None:
    """Write the bouts that are asked about, of one recording or of all, as ``found``."""
    if w.frame.event is None:
        w.impossible()
    if _is_single(w):
        w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
        for line in w.found():
            w.add(line)
        return
    w.add(f"parts = [{w.bouts()} for {RECORDING} in {w.chosen()}]")
    w.add("found = parts[0]")
    w.add("for part in parts[1:]:")
    w.add("found = found | part", 1)


# lengths and pauses -------------------------------------------------------------------------


def _statistic(w: Values) -> None:
    """Write the median, spread or extreme of lengths of bouts, or of the time between them."""
    frame = w.frame
    if w.by_animal():
        _statistic_of_each(w)
        return
    of_what = "bout lengths" if frame.measure == "mean" else "times between bouts"
    _found(w)
    if frame.measure == "mean":
        w.add("numbers = sorted(found.duration_s)")
    else:
        w.add("numbers = sorted([gap for gap in found.inter_bout_s if gap == gap])")
        if frame.statistic in ("max", "min"):
            _tell_extreme_pause(w, f"{_CALLED[frame.statistic]} of {of_what}")
            return
    _tell_statistic(w, f"{_CALLED[frame.statistic]} of {of_what}", ', unit="s", clips=found')


def _statistic_of_each(w: Values) -> None:
    """Write the same for each animal, over all recordings that are meant."""
    frame = w.frame
    if len({*w.recordings}) > 1:
        w.impossible()
    w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    w.add(f"for animal in {w.animals}:")
    inner = Values(frame, w.writing)
    found = w.bouts("animal")
    numbers = (
        f"sorted({found}.duration_s)"
        if frame.measure == "mean"
        else f"sorted([gap for gap in {found}.inter_bout_s if gap == gap])"
    )
    inner.add(f"numbers = {numbers}")
    _tell_statistic(inner, "NAME", ', unit="s"')
    called = f'f"{{animal}}, {_CALLED[frame.statistic]}"'
    w.lines += [f"    {line}".replace('"NAME"', called) for line in inner.lines]


def _tell_statistic(w: Values, name: str, more: str) -> None:
    """Write a statistic of ``numbers``, which are sorted."""
    statistic = w.frame.statistic
    if statistic in SPREADS:
        tell_spread(w, name, more)
        return
    if statistic == "std":
        w.add("if len(numbers) > 1:")
        w.add("mean = float(sum(numbers) / len(numbers))", 1)
        w.add("squares = [(float(number) - mean) ** 2 for number in numbers]", 1)
        w.add("spread = (sum(squares) / (len(numbers) - 1)) ** 0.5", 1)
        value = "spread"
    else:
        w.add("if len(numbers) > 0:")
        value = _OF_NUMBERS[statistic]
    w.add(f'answer({value}, name="{name}"{more})', 1)
    w.add("else:")
    w.add(f'answer("unknown: too few to tell", name="{name}")', 1)


def _tell_extreme_pause(w: Values, name: str) -> None:
    """Write the longest or shortest time between bouts; one that is not known may be it."""
    w.add("if len(numbers) < len(found.inter_bout_s):")
    w.add("unknown = len(found.inter_bout_s) - len(numbers)", 1)
    w.add('told = "of the times between bouts were not assessed throughout"', 1)
    w.add(f'answer(f"unknown: {{unknown}} {{told}}", name="{name}", clips=found)', 1)
    w.add("elif len(numbers) > 0:")
    w.add(f'answer({_OF_NUMBERS[w.frame.statistic]}, name="{name}", unit="s", clips=found)', 1)
    w.add("else:")
    w.add(f'answer("unknown: too few to tell", name="{name}")', 1)


def _histogram(w: Values) -> None:
    """Write how many bouts are how long."""
    _found(w)
    w.add("lengths = sorted(found.duration_s)")
    w.add("width = 0.1")
    w.add("while max(lengths, default=0) > 10 * width:")
    w.add("width = width * 2", 1)
    w.add("counts = {}")
    w.add("for length in lengths:")
    w.add("low = int(length / width) * width", 1)
    w.add('name = f"{low:g} to {low + width:g} s"', 1)
    w.add("counts[name] = counts.get(name, 0) + 1", 1)
    w.add('answer(found.count, name="bouts", table=found.table(), clips=found)')
    w.add("answer(counts)")


def _over_recordings(w: Values) -> None:
    """Write the median or spread over recordings, of each group if that is asked."""
    frame = w.frame
    per = tuple(one for one in frame.per if one != "recording")
    if w.by_animal() or not set(per) <= {"group"} or len(w.recordings) == 1:
        w.impossible()
    unit = ", unit=numbers[0].unit" if frame.statistic == "std" else w.unit
    if not per:
        w.add(f"values = [{of_recording(w)} for {RECORDING} in {w.chosen()}]")
        w.add("numbers = sorted([value for value in values if value == value])")
        _tell_statistic(w, f"{_CALLED[frame.statistic]} over recordings", unit)
        return
    w.add("groups = {}")
    w.add(f"for {RECORDING} in {w.chosen()}:")
    w.add(f"groups.setdefault({RECORDING}.group, []).append({of_recording(w)})", 1)
    w.add("for group in groups:")
    inner = Values(frame, w.writing)
    inner.add("numbers = sorted([value for value in groups[group] if value == value])")
    _tell_statistic(inner, "NAME", unit)
    called = f'f"{{group}}, {_CALLED[frame.statistic]} over recordings"'
    w.lines += [f"    {line}".replace('"NAME"', called) for line in inner.lines]


def _members(w: Values) -> None:
    """Write how many recordings each group has."""
    if w.frame.among != "recording" or w.frame.of_what is not None:
        w.impossible()
    w.add("groups = {}")
    w.add(f"for {RECORDING} in {w.chosen()}:")
    w.add(f"groups[{RECORDING}.group] = groups.get({RECORDING}.group, 0) + 1", 1)
    w.add("answer({str(group): groups[group] for group in groups})")


def _path_per_minute(w: Values) -> None:
    """Write the length of a path for each minute in which its animal is tracked."""
    who = w.frame.who
    if not _is_single(w) or who is None or len(who.names) != 1 or w.frame.average:
        message = "The path per minute is told of one animal in one recording: say which."
        raise NotUnderstoodError(message)
    w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    w.add(f"length = {w.path()}")
    w.add("minutes = length.assessed_s / 60")
    w.add('answer(float(length) / minutes if minutes > 0 else "not tracked", '
          'unit=f"{length.unit}/min")')  # fmt: skip


# stretches of time --------------------------------------------------------------------------


def _binned(w: Values, bin_s: float) -> None:
    """Write the same number in one stretch of time after the other."""
    frame = w.frame
    if not _is_single(w) or w.by_animal() or frame.window or frame.measure not in _BINNED:
        message = "Stretch by stretch a number is told of one animal in one recording: say which."
        raise NotUnderstoodError(message)
    assert frame.measure in MEASURED
    w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    start = "start"
    stop = f"start + {bin_s:g}"
    if frame.event is not None:
        value = f"{w.bouts()}.in_window({start}, {stop}).{OF_BOUTS[frame.measure]}"
    else:
        masks = [
            *filter(None, [w.during(w.whole_animal())]),
            f"{RECORDING}.window({start}, {stop})",
        ]
        during = " & ".join(masks)
        who = w.writing.who(frame.who)
        value = (
            f"{RECORDING}.path_length({who}, during={during})"
            if frame.measure == "path"
            else f"{RECORDING}.speed({who}).when({during}).{frame.statistic}()"
        )
    w.add("starts = [0]" if bin_s == int(bin_s) else "starts = [0.0]")
    w.add(f"while starts[-1] + {bin_s:g} < {RECORDING}.duration_s:")
    w.add(f"starts.append(starts[-1] + {bin_s:g})", 1)
    w.add(f"ends = [min(start + {bin_s:g}, {RECORDING}.duration_s) for start in starts]")
    w.add('names = [f"{start:.5g} to {end:.5g} s" for start, end in zip(starts, ends)]')
    w.add(f"values = [{value} for start in starts]")
    w.add(f"answer({{name: number for name, number in zip(names, values)}}{w.unit})")


# zones --------------------------------------------------------------------------------------


def _of_zones(w: Values) -> None:
    """Write where an animal is at a moment, how long in which zone, or how often it crosses."""
    frame = w.frame
    names = frame.who.names if frame.who else ()
    zones = list(w.writing.vocabulary.names.zones)
    if not _is_single(w) or len(names) != 1 or not zones or frame.per or frame.conditions:
        message = "Of zones one by one it is told of one animal in one recording: say which."
        raise NotUnderstoodError(message)
    window = frame.window
    cut = "" if window is None else f".in_window({window_arguments(window)})"
    w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    w.add(f"zones = {zones!r}")
    inside = f'{RECORDING}.in_zone({names[0]!r}, zone).bouts(label="inside a zone"){cut}'
    if frame.measure == "zones":
        w.add(f"value = {{zone: {inside}.total_s for zone in zones}}")
        if frame.of_what is None:
            w.add("answer(value)")
        else:
            tell_best(w, "zone")
    elif frame.measure == "crossings":
        for way in ("entries", "exits"):
            value = f"{RECORDING}.{way}({names[0]!r}, zone){cut}.count"
            w.add(f"{way} = {{zone: {value} for zone in zones}}")
            told = "entries into zones" if way == "entries" else "exits out of zones"
            w.add(f'answer(sum({way}.values()), name="{told}", table={way})')
    else:
        _where(w, inside)


def _where(w: Values, inside: str) -> None:
    if w.frame.at_s is None or w.frame.window is not None:
        w.impossible()
    w.add(f"at = {w.frame.at_s:g}")
    w.add(f"stays = {{zone: {inside} for zone in zones}}")
    w.add("here = [zone for zone in zones"
          " if any(stay.start_s <= at < stay.stop_s for stay in stays[zone])]")  # fmt: skip
    w.add("known = stays[zones[0]].in_window(at, at + 0.05).assessed_s > 0")
    w.add('answer(here if here else "in no zone" if known else "not known")')
