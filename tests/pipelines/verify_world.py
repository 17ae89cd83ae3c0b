"""A small world for tests of the referee: 20 s at 10 frames a second, 10 px a cm, body of 8 cm.

``b`` runs at 30 cm/s in 4.0-7.9 s, ``a`` in 10.0-13.9 s, ``c`` for half a second from 5.0 s; each
rests otherwise. They are on lines 50 cm apart.
"""

from __future__ import annotations

import numpy as np
from scenes import FPS, body, scene

from graphs.ethogram import Ethogram, parse_ethogram
from pipelines.arena import Zone
from pipelines.describe.claims import Claim, Triple, Verdict
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.verify.referee import Referee

FRAMES = 200
ETHOGRAM = parse_ethogram('''
name = "small"
body_length_cm = 8

[behavior.run]
definition = "Moves fast."
[behavior.run.rule]
when = "speed(subject, 0.4 s) > 20 cm/s"
hold = "speed(subject, 0.4 s) > 15 cm/s"
min_s = 1

[behavior.walk]
definition = "Moves."
excludes = ["run"]
rule = { when = "speed(subject, 0.4 s) > 0.5 BL/s" }

[behavior.dash]
definition = "Moves very fast."
rule = { when = "speed(subject, 0.4 s) > 10 BL/s" }

[behavior.race]
definition = "Both move fast."
target = "animal"
rule = { when = "speed(subject, 0.4 s) > 20 cm/s and speed(object, 0.4 s) > 10 cm/s" }

[behavior.burst]
definition = "Moves or turns very fast."
rule = { when = "speed(subject, 0.4 s) > 40 cm/s or speed(subject, 0.4 s) > 400 cm/s" }

[behavior.hurry]
definition = "Does not move slowly."
rule = { when = "not (speed(subject, 0.4 s) < 50 cm/s)" }

[behavior.visit]
definition = "Is in."
target = "zone"
rule = { when = "inside(subject, object)" }

[behavior.leave]
definition = "Goes out."
target = "zone"
kind = "point"
rule = { when = "inside(subject, object)", at = "stop" }

[behavior.chase]
definition = "Comes nearer to who runs away."
target = "animal"
[behavior.chase.rule]
when = """
approach_speed(subject, object) > 10 cm/s and approach_speed(object, subject) < 0 cm/s
"""

[behavior.huddle]
definition = "A function knows."
target = "animal"
function = "huddle"

[behavior.greet]
definition = "A function knows."
kind = "point"
function = "greet"
''')


def world() -> Scene:
    """The scene of the module's docstring; b runs from 0 to 1200 px, into a nest."""
    lines = [_line(100, 140, 0.0), _line(40, 80, 500.0), _line(50, 56, 1000.0)]
    zones = {
        "nest": Zone.polygon("nest", [(600, 450), (1300, 450), (1300, 550), (600, 550)]),
        "far": Zone.polygon("far", [(9000, 450), (9100, 450), (9100, 550), (9000, 550)]),
    }
    return scene(dict(zip("abc", lines, strict=True)), zones)


def _line(first: int, last: int, y: float) -> np.ndarray:
    steps = np.zeros(FRAMES)
    steps[first:last] = 30.0  # px a frame: 30 cm/s
    return body(np.cumsum(steps), y)


def referee(of: Scene | None = None, ethogram: Ethogram = ETHOGRAM) -> Referee:
    """A referee of the world, or of another scene."""
    of = of or world()
    return Referee(of, TimeBase(of.times_s, "by hand", FPS), ethogram)


def claim(subject: str, predicate: str, target: str | None, start_s: float, stop_s: float) -> Claim:
    """A claim."""
    return Claim(Triple(subject, predicate, target), start_s, stop_s)


def verdict(
    subject: str, predicate: str, target: str | None, start_s: float, stop_s: float
) -> Verdict:
    """What the world's referee says of a claim."""
    return referee().verdict(claim(subject, predicate, target, start_s, stop_s))
