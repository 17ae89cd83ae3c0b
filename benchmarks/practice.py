"""What practice is worth to a planner that only copies: right answers on questions it never saw.

The planner copies the program of the nearest example and puts the names of the question in their
place (`workbench.practice.copying`). Questions are worded by hand, of animals and places that are
in no example; an answer is right if all checks of the judge pass: the same names and quantities,
types, a run, the right number. Memories of one size each are compared:

- ``no examples``: a program that calls the function whose documentation is nearest to the question,
  with the names of the question in their order;
- ``practice``: verified examples, each question new;
- ``without the list``: near repeats are kept too, so that there is less variety;
- ``without the check``: what was proposed is kept unverified, and every third program is wrong;
- ``shipped``: all that comes with the workbench.
"""

from __future__ import annotations

import inspect
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from workbench.memory.exemplars import Exemplar
from workbench.memory.situation import Situation, similarities
from workbench.practice.by_model import documentation
from workbench.practice.casts import SHIPPED, Cast, Doing, Place
from workbench.practice.copying import Copying
from workbench.practice.examples import (
    SEED,
    Example,
    practice_exemplars,
    shipped,
    situation_of,
)
from workbench.practice.judge import Judge
from workbench.practice.mutations import mutants
from workbench.practice.proposal import Proposal
from workbench.practice.proposing import Pattern, filled, patterns
from workbench.practice.surface import BY_PICTURE, practised
from workbench.practice.worlds import make_world
from workbench.sandbox.surface import exposure

LEAST_GAIN = 10.0
"""Points that practice has to add to the share of right answers."""

EACH = 2
"""Examples per function in the memories that are compared."""

GERBILS = Cast(
    "gerbils", "practice gerbils", ("alba", "bruno"),
    {"nook": Place((500, 120), (100, 90)), "pool": Place((140, 480), (80, 80), round=True)},
    {"ball": (330.0, 320.0)},
    (Doing("mount", "mounts", "animal"), Doing("nip", "nips", "animal"), Doing("doze", "dozes"),
     Doing("scratch", "scratches")),
    {"run_1": ("lean", "june"), "run_2": ("lean", "july"), "run_3": ("heavy", "june"),
     "run_4": ("heavy", "july")},
)  # fmt: skip

_PATHS = "answer(rec.path_length({a!r}))"
_MINE = "mine = rec.facts({a!r}, {q!r}, {b!r})\n"
_ALONE = "alone = rec.facts({a!r}, {p!r})\n"
_OTHER = "other = rec.facts({b!r}, {p2!r})\n"

