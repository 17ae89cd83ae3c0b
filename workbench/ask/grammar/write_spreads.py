"""Programs for how numbers are spread: percentiles, quartiles, range, variance, CV."""

from __future__ import annotations

from workbench.ask.grammar.frames import Statistic
from workbench.ask.grammar.values import Values

SPREADS: frozenset[Statistic] = frozenset({"var", "cv", "range", "quartiles", "percentile"})
CALLED: dict[Statistic, str] = {
    "var": "variance", "cv": "standard deviation divided by the mean", "range": "range",
    "quartiles": "quartiles", "percentile": "percentile",
}  # fmt: skip
_SQUARED = ("var", "cv")


def tell_spread(w: Values, name: str, more: str) -> None:
    """Write how ``numbers``, which are sorted, are spread."""
    statistic = w.frame.statistic
    squared = statistic in _SQUARED
    w.add(f"if len(numbers) > {int(squared)}:")
    if squared:
        w.add("mean = float(sum(numbers) / len(numbers))", 1)
        w.add("squares = [(float(number) - mean) ** 2 for number in numbers]", 1)
        w.add("variance = sum(squares) / (len(numbers) - 1)", 1)
        clips = ", clips=found" if "clips=found" in more else ""
        value = "variance" if statistic == "var" else "variance**0.5 / mean if mean > 0 else 0.0"
        unit = ', unit="s^2"' if statistic == "var" and _is_of_seconds(w) else ""
        w.add(f'answer({value}, name="{name}"{unit}{clips})', 1)
    elif statistic == "range":
        value = '{"minimum": numbers[0], "maximum": numbers[-1]}'
        w.add(f'answer({value}, name="{name}"{more})', 1)
    else:
        parts = [25.0, 50.0, 75.0] if statistic == "quartiles" else [w.frame.percentile]
        w.add("value = {}", 1)
        w.add(f"for percent in {[int(p) if p == int(p) else p for p in parts]}:", 1)
        w.add("place = (len(numbers) - 1) * percent / 100", 2)
        w.add("low = numbers[int(place)]", 2)
        w.add("high = numbers[min(int(place) + 1, len(numbers) - 1)]", 2)
        w.add('value[f"{percent}th percentile"] = low + (high - low) * (place - int(place))', 2)
        w.add(f'answer(value, name="{name}"{more})', 1)
    w.add("else:")
    w.add(f'answer("unknown: too few to tell", name="{name}")', 1)


def _is_of_seconds(w: Values) -> bool:
    return w.frame.measure in ("total", "mean", "gap", "latency")
