"""What can be said of an event: the legal triples, without those that the tracks rule out.

A triple is legal if its subject is an animal, its object of the kind that the behavior acts on, and
nobody acts on itself. What the tracks contradict is struck out before a model is asked (elimination
as in Tong et al. 2023): it counts as looked for, and a model that claims it all the same is not
believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphs.ethogram import Behavior, Ethogram
from graphs.evaluate.prior import legal_targets
from graphs.records import Event
from graphs.words import counted
from pipelines.describe.claims import EventDescription, Triple
from pipelines.describe.prompt.cast import Cast

_MOST_REASONS = 3
"""That a remark gives."""


def legal_triples(
    ethogram: Ethogram,
    cast: Cast,
    behaviors: Collection[str] = (),
    animals: Collection[str] | None = None,
) -> tuple[Triple, ...]:
    """Return what can be said of these animals and places, in the order of the ethogram.

    Parameters
    ----------
    ethogram
        The behaviors.
    cast
        Animals and places.
    behaviors
        Names of those that are asked about; all if empty.
    animals
        Those that are asked about, such as those that are tracked in the event; all if not given.

    Raises
    ------
    UserError
        The ethogram has no behavior of such a name.
    """
    present = [animal.name for animal in cast.animals if animals is None or animal.name in animals]
    kinds = {name: kind for name, kind in cast.kinds.items() if kind != "animal" or name in present}
    wanted = {ethogram[name].name for name in behaviors or ethogram.behaviors}
    return tuple(
        Triple(animal, behavior.name, target)
        for behavior in ethogram
        if behavior.name in wanted
        for targets in [legal_targets(ethogram, behavior.name, kinds)]
        for animal in present
        for target in targets
        if target != animal
    )


@dataclass(frozen=True)
class Candidates:
    """What an event is asked about.

    Parameters
    ----------
    ethogram
        Definitions.
    legal
        From `legal_triples`.
    struck_out
        Those of them that cannot be true, each with the reason.
    """

    ethogram: Ethogram
    legal: tuple[Triple, ...]
    struck_out: Mapping[Triple, str] = field(default_factory=dict)

    @cached_property
    def asked(self) -> tuple[Triple, ...]:
        """What is left."""
        return tuple(triple for triple in self.legal if triple not in self.struck_out)

    @cached_property
    def ruled_out(self) -> tuple[Triple, ...]:
        """What was legal and is struck out."""
        return tuple(triple for triple in self.legal if triple in self.struck_out)

    @cached_property
    def behaviors(self) -> tuple[Behavior, ...]:
        """Behaviors that are asked about, in the order of the ethogram."""
        names = {triple.predicate for triple in self.asked}
        return tuple(behavior for behavior in self.ethogram if behavior.name in names)

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """Animals that are asked about."""
        return tuple(dict.fromkeys(triple.subject for triple in self.asked))

    @cached_property
    def objects(self) -> tuple[str, ...]:
        """Animals and places that something may be done to."""
        targets = dict.fromkeys(triple.object for triple in self.asked)
        return tuple(target for target in targets if target is not None)


def nothing_to_ask(event: Event, candidates: Candidates) -> EventDescription:
    """Return the description of an event of which nothing is left to be asked.

    Everything counts as assessed and absent, as the tracks say so.

    Raises
    ------
    ValueError
        There is something to ask.
    """
    if candidates.asked:
        message = f"{event.event_id}: {counted(len(candidates.asked), 'triple')} left to ask about."
        raise ValueError(message)
    if not candidates.legal:
        why = "no animal of it can show any of the behaviors."
    else:
        out = [f"{spoken(one)}: {candidates.struck_out[one]}" for one in candidates.ruled_out]
        more = f" And {len(out) - _MOST_REASONS} more." if len(out) > _MOST_REASONS else ""
        why = f"the tracks rule all of it out. {' '.join(out[:_MOST_REASONS])}{more}"
    remark = f"Not asked: {why}"
    return EventDescription(event, (), assessed=candidates.ruled_out, remarks=(remark,))


def spoken(triple: Triple) -> str:
    """Return a triple with its names as they are: ``mouse_1 chase mouse_2``."""
    return " ".join(filter(None, (triple.subject, triple.predicate, triple.object)))


def behavior_lines(candidates: Candidates) -> str:
    """Return the behaviors for a prompt, one a line, each with its definition.

    Who may show it stands below where the tracks rule some out, by subject: the list grows with
    animals, not with their pairs.
    """
    lines = []
    for behavior in candidates.behaviors:
        lines.append(_definition(behavior, candidates))
        legal = [triple for triple in candidates.legal if triple.predicate == behavior.name]
        left = [triple for triple in legal if triple not in candidates.struck_out]
        if len(left) < len(legal):
            lines.append(f"  Possible here only: {_by_subject(left, legal)}.")
    return "\n".join(lines)


def _definition(behavior: Behavior, candidates: Candidates) -> str:
    asked = [other.name for other in candidates.behaviors]
    target = f" {_target(behavior, candidates)}" if behavior.arity > 1 else ""
    moment = ", a moment" if behavior.kind == "point" else ""
    form = f"animal {behavior.verb}{target}{moment}"
    parts = [f"- {behavior.name} ({form}):", behavior.definition]
    excluding = [name for name in behavior.excludes if name in asked]
    if excluding:
        parts.append(f"Not together with: {', '.join(excluding)}.")
    if behavior.parent in asked:
        parts.append(f"A case of {behavior.parent}.")
    return " ".join(filter(None, parts))


def _target(behavior: Behavior, candidates: Candidates) -> str:
    if behavior.target == "animal":
        return "animal"
    targets = (triple.object for triple in candidates.legal if triple.predicate == behavior.name)
    return " or ".join(dict.fromkeys(filter(None, targets)))


def _by_subject(left: Sequence[Triple], legal: Sequence[Triple]) -> str:
    parts = []
    for subject in dict.fromkeys(triple.subject for triple in left):
        here = [triple.object for triple in left if triple.subject == subject]
        all_of_it = [triple.object for triple in legal if triple.subject == subject]
        if here == [None]:
            parts.append(subject)
        elif len(here) == len(all_of_it) > 1:
            parts.append(f"{subject} -> any")
        else:
            parts.append(f"{subject} -> {' or '.join(filter(None, here))}")
    return "; ".join(parts)
