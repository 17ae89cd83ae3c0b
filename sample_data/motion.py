"""From script to smooth body motion: controllers, steering and a bending spine.

Each mouse steers its centre with limited turning and acceleration; the hind part is drawn after it
like a trailer, neck and head lead. Simulated at 120 steps per second, sampled at any time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sample_data.noise import Wander
from sample_data.scene import ANIMALS, ARENA_CM, FEEDER_CM, Floats
from sample_data.script import Act, Part, Point, Script

STEP_S = 1 / 120
KEYPOINTS = ("nose", "left_ear", "right_ear", "neck", "centre", "tailbase")

HIND_CM, TRUNK_CM, HEAD_CM = 3.8, 2.1, 2.6
"""Tail base to centre, centre to neck, neck to nose; together the body length."""

EAR_FORWARD_CM, EAR_SIDE_CM = 0.9, 0.95
WALL_CM = 2.6


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Clean motion of all animals.

    Parameters
    ----------
    times_s
        Seconds, shape (steps,).
    points_cm
        Arena centimetres, shape (steps, animals, keypoints, 2), in the order of `ANIMALS` and
        `KEYPOINTS`.
    rearing, grooming
        How far the posture is taken, 0 to 1, shape (steps, animals).
    """

    times_s: Floats
    points_cm: Floats
    rearing: Floats
    grooming: Floats

    def at(self, times_s: Floats) -> Floats:
        """Return positions at some times, shape (times, animals, keypoints, 2), linear between."""
        flat = self.points_cm.reshape(len(self.times_s), -1)
        columns = [np.interp(times_s, self.times_s, column) for column in flat.T]
        return np.column_stack(columns).reshape(len(times_s), *self.points_cm.shape[1:])


@dataclass(slots=True)
class Command:
    """What a controller wants now: where to, how fast, where to look, which posture."""

    goal: Point | None = None
    speed: float = 0.0
    gaze: Point | None = None
    scan: float = 0.15
    bob: float = 0.0
    rear: float = 0.0
    groom: float = 0.0
    turn_to_gaze: bool = False


@dataclass(slots=True)
class Mouse:
    """State of one mouse while it is simulated; radians, centimetres, seconds."""

    part: Part
    wander: Wander
    x: float = 0.0
    y: float = 0.0
    heading: float = 0.0
    hind: float = 0.0
    speed: float = 0.0
    turn: float = 0.0
    yaw: float = 0.0
    yaw_rate: float = 0.0
    rear: float = 0.0
    rear_rate: float = 0.0
    groom: float = 0.0
    groom_rate: float = 0.0
    scan: float = 0.15
    bob: float = 0.0
    act: int = 0
    leg: int = 0
    points: dict[str, Point] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.x, self.y = self.part.start
        self.heading = self.hind = math.radians(self.part.heading_deg)
        self.points = pose(self, 0.0)


def simulate(script: Script, duration_s: float, seed: int) -> Motion:
    """Return the motion of all animals of a script.

    Parameters
    ----------
    script
        Animal -> part.
    duration_s
        Seconds.
    seed
        Decides gait, head scanning and other small movements.
    """
    generator = np.random.default_rng(seed)
    mice = [Mouse(script[name], Wander(generator)) for name in ANIMALS]
    steps = round(duration_s / STEP_S) + 1
    points = np.empty((steps, len(mice), len(KEYPOINTS), 2))
    rearing, grooming = np.empty((steps, len(mice))), np.empty((steps, len(mice)))
    for step in range(steps):
        now = step * STEP_S
        commands = [command(mouse, mice[1 - i], now) for i, mouse in enumerate(mice)]
        for i, mouse in enumerate(mice):
            points[step, i] = [mouse.points[name] for name in KEYPOINTS]
            rearing[step, i], grooming[step, i] = mouse.rear, mouse.groom
        for mouse, wanted in zip(mice, commands, strict=True):
            _advance(mouse, wanted, now)
    times_s: Floats = np.arange(steps, dtype=np.float64) * STEP_S
    return Motion(times_s, points, rearing, grooming)


