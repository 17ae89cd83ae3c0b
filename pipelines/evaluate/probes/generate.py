"""Make probes from confirmed facts: matched pairs, four choices, open questions.

The same clips, ethogram and settings give the same probes, to the byte.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.records import content_id
from pipelines.evaluate.describer.clips import LabelledClip
from pipelines.evaluate.describer.items import Words
from pipelines.evaluate.describer.known import EDGE_S, Known, Rulebook, rulebook
from pipelines.evaluate.probes.contrasts import Contrast, Maker, Said
from pipelines.evaluate.probes.measured import of_clip
from pipelines.evaluate.probes.neighbours import neighbours
from pipelines.evaluate.probes.probe import (
    ASPECTS,
    LETTERS,
    Aspect,
    Dropped,
    Form,
    Probe,
    ProbeSet,
    Shown,
)
from pipelines.scene import Scene

NONE_OF_THESE = "none of these"


@dataclass(frozen=True, slots=True)
class ProbeSettings:
    """How probes are made.

    Parameters
    ----------
    seed
        Of what is drawn: orders, and where *none of these* is right.
    aspects
        What is probed.
    confused
        Behavior -> those that it was taken for most; by default
        `pipelines.evaluate.probes.neighbours.neighbours` decides by the ethogram alone.
    places
        Recording -> its zones and objects -> kind (``"zone:shelter"``), beside those that facts
        name.
    none_share
        Of the four choices, the share in which *none of these* is right.
    scored, symmetric, edge_s
        As for `pipelines.evaluate.describer.known.rulebook`.
    """

    seed: int = 0
    aspects: tuple[Aspect, ...] = ASPECTS
    confused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    none_share: float = 0.2
    scored: tuple[str, ...] | None = None
    symmetric: tuple[str, ...] = ()
    edge_s: float = EDGE_S

    def __post_init__(self) -> None:
        """Refuse a share that is none (`UserError`)."""
        if not 0 <= self.none_share <= 1:
            message = f"none_share is a share from 0 to 1, found {self.none_share}."
            raise UserError(message)


DEFAULT = ProbeSettings()


def make_probes(
    clips: Sequence[LabelledClip], ethogram: Ethogram, settings: ProbeSettings = DEFAULT
) -> ProbeSet:
    """Return the probes of some clips.

    Parameters
    ----------
    clips
        Of any recordings, with their facts; with tracks there are probes on space and zones, too.
    ethogram
        The behaviors.
    settings
        How probes are made.

    Returns
    -------
    ProbeSet
        As many true as false statements in each aspect. What could not be asked is counted with the
        reason: a false statement that may be true is never used.

    Raises
    ------
    UserError
        There are no clips, or a behavior that was scored or confused is not in the ethogram.
    """
    if not clips:
        message = "Expected at least one labelled clip to make probes from, found none."
        raise UserError(message)
    rules = rulebook(clips, ethogram, settings.scored, settings.symmetric, settings.edge_s)
    words = Words(ethogram, tuple(entry.name for entry in ethogram if entry.name in rules.scored))
    dropped: Counter[tuple[Aspect, str]] = Counter()
    found = [
        (clip, contrast)
        for clip in clips
        for contrast in _contrasts(clip, rules, words, settings, dropped)
        if contrast.aspect in settings.aspects
    ]
    none = _where_none(found, settings)
    probes: dict[str, Probe] = {}
    for place, (clip, contrast) in enumerate(found):
        draw = random.Random(f"{settings.seed} {place} {clip.name}")  # noqa: S311 - no secret
        for probe in _probes(clip, contrast, words, draw, none_is_right=place in none):
            probes.setdefault(probe.probe, probe)
    counts = [Dropped(*key, number) for key, number in sorted(dropped.items())]
    kept = tuple(one for one in counts if one.aspect in settings.aspects)
    shown = {clip.recording: Shown(clip.individuals) for clip in clips}
    return ProbeSet(settings.seed, words.scored, tuple(probes.values()), kept, shown)


def places_of(scene: Scene) -> dict[str, str]:
    """Return the zones and objects of a recording with their kinds, for `ProbeSettings`."""
    zones = {name: f"zone:{zone.kind or name}" for name, zone in scene.arena.zones.items()}
    objects = {name: f"object:{one.kind or name}" for name, one in scene.arena.objects.items()}
    return {**zones, **objects}


def _contrasts(
    clip: LabelledClip,
    rules: Rulebook,
    words: Words,
    settings: ProbeSettings,
    dropped: Counter[tuple[Aspect, str]],
) -> list[Contrast]:
    """Return the contrasts of a clip, each true statement once per aspect."""
    draw = random.Random(f"{settings.seed} {clip.name}")  # noqa: S311 - no secret
    ethogram = words.ethogram
    maker = Maker(
        known=Known(clip, rules),
        words=words,
        neighbours=partial(neighbours, ethogram=ethogram, confused=settings.confused),
        places={**_named(clip, rules), **settings.places.get(clip.recording, {})},
        shuffled=lambda names: draw.sample(list(names), len(names)),
        dropped=dropped,
    )
    found: dict[tuple[str, str], Contrast] = {}
    for contrast in (*maker.of_facts(), *of_clip(maker)):
        found.setdefault((contrast.aspect, contrast.true.text), contrast)
    return list(found.values())


def _named(clip: LabelledClip, rules: Rulebook) -> dict[str, str]:
    """Return the places that facts name, with the kind that the ethogram gives them."""
    found = {}
    for fact in clip.shown():
        entry = rules.ethogram.behaviors.get(rules.name(fact.predicate))
        if entry is not None and fact.object and entry.target in ("zone", "object"):
            found[fact.object] = f"{entry.target}:{entry.target_kind or fact.object}"
    return found


def _where_none(
    found: Sequence[tuple[LabelledClip, Contrast]], settings: ProbeSettings
) -> frozenset[int]:
    """Return the places of contrasts whose choice is *none of these*: spread over the aspects."""
    draw = random.Random(settings.seed)  # noqa: S311 - no secret
    able = [place for place, (_, one) in enumerate(found) if len(one.false) >= 3]
    asked = sum(len(one.false) >= 2 for _, one in found)
    order = draw.sample(able, len(able))
    turns: Counter[str] = Counter()
    turn = {}
    for place in order:
        aspect = found[place][1].aspect
        turn[place] = turns[aspect]
        turns[aspect] += 1
    share = {place: turn[place] / turns[found[place][1].aspect] for place in order}
    chosen = sorted(order, key=lambda place: (share[place], place))
    return frozenset(chosen[: round(settings.none_share * asked)])


def _probes(
    clip: LabelledClip,
    contrast: Contrast,
    words: Words,
    draw: random.Random,
    *,
    none_is_right: bool,
) -> Iterator[Probe]:
    make = partial(_probe, clip, contrast)
    pair = content_id("pair", clip.name, contrast.aspect, contrast.true.text)
    for said, right in ((contrast.true, "yes"), (contrast.false[0], "no")):
        ask = f"Is this true of the pictures?\n{said.text}{_meanings([said], words)}"
        yield make("yes_no", ask, right, [said], pair=pair)
    if len(contrast.false) >= 2:
        shown = list(contrast.false[:3]) if none_is_right else [contrast.true, *contrast.false[:2]]
        draw.shuffle(shown)
        right = LETTERS[3] if none_is_right else LETTERS[shown.index(contrast.true)]
        options = [*(said.text for said in shown), NONE_OF_THESE]
        listed = "\n".join(f"{a}: {b}" for a, b in zip(LETTERS, options, strict=True))
        ask = f"Which of these is true of the pictures?\n{listed}{_meanings(shown, words)}"
        yield make("choice", ask, right, shown, options=tuple(options))
    if contrast.question is not None:
        asked, answer = contrast.question
        yield make("open", asked, answer, [])


def _probe(
    clip: LabelledClip,
    contrast: Contrast,
    form: Form,
    ask: str,
    right: str | int | tuple[str, ...],
    said: Sequence[Said],
    pair: str | None = None,
    options: tuple[str, ...] | None = None,
) -> Probe:
    return Probe(
        probe=content_id(clip.name, contrast.aspect, form, ask, pair),
        aspect=contrast.aspect,
        form=form,
        pair=pair,
        recording=clip.recording,
        start_s=clip.start_s,
        stop_s=clip.stop_s,
        ask=ask,
        options=options,
        right=right,
        claims=tuple(one.claim for one in said),
        facts=contrast.facts,
    )


def _meanings(said: Sequence[Said], words: Words) -> str:
    """Return the definitions of the behaviors that statements name, in the ethogram's order."""
    parts = ("predicate", "first", "second")
    named = {str(one.claim[part]) for one in said for part in parts if part in one.claim}
    listed = words.listing([name for name in words.scored if name in named])
    return f"\nWhat is meant:\n{listed}" if listed else ""
