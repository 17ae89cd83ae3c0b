"""What a frequency prior gains and what it costs, side by side with none."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.evaluate.prior import FrequencyPrior, Proposal, rerank
from graphs.networks.view_semantic import ClassTriple

if TYPE_CHECKING:
    import pandas as pd

RAREST = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One event whose answer is known.

    Parameters
    ----------
    truth
        What a person says it is.
    proposals
        What a model proposes for it, best first; may be empty.
    """

    truth: ClassTriple
    proposals: Sequence[Proposal]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often the first proposal is right.

    Parameters
    ----------
    weight
        Of the prior.
    accuracy
        Share of cases whose first proposal is the truth.
    mean_recall
        The same for the cases of each true predicate, then the mean over predicates.
    rarest_recall
        The same mean over the rarest predicates only.
    """

    weight: float
    accuracy: float
    mean_recall: float
    rarest_recall: float


@dataclass(frozen=True, slots=True)
class PriorReport:
    """Outcomes with the weights 0 and the chosen one.

    Parameters
    ----------
    without, chosen
        The two outcomes.
    cases
        How many events.
    rarest
        The predicates with the fewest cases, the rarest first.
    """

    without: Outcome
    chosen: Outcome
    cases: int
    rarest: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Return one row per weight: weight, accuracy, mean_recall, rarest_recall."""
        import pandas as pd

        names = ["weight", "accuracy", "mean_recall", "rarest_recall"]
        rows = [[getattr(one, name) for name in names] for one in (self.without, self.chosen)]
        return pd.DataFrame(rows, columns=names)

    def text(self) -> str:
        """Return the report for people."""
        first, second = self.without, self.chosen
        rows = [
            ("accuracy", first.accuracy, second.accuracy),
            ("mean recall per behavior", first.mean_recall, second.mean_recall),
            (f"recall of the {len(self.rarest)} rarest", first.rarest_recall, second.rarest_recall),
        ]
        lines = [f"{f'{self.cases} cases, weight of the prior':<32} {0:>7g} {second.weight:>7g}"]
        lines += [f"{name:<32} {a:>7.3f} {b:>7.3f}" for name, a, b in rows]
        lines.append(f"rarest: {', '.join(self.rarest)}")
        return "\n".join(lines)


def compare_weights(cases: Sequence[Case], prior: FrequencyPrior, weight: float) -> PriorReport:
    """Return how often the first proposal is right without a prior and with one.

    Parameters
    ----------
    cases
        Events that the prior was not counted from.
    prior
        From confirmed facts of other events.
    weight
        The chosen weight.

    Raises
    ------
    UserError
        There is no case, or `graphs.evaluate.prior.rerank` refuses the weight or a confidence.
    """
    if not cases:
        message = "Expected at least one event whose answer is known, found none."
        raise UserError(message)
    found = Counter(case.truth[1] for case in cases)
    rarest = tuple(sorted(found, key=lambda name: (found[name], name))[:RAREST])
    without, chosen = (_outcome(cases, prior, each, rarest) for each in (0.0, weight))
    return PriorReport(without, chosen, len(cases), rarest)


def _outcome(
    cases: Sequence[Case], prior: FrequencyPrior, weight: float, rarest: Sequence[str]
) -> Outcome:
    right: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        ranked = rerank(case.proposals, prior, weight)
        right[case.truth[1]].append(bool(ranked) and ranked[0][0] == case.truth)
    recall = {name: sum(each) / len(each) for name, each in right.items()}
    return Outcome(
        weight,
        sum(map(sum, right.values())) / len(cases),
        math.fsum(recall.values()) / len(recall),
        math.fsum(recall[name] for name in rarest) / len(rarest),
    )
