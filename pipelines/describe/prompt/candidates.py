"""What may be claimed of an event: who is there, which behaviors are legal, what is ruled out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram
from graphs.evaluate.prior import legal_targets
from graphs.words import did_you_mean
from pipelines.arena import Arena
from pipelines.describe.claims import Triple


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be claimed.

    Parameters
    ----------
    triples
        Legal and not ruled out, in the order of the ethogram.
    ruled_out
        Legal ones that the tracks contradict, with the reasons.
    behaviors
        Entries of the ethogram that `triples` speak of.
    """

    triples: tuple[Triple, ...]
    behaviors: tuple[Behavior, ...]
    ruled_out: Mapping[Triple, str] = field(default_factory=dict)

    @property
    def subjects(self) -> list[str]:
        """Who may do something, each once."""
        return list(dict.fromkeys(triple.subject for triple in self.triples))

    @property
    def objects(self) -> list[str]:
        """What may be done to, each once."""
        return list(dict.fromkeys(t.object for t in self.triples if t.object is not None))


def legal_triples(
    ethogram: Ethogram, individuals: Sequence[str], arena: Arena, only: Sequence[str] = ()
) -> list[Triple]:
    """Return every triple that the ethogram allows for some animals in an arena.

    Parameters
    ----------
    ethogram
        Behaviors with the kinds of their objects.
    individuals
        Animals.
    arena
        Zones and objects.
    only
        Names or synonyms of the behaviors that are wanted; all if empty.

    Raises
    ------
    UserError
        The ethogram has no such behavior.
    """
    kinds = dict.fromkeys(individuals, "animal")
    kinds |= {name: f"zone:{zone.kind}" for name, zone in arena.zones.items()}
    kinds |= {name: f"object:{thing.kind}" for name, thing in arena.objects.items()}
    wanted = _wanted(ethogram, only)
    return [
        Triple(subject, behavior.name, target)
        for behavior in wanted
        for subject in individuals
        for target in legal_targets(ethogram, behavior.name, kinds)
        if target != subject
    ]


def _wanted(ethogram: Ethogram, only: Sequence[str]) -> list[Behavior]:
    if not only:
        return list(ethogram)
    found, faults = [], []
    for name in only:
        try:
            found.append(ethogram[name])
        except UserError:
            faults.append(f"{name!r}{did_you_mean(name, ethogram.behaviors)}")
    if faults:
        message = f"The model is asked about behaviors that the ethogram has not: {faults}."
        raise UserError(message)
    return found


def without(
    triples: Sequence[Triple], ethogram: Ethogram, ruled_out: Mapping[Triple, str]
) -> Candidates:
    """Return what is left of legal triples when some are ruled out."""
    left = tuple(triple for triple in triples if triple not in ruled_out)
    named = {triple.predicate for triple in left}
    behaviors = tuple(behavior for behavior in ethogram if behavior.name in named)
    return Candidates(left, behaviors, dict(ruled_out))
