"""The report of `graphs.evaluate.scene_metrics`: numbers, a table, and what they mean."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphs.words import counted

if TYPE_CHECKING:
    import pandas as pd

Setting = Literal["predicate", "labels", "everything"]

_GIVEN: dict[Setting, str] = {
    "predicate": "the true pairs and their intervals were given: these are accuracies, not recalls",
    "labels": "the true intervals were given",
    "everything": "nothing was given",
}


@dataclass(frozen=True, slots=True)
class OfPredicate:
    """What became of the true facts of one predicate.

    Parameters
    ----------
    facts
        How many there are.
    recordings
        In how many recordings.
    recall
        Per K, mean over those recordings.
    """

    facts: int
    recordings: int
    recall: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SceneReport:
    """Recall (or, where the true pairs were given, accuracy) at each K.

    Parameters
    ----------
    setting, graph_constraint
        As measured; reports that differ in them cannot be compared.
    ks
        How far down the ranking; infinite for all predictions.
    recall, mean_recall, unseen_recall
        R@K, mR@K and zR@K, one number per K; NaN where there is nothing to recover.
    per_predicate
        Predicate -> its facts and recalls; those that occur in the truth, by name.
    never
        Predicates of the ethogram or of a prediction that never occur in the truth: left out of
        mR@K.
    facts, recordings
        How many true facts there are, in how many recordings.
    unseen_facts
        How many of them have a class triple that no exemplar has; ``None`` without exemplars.
    dropped
        Predictions that the graph constraint took out.
    without_truth
        Recordings that have predictions but no true fact: they count nowhere.
    unknown
        Predicates that the ethogram does not have: compared as they are spelled.
    """

    setting: Setting
    graph_constraint: bool
    ks: tuple[float, ...]
    recall: tuple[float, ...]
    mean_recall: tuple[float, ...]
    unseen_recall: tuple[float, ...]
    per_predicate: Mapping[str, OfPredicate]
    never: tuple[str, ...]
    facts: int
    recordings: int
    unseen_facts: int | None
    dropped: int
    without_truth: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def measure(self) -> str:
        """``accuracy`` where the true pairs were given, else ``recall``."""
        return "accuracy" if self.setting == "predicate" else "recall"

    def table(self) -> pd.DataFrame:
        """Return one row per K: ``k`` (infinite for all), and the three measures.

        They are called ``recall``, ``mean_recall`` and ``unseen_recall``, or ``accuracy``,
        ``mean_accuracy`` and ``unseen_accuracy`` where the true pairs were given.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "k": self.ks,
                self.measure: self.recall,
                f"mean_{self.measure}": self.mean_recall,
                f"unseen_{self.measure}": self.unseen_recall,
            }
        )

    def predicate_table(self) -> pd.DataFrame:
        """Return one row per predicate and K: predicate, facts, recordings, k, and the measure."""
        import pandas as pd

        rows = [
            (name, entry.facts, entry.recordings, k, value)
            for name, entry in self.per_predicate.items()
            for k, value in zip(self.ks, entry.recall, strict=True)
        ]
        columns = ["predicate", "facts", "recordings", "k", self.measure]
        return pd.DataFrame(rows, columns=columns)

    def text(self) -> str:
        """Return the report for people: what was measured, the numbers, what was left out."""
        allowed = "one predicate" if self.graph_constraint else "several predicates"
        found = f"{counted(self.facts, 'true fact')}, {counted(self.recordings, 'recording')}"
        lines = [
            f"{self.measure.capitalize()} over {found}; {_GIVEN[self.setting]}; "
            f"{allowed} per ordered pair at a time.",
            f"{'K':>6} {self.measure:>9} {'per class':>10} {'unseen':>7}",
        ]
        for row in zip(self.ks, self.recall, self.mean_recall, self.unseen_recall, strict=True):
            k = "all" if math.isinf(row[0]) else f"{row[0]:g}"
            lines.append(f"{k:>6} {row[1]:>9.3f} {row[2]:>10.3f} {row[3]:>7.3f}")
        return "\n".join([*lines, *self._left_out()])

    def _left_out(self) -> list[str]:
        lines = [f"Classes in the mean: {len(self.per_predicate)}; that never occur, left out: "]
        lines[0] += f"{len(self.never)}{_listed(self.never)}."
        if self.unseen_facts is None:
            lines.append("Unseen: not measured, no exemplars were given.")
        else:
            lines.append(f"Unseen: {counted(self.unseen_facts, 'true fact')} without an exemplar.")
        if self.dropped:
            what = counted(self.dropped, "prediction")
            lines.append(f"Taken out as a second predicate of a pair: {what}.")
        if self.without_truth:
            what = counted(len(self.without_truth), "recording")
            lines.append(f"Without true facts, not counted: {what}{_listed(self.without_truth)}.")
        if self.unknown:
            lines.append(f"Not in the ethogram: {', '.join(self.unknown)}.")
        return lines


def _listed(names: tuple[str, ...]) -> str:
    return f" ({', '.join(names)})" if names else ""