HELD_OUT: tuple[tuple[str, str, str], ...] = (
    ("Recording.speed", "Average pace of {a}, {r}", "answer(rec.speed({a!r}).mean())"),
    ("Recording.speed", "{r}: maximal speed of {a}?", "answer(rec.speed({a!r}).max())"),
    ("Recording.path_length", "Total distance walked by {a} in {r}", _PATHS),
    ("Recording.path_length", "How far did {a} travel, {r}?", _PATHS),
    ("Recording.time_in", "Duration of {a}'s time inside the {z} ({r})",
     "answer(rec.time_in({a!r}, {z!r}))"),
    ("Recording.entries", "Number of entries of {a} into the {z}, {r}",
     "answer(rec.entries({a!r}, {z!r}).count)"),
    ("Recording.exits", "How many exits from the {z} does {a} make, {r}?",
     "answer(rec.exits({a!r}, {z!r}).count)"),
    ("Recording.distance", "Mean separation between {a} and {b}, {r}",
     "answer(rec.distance({a!r}, {b!r}).mean())"),
    ("Signal.min", "Minimum distance of {a} and {b} in {r}",
     "answer(rec.distance({a!r}, {b!r}).min())"),
    ("Mask.total_s", "How long, in {r}, is {a} slower than {v}?",
     "answer((rec.speed({a!r}) < {v!r}).total_s())"),
    ("Mask.total_s", "Time of {r} with {a} and {b} within {d} of one another",
     "answer((rec.distance({a!r}, {b!r}) < {d!r}).total_s())"),
    ("Mask.fraction", "Fraction of {r} that {a} spends in the {z}",
     "answer(rec.in_zone({a!r}, {z!r}).fraction())"),
    ("Bouts.count", "How often is there {q.ing} of {b} by {a} in {r}?",
     "answer(rec.facts({a!r}, {q!r}, {b!r}).count)"),
    ("Bouts.count", "Count how many times {a} {p.s}, {r}", "answer(rec.facts({a!r}, {p!r}).count)"),
    ("Bouts.total_s", "Total seconds that {a} {p.s} in {r}",
     "answer(rec.facts({a!r}, {p!r}).total_s)"),
    ("Bouts.mean_s", "Average length of the {p} bouts of {a}, {r}",
     "answer(rec.facts({a!r}, {p!r}).mean_s)"),
    ("Bouts.rate_per_min", "Rate per minute with which {a} {p.s}, {r}",
     "answer(rec.facts({a!r}, {p!r}).rate_per_min)"),
    ("Bouts.latency_s", "What is the latency of {a} to {p} in {r}?",
     "answer(rec.facts({a!r}, {p!r}).latency_s)"),
    ("Bouts.fraction", "Which part of its assessed time does {a} {p}, {r}?",
     "answer(rec.facts({a!r}, {p!r}).fraction)"),
    ("Bouts.longest", "The longest {q} by {a} of {b} in {r}, shown",
     "answer(rec.facts({a!r}, {q!r}, {b!r}).longest())"),
    ("Bouts.lasting", "{r}: how many {p} bouts of {a} last {m} s or longer?",
     "answer(rec.facts({a!r}, {p!r}).lasting({m}).count)"),
    ("Bouts.in_window", "Number of times that {a} {p.s} between {t} s and {t2} s, {r}",
     "answer(rec.facts({a!r}, {p!r}).in_window({t}, {t2}).count)"),
    ("Bouts.after", "Within {w} s after {q.ing} {b}, how many times does {a} {p} in {r}?",
     _ALONE + _MINE + "answer(alone.after(mine, within_s={w}).count)"),
    ("Bouts.overlapping", "How many of {a}'s {p} share time with {b}'s {p2}, {r}?",
     _ALONE + _OTHER + 'answer(alone.overlapping(other, same="any").count)'),
    ("Bouts.sequence", "{a} {p.s}, then {q.s} {b} within {w} s: how often in {r}?",
     _ALONE + _MINE + "answer(alone.sequence(mine, within_s={w}).count)"),
    ("Bouts.start_s", "{r}: the times at which {a} starts to {p}",
     "answer(rec.facts({a!r}, {p!r}).start_s)"),
    ("Signal.when", "While in the {z}, what is the mean speed of {a}, {r}?",
     "answer(rec.speed({a!r}).when(rec.in_zone({a!r}, {z!r})).mean())"),
    ("Signal.percentile", "{pc}th percentile of the speed of {a}, {r}",
     "answer(rec.speed({a!r}).percentile({pc}))"),
    ("Recording.facing", "Share of {r} with {a}'s body directed at {b} within {deg}",
     "answer((rec.facing({a!r}, {b!r}) < {deg!r}).fraction())"),
    ("Recording.head_facing", "In {r}, for how long is the head of {a} within {deg} of {b}?",
     "answer((rec.head_facing({a!r}, {b!r}) < {deg!r}).total_s())"),
    ("Recording.closing_speed", "Peak speed at which {a} and {b} converge in {r}",
     "answer(rec.closing_speed({a!r}, {b!r}).max())"),
    ("Recording.overlap", "How long do outlines of {a} and {b} overlap in {r}?",
     "answer(rec.overlap({a!r}, {b!r}).total_s())"),
    ("Recording.window", "Mean speed of {a} in {r} between {t} s and {t2} s",
     "answer(rec.speed({a!r}).when(rec.window({t}, {t2})).mean())"),
    ("Recording.transitions", "In {r}, what does {a} do after what? A table",
     "answer(table=rec.transitions(rec.facts({a!r})))"),
    ("Recordings.facts", "Over all recordings: how long does {a} {q} {b}?",
     "answer(recs.facts({a!r}, {q!r}, {b!r}).total_s)"),
    ("Recordings.compare", "How much does time in the {z} differ between {g} and {h}?",
     'answer(recs.compare(lambda rec, animal: rec.time_in(animal, {z!r}), '
     'groups=({g!r}, {h!r})).table["difference"].tolist())'),
    ("Recordings.each", "How long is {a} in the {z}, for every recording?",
     "answer(recs.each(lambda rec: rec.time_in({a!r}, {z!r})))"),
    ("Recording.strides", "Number of whole strides of {a}'s {paw.words}, {r}",
     'answer(len(rec.strides("{a}.{paw}")))'),
    ("Recording.latency", "Until when does {a} stay out of the {z}, first time, {r}?",
     "answer(rec.latency(rec.in_zone({a!r}, {z!r})))"),
    ("Mask.bouts", "How many runs of {a} above {v} that last {m} s or more are in {r}?",
     "answer((rec.speed({a!r}) > {v!r}).bouts(min_s={m}).count)"),
)  # fmt: skip
"""Function, question and the end of a right program; none of them is in the patterns."""

Plan = Callable[[Situation], str]


def held_out(judge: Judge, seed: int = 5, tries: int = 12) -> list[Proposal]:
    """Return the questions with a right program for each, which says that they can be answered."""
    random, found = Random(seed), []
    for function, question, program in HELD_OUT:
        for _ in range(tries):
            one = filled(function, Pattern(question, program), judge.world.cast, random)
            if judge.judge(one).right:
                found.append(one)
                break
    return found