def command(mouse: Mouse, other: Mouse, now: float) -> Command:
    """Return what the current act of a mouse asks for; goes on to the next act when it is time."""
    acts = mouse.part.acts
    while mouse.act < len(acts) - 1 and now >= acts[mouse.act].until_s:
        mouse.act, mouse.leg = mouse.act + 1, 0
    act = acts[mouse.act]
    if act.doing == "walk":
        return _walk(mouse, act)
    if act.doing == "sniff":
        return _sniff(mouse, act, other.points[act.at])
    if act.doing in ("chase", "follow"):
        return _pursue(mouse, other, top=40.0 if act.doing == "chase" else 13.0)
    if act.doing == "feed":
        return _feed(mouse)
    if act.doing == "face":
        return Command(gaze=other.points["nose"], scan=0.14, bob=0.25, turn_to_gaze=True)
    if act.doing == "rear":
        falls = now > act.until_s - 0.35
        return Command(scan=0.2, rear=0.0 if falls else 1.0)
    if act.doing == "groom":
        return Command(scan=0.0, groom=1.0 if now < act.until_s - 0.25 else 0.0)
    return Command(scan=0.0 if act.doing == "rest" else 0.42)


def _walk(mouse: Mouse, act: Act) -> Command:
    """Go from way point to way point; slow down at the last one and look around."""
    near = 2.0 if act.speed < 17 else 5.0
    while mouse.leg < len(act.path):
        goal = act.path[mouse.leg]
        away = math.dist(goal, (mouse.x, mouse.y))
        last = mouse.leg == len(act.path) - 1
        if away < (1.0 if last else near):
            mouse.leg += 1
            continue
        speed = min(act.speed, 0.6 + 4.0 * away) if last else act.speed
        return Command(goal=goal, speed=speed, scan=0.14 if act.speed < 17 else 0.04)
    return Command(scan=0.42)


def _sniff(mouse: Mouse, act: Act, target: Point) -> Command:
    """Go to a point of the other mouse and hold the nose a centimetre from it."""
    gap = math.dist(mouse.points["nose"], target)
    speed = max(-5.0, min(act.speed, 4.0 * (gap - 0.9)))
    close = gap < 4.0
    return Command(goal=target, speed=speed, gaze=target, scan=0.05, bob=0.22 if close else 0.0)


def _pursue(mouse: Mouse, other: Mouse, top: float) -> Command:
    """Keep a few centimetres behind the other mouse, looking at it."""
    target = other.points["tailbase"]
    gap = math.dist(mouse.points["nose"], target)
    speed = max(0.0, min(top, other.speed + 3.0 * (gap - 4.5)))
    return Command(goal=target, speed=speed, gaze=target, scan=0.05)


def _feed(mouse: Mouse) -> Command:
    """Bring the nose to the middle of the feeder and nibble."""
    gap = math.dist(mouse.points["nose"], FEEDER_CM)
    speed = max(0.0, min(7.0, 4.0 * (gap - 0.8)))
    bob = 0.45 if gap < 2.5 else 0.0
    goal = FEEDER_CM if gap > 1.0 else None
    return Command(goal=goal, speed=speed, gaze=FEEDER_CM, scan=0.10, bob=bob)


def _advance(mouse: Mouse, wanted: Command, now: float) -> None:
    """Move one step: steer, then head, then posture."""
    _steer(mouse, wanted, now)
    _turn_head(mouse, wanted)
    mouse.scan += (wanted.scan - mouse.scan) * STEP_S / 0.2
    mouse.bob += (wanted.bob - mouse.bob) * STEP_S / 0.2
    mouse.rear, mouse.rear_rate = _spring(mouse.rear, mouse.rear_rate, wanted.rear, 11.0)
    mouse.groom, mouse.groom_rate = _spring(mouse.groom, mouse.groom_rate, wanted.groom, 14.0)
    mouse.points = pose(mouse, now + STEP_S)


