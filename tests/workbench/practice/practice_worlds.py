"""Worlds for tests: small ones by hand, and one of the simulated mice of the sample data."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from sample_data.group import PLANS, group_script
from sample_data.motion import KEYPOINTS, simulate
from sample_data.scene import to_px
from sample_data.truth import read_truth
from workbench.practice.casts import MICE, Cast, Doing, Place
from workbench.practice.judge import Judge
from workbench.practice.motion import FPS, FRAMES
from workbench.practice.proposal import Proposal
from workbench.practice.worlds import Told, Truth, World

HEAD = "from workbench import answer, open_project\n\nproject = open_project()\n"
LOOKED_S = (0.0, 15.0)


def program(body: str, recording: str = "day_1") -> str:
    return f'{HEAD}rec = project.recording("{recording}")\n{body}\n'


def proposal(question: str, body: str, function: str, world: str = "mice") -> Proposal:
    return Proposal(function, world, question, program(body), program(body))


def hand_world(told: tuple[Told, ...] = ()) -> World:
    """A world in which mouse_1 runs 4 px a frame to the right and mouse_2 stands still."""
    points = np.zeros((FRAMES, 2, len(MICE.keypoints), 2))
    points[:, 0, :, 0] = 4.0 * np.arange(FRAMES)[:, None]
    points[:, 1, :, 0] = 400.0
    points[:, :, :, 1] = 100.0
    ahead = {"nose": 40.0, "tailbase": -40.0}
    for name, px in ahead.items():
        points[:, :, MICE.keypoints.index(name), 0] += px
    looked = tuple(dict.fromkeys((t.subject, t.predicate, t.object) for t in told))
    return World(MICE, 0, {"day_1": Truth("day_1", "control", "morning", points, told, looked)})


SIMULATED = Cast(
    "simulated", "sample mice", ("mouse_1", "mouse_2"),
    {"shelter": Place((535, 95), (75, 65)), "feeder": Place((120, 520), (35, 35), round=True)},
    {"lamp": (300.0, 40.0)},
    (Doing("chase", "chases", "animal"), Doing("approach", "approaches", "animal"),
     Doing("rest", "rests"), Doing("groom", "grooms")),
    {"control_3": ("control", "one"), "control_4": ("control", "two"),
     "treated_3": ("treated", "one"), "treated_4": ("treated", "two")},
    body_px=85.0, keypoints=KEYPOINTS,
)  # fmt: skip


@cache
def simulated_world() -> World:
    """The first 16 s of four recordings of the sample data: clean motion, and its truth."""
    truths = {}
    for seed, (name, (group, session)) in enumerate(SIMULATED.recordings.items(), start=31):
        script, duration_s = group_script(PLANS[group][int(name[-1]) - 1], seed)
        motion = simulate(script, max(duration_s, 17.0), seed)
        points = np.round(to_px(motion.at(np.arange(FRAMES) / FPS)) * 16) / 16
        known = {doing.name: doing.target for doing in SIMULATED.doings}
        told = tuple(
            Told(f.subject, f.predicate, f.object or None, f.start_s, f.stop_s, 0.9)
            for f in read_truth(motion)
            if f.predicate in known and f.stop_s < LOOKED_S[1]
        )
        looked = tuple(
            (subject, predicate, other if target == "animal" else None)
            for subject, other in (SIMULATED.animals, SIMULATED.animals[::-1])
            for predicate, target in known.items()
        )
        truths[name] = Truth(name, group, session, points, told, looked)
    return World(SIMULATED, 31, truths)


def judge_of(world: World, folder: Path) -> Judge:
    return Judge(world, folder / world.cast.name)


def changed(one: Proposal, old: str, new: str) -> Proposal:
    """A proposal with something else in its program, and the question as it is."""
    assert old in one.program
    return replace(one, program=one.program.replace(old, new))


def unmeant(one: Proposal) -> Proposal:
    """A proposal of which nobody says what is meant: its question alone has to tell."""
    return replace(one, intended="")