def memories(judges: Mapping[str, Judge], seed: int = 3) -> dict[str, list[Exemplar]]:
    """Return the memories that are compared, of `EACH` examples of every function."""
    casts = {name: judge.world.cast for name, judge in judges.items()}
    verified: dict[str, list[Example]] = {}
    for example in shipped():
        verified.setdefault(example.function, []).append(example)
    unchecked, repeats, random = [], [], Random(seed)
    for function in practised():
        unchecked += [
            _perhaps_wrong(one, casts[one.world], random)
            for one in _varied(verified.get(function, ()))
        ]
        repeats += _repeats(verified.get(function, ()), judges, random)
    practice = [one for several in verified.values() for one in _varied(several)]
    made = {
        "practice": practice,
        "without the list": repeats,
        "without the check": unchecked,
    }
    as_exemplars = {
        name: [one.exemplar(casts[one.world]) for one in examples]
        for name, examples in made.items()
    }
    return {**as_exemplars, "shipped": list(practice_exemplars())}


def _varied(verified: Sequence[Example]) -> Sequence[Example]:
    """Return `EACH` examples of a function, of different worlds and wordings."""
    return verified[:EACH]


def _perhaps_wrong(example: Example, cast: Cast, random: Random) -> Example:
    """Return an example as it is, or with one thing changed in its program, every third time."""
    changed = [program for _, program in mutants(example.program, cast)]
    if not changed or random.random() >= 1 / 3:
        return example
    return replace(example, program=random.choice(changed))


def _repeats(
    verified: Sequence[Example], judges: Mapping[str, Judge], random: Random
) -> list[Example]:
    """Return examples of one wording alone: what one asks again who has no list of what was."""
    if not verified:
        return []
    function = verified[0].function
    cast = judges[verified[0].world].world.cast
    pattern = patterns()[function][0]
    again = [filled(function, pattern, cast, random) for _ in range(EACH)]
    return [Example(function, cast.name, one.question, one.program, "") for one in again]


def no_examples(cast: Cast) -> Plan:
    """Return a planner that knows the documentation and no example."""
    functions = [
        name for name in practised() if name.startswith("Recording.") and name not in BY_PICTURE
    ]
    documents = [Situation(f"{name.partition('.')[2]} {documentation(name)}") for name in functions]
    kinds = {"zone": cast.places, "place": cast.places, "paw": cast.animals}

    def plan(situation: Situation) -> str:
        likeness = similarities(situation, documents)
        best = functions[max(range(len(functions)), key=lambda n: likeness[n])]
        question, name = situation.question, best.partition(".")[2]
        said = [n for n in (*cast.animals, *cast.places, *cast.things) if n in question]
        said.sort(key=question.index)
        real = inspect.getattr_static(exposure("Recording").real(), name)
        arguments: list[str] = []
        if callable(real):
            for parameter in list(inspect.signature(real).parameters)[1:3]:
                wanted = kinds.get(parameter, cast.animals)
                fitting = [one for one in said if one in wanted and repr(one) not in arguments]
                arguments += [repr(one) for one in fitting[:1]]
        call = f"rec.{name}({', '.join(arguments)})" if callable(real) else f"rec.{name}"
        recording = next((one for one in cast.recordings if one in question), "")
        return (
            "from workbench import answer, open_project\n\nproject = open_project()\n"
            f"rec = project.recording({recording!r})\nanswer({call})\n"
        )

    return plan


def right_share(judge: Judge, questions: Sequence[Proposal], plan: Plan) -> float:
    """Return the share of questions that a planner answers rightly, in percent."""
    data, right = situation_of(judge.world.cast), 0
    for one in questions:
        program = plan(replace(data, question=one.question))
        right += bool(program) and judge.judge(replace(one, program=program)).right
    return 100 * right / len(questions)


def copying(memory: Sequence[Exemplar], cast: Cast) -> Plan:
    """Return the planner that copies from a memory."""
    planner = Copying(memory, {one.name: one for one in SHIPPED})
    return lambda situation: planner.plan(situation, cast)


def figures(folder: Path) -> dict[str, float]:
    """Return the share of right answers with each memory, in percent."""
    judge = Judge(make_world(GERBILS, 99), folder / GERBILS.name)
    questions = held_out(judge)
    judges = {one.name: Judge(make_world(one, SEED), folder / one.name) for one in SHIPPED}
    found = {"no examples": right_share(judge, questions, no_examples(GERBILS))}
    for name, memory in memories(judges).items():
        found[name] = right_share(judge, questions, copying(memory, GERBILS))
    sys.stdout.write(f"{len(questions)} questions of {len(HELD_OUT)} patterns\n")
    return found


def main() -> bool:
    """Print the figures; False where practice adds less than it should."""
    with tempfile.TemporaryDirectory() as folder:
        found = figures(Path(folder))
    for name, share in found.items():
        print(f"{name:20} {share:5.1f} % right")
    return found["practice"] - found["no examples"] >= LEAST_GAIN


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
