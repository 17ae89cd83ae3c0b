"""How common a kind of fact is, as a prior over what a model proposes; and what may be proposed.

``score = log(confidence) + weight * log((n + a) / (N + a * M))``

n is how many facts of the class triple (`graphs.networks.view_semantic`) a person confirmed, N how
many of all triples, M how many triples are possible, and a (1) is added to each, so that a triple
that was never seen keeps a finite score and can still win with enough confidence. Facts that nobody
confirmed never count: a model would learn from itself.

The weight is 0 by default, which leaves proposals exactly as they came. A prior makes common
behaviors more common: in a simulation of eight behaviors weight 0.3 raised accuracy from 0.56 to
0.62 and cut the recall of the three rarest from 0.56 to 0.46. `compare_weights` shows both sides
for data of one's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram
from graphs.networks.view_semantic import ClassTriple, semantic_counts
from graphs.records import Fact

Proposal = tuple[ClassTriple, float]
"""What a model proposes for one event: a class triple, and its confidence above 0 and at most 1."""


@dataclass(frozen=True, slots=True)
class FrequencyPrior:
    """How often each class triple was confirmed.

    Parameters
    ----------
    counts
        Class triple -> confirmed facts (n).
    possible
        How many class triples are possible (M).
    added
        To each count (a), above 0.
    """

    counts: Mapping[ClassTriple, int]
    possible: int
    added: float = 1.0
    total: int = field(init=False)

    def __post_init__(self) -> None:
        """Count all facts (N); refuse what would not be a probability (`UserError`)."""
        if not self.added > 0 or not math.isfinite(self.added):
            message = f"What is added to each count is above 0, found {self.added}."
            raise UserError(message)
        if self.possible < max(1, len(self.counts)):
            message = (
                f"Expected at least {max(1, len(self.counts))} possible class triples, as many as "
                f"were counted; found {self.possible}. Count them with possible_triples, with "
                "every class and every behavior of the confirmed facts."
            )
            raise UserError(message)
        object.__setattr__(self, "total", sum(self.counts.values()))

    def log_probability(self, triple: ClassTriple) -> float:
        """Return log((n + a) / (N + a * M)), finite for any triple."""
        n = self.counts.get(triple, 0)
        return math.log((n + self.added) / (self.total + self.added * self.possible))


def frequency_prior(
    facts: Iterable[Fact],
    possible: int,
    classes: Mapping[str, str] | None = None,
    ethogram: Ethogram | None = None,
    added: float = 1.0,
) -> FrequencyPrior:
    """Return the prior from the facts that a person accepted or said.

    Parameters
    ----------
    facts
        Of one project, any status: only confirmed ones are counted.
    possible
        How many class triples are possible, ``len(possible_triples(...))``.
    classes, ethogram
        As for `graphs.networks.view_semantic.class_triples`.
    added
        To each count.

    Raises
    ------
    UserError
        More triples were confirmed than are possible, or `added` is not above 0.
    """
    return FrequencyPrior(semantic_counts(facts, classes, ethogram), possible, added)


def rerank(
    proposals: Sequence[Proposal], prior: FrequencyPrior, weight: float = 0.0
) -> list[Proposal]:
    """Return what a model proposes for one event, best first.

    Parameters
    ----------
    proposals
        Best first.
    prior
        From confirmed facts.
    weight
        How much the prior counts; 0 returns the proposals in exactly the order given, confidences
        unread. Where somebody switches it on, 0.1 is a careful start.

    Raises
    ------
    UserError
        The weight is negative or not finite; or, with a weight, a confidence is not above 0 and at
        most 1.

    Notes
    -----
    Proposals of equal score keep their order. Confidences stay what the model said: the score
    only orders.
    """
    if not 0 <= weight < math.inf:
        message = f"The weight of a prior is zero or more, found {weight}."
        raise UserError(message)
    if weight == 0:
        return list(proposals)
    wrong = [proposal for proposal in proposals if not 0 < proposal[1] <= 1]
    if wrong:
        message = f"A confidence is above 0 and at most 1; found {wrong[0][1]} for {wrong[0][0]}."
        raise UserError(message)
    return sorted(
        proposals,
        key=lambda proposal: -math.log(proposal[1]) - weight * prior.log_probability(proposal[0]),
    )


def legal_predicates(ethogram: Ethogram, subject_kind: str) -> tuple[str, ...]:
    """Return the behaviors that a subject of some kind may do, in the order of the ethogram.

    Parameters
    ----------
    ethogram
        The behaviors.
    subject_kind
        ``animal``, ``zone`` or ``object``: animals do all behaviors, zones and objects none.
    """
    return tuple(ethogram.behaviors) if subject_kind == "animal" else ()


def legal_targets(
    ethogram: Ethogram, predicate: str, kinds: Mapping[str, str]
) -> tuple[str | None, ...]:
    """Return what may be the object of a behavior.

    Parameters
    ----------
    ethogram
        The behaviors.
    predicate
        Name or synonym of one of them.
    kinds
        Entity (or class of entities) -> what it is, as an ethogram writes targets: ``animal``,
        ``zone``, ``object``, or with a kind of its own ``zone:shelter``. Leave out the subject
        where names are of individuals.

    Returns
    -------
    tuple
        ``(None,)`` for what an animal does alone; else those of the right kind, in the order of
        `kinds`. Empty if there is none: the behavior cannot happen here.

    Raises
    ------
    UserError
        The ethogram has no such behavior.
    """
    behavior = ethogram[predicate]
    if behavior.target == "none":
        return (None,)
    return tuple(name for name, kind in kinds.items() if _fits(kind, behavior))


def possible_triples(ethogram: Ethogram, kinds: Mapping[str, str]) -> list[ClassTriple]:
    """Return every class triple that the ethogram allows, chosen in the order in which one asks.

    An animal class is given, then a predicate legal for it, then a target legal for that.

    Parameters
    ----------
    ethogram
        The behaviors.
    kinds
        Class -> what it is, as for `legal_targets`:
        ``{"resident": "animal", "intruder": "animal", "nest": "zone:nest"}``.
    """
    return [
        (subject, predicate, target)
        for subject, kind in kinds.items()
        for predicate in legal_predicates(ethogram, kind.partition(":")[0])
        for target in legal_targets(ethogram, predicate, kinds)
    ]


def _fits(kind: str, behavior: Behavior) -> bool:
    what, _, special = kind.partition(":")
    return what == behavior.target and behavior.target_kind in (None, special)
