"""Programs for pictures."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.values import Values

_OF_FACTS = {
    "raster": "{0}.plot()", "budget": f"{RECORDING}.plot_budget({{0}})",
    "transitions": f"{RECORDING}.plot_transitions({{0}})",
}  # fmt: skip


def write_picture(w: Values) -> None:
    """Write what is drawn."""
    frame, picture = w.frame, w.frame.picture
    if picture in ("trajectory", "heat map"):
        _of_positions(w)
    elif picture == "speed":
        w.add(f"answer(plot={w.speed_signal()}.plot())")
    elif picture == "distance":
        w.add(f"answer(plot={w.apart()}.plot())")
    elif frame.event is not None:
        for line in w.found():
            w.add(line)
        w.add("answer(plot=found.plot(), clips=found)")
    else:
        w.add(f"answer(plot={_OF_FACTS[picture or ''].format(w.facts())})")


def _of_positions(w: Values) -> None:
    frame = w.frame
    given = []
    if frame.who is not None and not frame.who.every:
        given.append(f"who={w.writing.who(frame.who)}")
    during = w.during(w.whole_animal())
    if during:
        given.append(f"during={during}")
    method = "plot_paths" if frame.picture == "trajectory" else "plot_occupancy"
    w.add(f"answer(plot={RECORDING}.{method}({', '.join(given)}))")
