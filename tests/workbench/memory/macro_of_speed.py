"""A macro that tells how fast an animal is in a zone, and what it is tried on."""

from __future__ import annotations

from notebook_runs import told_by

from graphs.errors import UserError
from workbench.ask.telling import Told
from workbench.memory.macro_folder import Trial
from workbench.memory.macros import Argument, Call, Macro
from workbench.sandbox import surface

FUNCTIONS = {
    *surface.FUNCTIONS,
    *(f"{one.name}.{part}" for one in surface.EXPOSED for part in (*one.methods, *one.attributes)),
}
FACTS = {
    "n_animals": 3, "animals": ("mouse_1", "mouse_2", "mouse_3"), "zones": ("left", "right"),
    "keypoints": ("nose", "centre", "tailbase"), "has_scale": True,
}  # fmt: skip
OPENING = "project = open_project()\nrec = project.recording(name='run')\n"
SPEED_IN = Macro(
    "speed_in",
    "How fast an animal is while it is in a zone.",
    (
        Call("open_project", {}, "project"),
        Call("project.recording", {"name": "run"}, "rec"),
        Call("rec.speed", {"who": "$animal"}, "speed"),
        Call("rec.in_zone", {"who": "$animal", "zone": "$zone"}, "inside"),
        Call("speed.when", {"where": "$inside"}, "there"),
        Call("there.mean", {}, "mean"),
        Call("answer", {"value": "$mean", "name": "$$peed"}),
    ),
    (Argument("animal", "animal", sense="who"), Argument("zone", "zone", "right")),
    "n_animals >= 2 and 'centre' in keypoints",
)


def opened(program: str) -> str:
    """Return a program for where the recording known by hand is at hand as ``rec``."""
    assert OPENING in program
    return program.replace(OPENING, "").replace("answer, open_project", "answer")


def run(program: str) -> Told:
    try:
        return told_by(opened(program))
    except AttributeError as error:
        raise UserError(str(error)) from None


TRIAL = Trial({"animal": "mouse_1"}, FACTS, run)