def _steer(mouse: Mouse, wanted: Command, now: float) -> None:
    speed, error = 0.0, 0.0
    if wanted.goal is not None:
        error = _wrap(
            math.atan2(wanted.goal[1] - mouse.y, wanted.goal[0] - mouse.x) - mouse.heading
        )
        gait = 1 + mouse.wander.gait(now, mouse.speed)
        speed = wanted.speed * gait * max(0.2, math.cos(error))
    elif wanted.turn_to_gaze and wanted.gaze is not None:
        error = _wrap(
            math.atan2(wanted.gaze[1] - mouse.y, wanted.gaze[0] - mouse.x) - mouse.heading
        )
        error = math.copysign(max(0.0, abs(error) - 0.12), error)
    limit = 8.0 if mouse.speed > 17 or wanted.speed > 17 else 3.5
    turn = max(-limit, min(limit, 6.0 * error))
    mouse.turn += (turn - mouse.turn) * STEP_S / 0.08
    push = (speed - mouse.speed) / 0.14
    mouse.speed += max(-160.0, min(160.0, push)) * STEP_S
    mouse.heading += mouse.turn * STEP_S
    mouse.x += mouse.speed * math.cos(mouse.heading) * STEP_S
    mouse.y += mouse.speed * math.sin(mouse.heading) * STEP_S
    mouse.x = max(WALL_CM, min(ARENA_CM - WALL_CM, mouse.x))
    mouse.y = max(WALL_CM, min(ARENA_CM - WALL_CM, mouse.y))
    bend = _wrap(mouse.heading - mouse.hind)
    straighten = 1.2 * bend if abs(mouse.speed) > 0.3 or abs(mouse.turn) > 0.2 else 0.0
    mouse.hind += (max(0.0, mouse.speed) / HIND_CM * math.sin(bend) + straighten) * STEP_S


def _turn_head(mouse: Mouse, wanted: Command) -> None:
    target = 0.12 * mouse.turn
    if wanted.gaze is not None:
        neck = mouse.points["neck"]
        bearing = math.atan2(wanted.gaze[1] - neck[1], wanted.gaze[0] - neck[0])
        target = _wrap(bearing - mouse.heading)
    target = max(-1.0, min(1.0, target))
    mouse.yaw, mouse.yaw_rate = _spring(mouse.yaw, mouse.yaw_rate, target, 12.0)


def pose(mouse: Mouse, now: float) -> dict[str, Point]:
    """Return the keypoints of a mouse in arena centimetres, from the state of its spine."""
    wander = mouse.wander
    stroke = wander.stroke(now) * mouse.groom
    yaw = mouse.yaw + mouse.scan * wander.scan(now) + 0.5 * mouse.bob * wander.nod(now)
    yaw += wander.side(now) * mouse.groom * 0.9 + 0.26 * stroke
    fore = 1 - 0.62 * mouse.rear - 0.14 * mouse.groom
    reach = mouse.bob * wander.bob(now) + 0.22 * stroke
    draw = 1.0 * mouse.rear
    hx, hy = math.cos(mouse.hind), math.sin(mouse.hind)
    centre = (mouse.x - draw * hx, mouse.y - draw * hy)
    tailbase = (mouse.x - HIND_CM * hx, mouse.y - HIND_CM * hy)
    neck = _along(centre, mouse.heading + 0.35 * yaw, TRUNK_CM * fore)
    look = mouse.heading + yaw
    nose = _along(neck, look, HEAD_CM * fore + reach)
    ears = _along(neck, look, EAR_FORWARD_CM * fore + 0.5 * reach)
    side = look + math.pi / 2
    return {
        "nose": nose,
        "left_ear": _along(ears, side, -EAR_SIDE_CM),
        "right_ear": _along(ears, side, EAR_SIDE_CM),
        "neck": neck,
        "centre": centre,
        "tailbase": tailbase,
    }


def _along(start: Point, angle: float, length: float) -> Point:
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)


def _wrap(angle: float) -> float:
    return math.remainder(angle, 2 * math.pi)


def _spring(value: float, rate: float, target: float, stiffness: float) -> tuple[float, float]:
    """Step a critically damped spring; returns value and rate."""
    rate += (stiffness**2 * (target - value) - 2 * stiffness * rate) * STEP_S
    return value + rate * STEP_S, rate
