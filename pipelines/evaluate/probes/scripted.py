"""Models that answer probes as a script says: floors, ceilings, and models with one fault.

They see no picture. Those that judge know what is true in each clip and are blind to one thing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from pipelines.evaluate.describer.known import Known, Statement
from pipelines.evaluate.probes.probe import LETTERS, Aspect, Claim, Probe, ProbeSet
from pipelines.evaluate.scripted import ScriptedModel
from pipelines.models.contract import Json

ProbeScript = Callable[[Probe], Json | None]
"""From a probe to an answer; ``None`` is no answer."""

Clip = tuple[str, float, float]
"""Recording, start and stop in seconds."""


def scripted(name: str, probes: ProbeSet, script: ProbeScript) -> ScriptedModel[Probe]:
    """Return a model that answers probes as a script says.

    Parameters
    ----------
    name
        Of the script.
    probes
        All that will be asked.
    script
        What it answers.
    """
    return ScriptedModel(name, {f"probe {one.probe}": one for one in probes.probes}, script)


def right(probe: Probe) -> Json:
    """Answer what is right."""
    return {"answer": probe.right[0] if isinstance(probe.right, tuple) else probe.right}


def always_yes(probe: Probe) -> Json:
    """Call every statement true; choose the first of four; answer open questions right."""
    return {"yes_no": {"answer": "yes"}, "choice": {"answer": "A"}}.get(probe.form) or right(probe)


def yes_to(aspect: Aspect) -> ProbeScript:
    """Return the script that calls everything true in one aspect, and is right in the others."""
    return lambda probe: always_yes(probe) if probe.aspect == aspect else right(probe)


def coin(seed: int) -> ProbeScript:
    """Return the script that tosses a coin, or a die."""
    draw = random.Random(seed)  # noqa: S311 - no secret

    def script(probe: Probe) -> Json:
        if probe.form == "yes_no":
            return {"answer": draw.choice(["yes", "no"])}
        if probe.form == "choice":
            return {"answer": draw.choice(LETTERS)}
        return {"answer": draw.randint(0, 5) if isinstance(probe.right, int) else "frolics"}

    return script


def direction_blind(known: Mapping[Clip, Known]) -> ProbeScript:
    """Return the script that sees who is involved, but not who does it to whom."""

    def judge(clip: Known, one: Statement) -> bool:
        turned = Statement(one.object, one.predicate, one.subject)
        between_animals = one.object in clip.clip.individuals
        return bool(clip.facts_of(one) or (between_animals and clip.facts_of(turned)))

    return _judging(known, judge)


def identity_blind(known: Mapping[Clip, Known]) -> ProbeScript:
    """Return the script that sees what is done, and to whom, but not who does it."""
    return _judging(known, lambda clip, one: bool(clip.facts_of(replace(one, subject=None))))


def _judging(known: Mapping[Clip, Known], judge: Callable[[Known, Statement], bool]) -> ProbeScript:
    def holds(probe: Probe, claim: Claim) -> bool:
        names = (claim["subject"], claim["predicate"], claim["object"])
        subject, predicate, target = (None if name is None else str(name) for name in names)
        clip = known[probe.recording, probe.start_s, probe.stop_s]
        return judge(clip, Statement(subject, str(predicate), target))

    def script(probe: Probe) -> Json:
        if probe.form == "open" or any(claim["says"] != "does" for claim in probe.claims):
            return right(probe)
        judged = [holds(probe, claim) for claim in probe.claims]
        if probe.form == "yes_no":
            return {"answer": "yes" if judged[0] else "no"}
        return {"answer": LETTERS[judged.index(True)] if any(judged) else LETTERS[3]}

    return script
