"""What an examination came to: numbers with intervals and a baseline, as rows, text and JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphs.ethogram import Ethogram
from graphs.lexicon.surface import Lexicon
from graphs.words import counted
from pipelines.evaluate.describer.intervals import Array, Estimate, bootstrap, draws, estimate
from pipelines.evaluate.describer.items import Dimension, Outcome
from pipelines.evaluate.describer.measures import Group, Measure, measures
from pipelines.evaluate.describer.showing import View
from pipelines.models.contract import ModelIdentity

if TYPE_CHECKING:
    from pipelines.evaluate.describer.clips import LabelledClip
    from pipelines.evaluate.describer.run import Plan, SuiteSettings

SCORE = "score"
TITLES: Mapping[Dimension, str] = {
    "counting": "Counting",
    "referring": "Actor referring",
    "meaning": "Semantic correspondence",
    "time": "Time perception",
    "robustness": "Robustness",
}
SAYS: Mapping[Dimension, str] = {
    "counting": "Does it see how many animals there are?",
    "referring": "Asked about the animal with a number, does it describe that one?",
    "meaning": "Does it give behaviors the names that the ethogram gives them?",
    "time": "Does it see what comes first, when it happens and how long it takes?",
    "robustness": "Does it stay with its answer, and not agree with what is not there?",
}


class Row(NamedTuple):
    """One number of the report.

    Parameters
    ----------
    dimension, measure
        What was measured; ``score`` for the dimension as a whole.
    view
        ``crop``, ``full``, or ``crop - full`` for the difference.
    value, low, high
        With its 95 % interval over clips; NaN where it is not defined.
    baseline
        What the most common right answer would get; NaN for differences.
    clips, answers
        How many clips and answers it is made of.
    unread
        Of these answers, how many are missing or do not fit the question; they count as wrong.
    says
        What the number means.
    """

    dimension: Dimension
    measure: str
    view: str
    value: float
    low: float
    high: float
    baseline: float
    clips: int
    answers: int
    unread: int
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination came to.

    Parameters
    ----------
    rows
        All numbers, the score of each dimension before its measures.
    model, model_digest
        Name of the model, and the digest of all that decides its answers.
    questions_digest
        Of everything that was asked, without the pictures.
    seed, clips, items, unread
        Of what was drawn; how many clips, questions, and answers that could not be read.
    scored
        Behaviors that answers were taken from.
    """

    rows: tuple[Row, ...]
    model: str
    model_digest: str
    questions_digest: str
    seed: int
    clips: int
    items: int
    unread: int
    scored: tuple[str, ...]

    def table(self) -> list[dict[str, object]]:
        """Return one row per number, by column."""
        return [row._asdict() for row in self.rows]

    def row(self, dimension: Dimension, measure: str, view: str) -> Row:
        """Return one number; `KeyError` if it was not measured."""
        for one in self.rows:
            if (one.dimension, one.measure, one.view) == (dimension, measure, view):
                return one
        raise KeyError((dimension, measure, view))

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values; write it with `graphs.plain_json.to_json`."""
        return {**asdict(self), "rows": self.table(), "scored": list(self.scored)}

    def text(self) -> str:
        """Return the report for people."""
        lines = [
            f"{self.model} on {counted(self.clips, 'clip')}, {counted(self.items, 'question')}; "
            f"{self.unread} without an answer that can be read, counted as wrong.",
            "In brackets the 95 % interval over clips; 'baseline' is what always giving the most "
            "common right answer would get.",
        ]
        for dimension, title in TITLES.items():
            rows = [row for row in self.rows if row.dimension == dimension]
            if rows:
                lines += ["", f"{title}. {SAYS[dimension]}", *_lines(rows)]
        lines += ["", f"model {self.model_digest[:16]}, questions {self.questions_digest[:16]}, "
                  f"seed {self.seed}"]  # fmt: skip
        return "\n".join(lines)


def _lines(rows: Sequence[Row]) -> Iterable[str]:
    said = ""
    for row in rows:
        if row.measure != SCORE and row.says == rows[0].says:
            continue  # the only measure that counts is the score
        if row.measure != said:
            said = row.measure
            yield f"  {row.measure}: {row.says}"
        low = "" if math.isnan(row.low) else f" [{row.low:.2f}, {row.high:.2f}]"
        if row.view == DIFFERENCE:
            yield f"    {'close-up minus full shot':<26}{row.value:>+6.2f}{low}"
        else:
            beside = f"baseline {row.baseline:.2f}, {row.clips} clips, {row.answers} answers"
            unread = f", {row.unread} unread" if row.unread else ""
            name = {"crop": "close-up", "full": "full shot"}[row.view]
            yield f"    {name:<26}{row.value:>6.2f}{low:<15} {beside}{unread}"


DIFFERENCE = "crop - full"


class _Side(NamedTuple):
    """A measure, or a score, in one view: its value and those of all draws; the baseline's."""

    values: Array
    baseline: float
    clips: int
    answers: int
    unread: int

    @property
    def counted(self) -> tuple[int, int, int]:
        """Clips, answers, and those that could not be read."""
        return self.clips, self.answers, self.unread


def make_report(
    identity: ModelIdentity,
    planned: Plan,
    clips: Sequence[LabelledClip],
    ethogram: Ethogram,
    outcomes: Sequence[Outcome],
    baseline: Sequence[Outcome],
    settings: SuiteSettings,
) -> Report:
    """Return the report of answers, with those of the baseline beside them."""
    lexicon = Lexicon(ethogram)
    texts = {
        str(one.data["behavior"])
        for one in (*outcomes, *baseline)
        if one.data is not None and "behavior" in one.data
    }
    readings = {text: lexicon.read(text) for text in texts}
    read = {text: None if one.swapped else one.behavior for text, one in readings.items()}
    scores = _Scores(outcomes, baseline, len(clips), settings.seed)
    rows: list[Row] = []
    of_suite = measures(planned.scored, read)
    for dimension in settings.dimensions:
        mine = [measure for measure in of_suite if measure.dimension == dimension]
        rows += _rows(dimension, mine, settings.views, scores)
    return Report(
        rows=tuple(rows),
        model=identity.name,
        model_digest=identity.digest,
        questions_digest=planned.digest,
        seed=settings.seed,
        clips=len(clips),
        items=len(planned.items),
        unread=sum(outcome.data is None for outcome in outcomes),
        scored=planned.scored,
    )


def _rows(
    dimension: Dimension, mine: Sequence[Measure], views: Sequence[View], scores: _Scores
) -> list[Row]:
    sides = {m.name: {view: scores.side(m, view) for view in views} for m in mine}
    counting = [m.name for m in mine if m.counts]
    whole = {view: _mean([sides[name][view] for name in counting]) for view in views}
    parts = [m.says for m in mine if m.counts]
    says = parts[0] if len(parts) == 1 else f"mean of {', '.join(counting)}"
    rows = _of_views(dimension, SCORE, says, whole)
    for measure in mine:
        rows += _of_views(dimension, measure.name, measure.says, sides[measure.name])
    return rows


def _of_views(dimension: Dimension, name: str, says: str, sides: Mapping[View, _Side]) -> list[Row]:
    rows = [
        Row(dimension, name, view, *estimate(one.values), one.baseline, *one.counted, says)
        for view, one in sides.items()
    ]
    if len(sides) == 2:
        crop, full = sides["crop"], sides["full"]
        between: Estimate = estimate(crop.values - full.values)
        counts = (
            max(crop.clips, full.clips),
            crop.answers + full.answers,
            crop.unread + full.unread,
        )
        rows.append(Row(dimension, name, DIFFERENCE, *between, math.nan, *counts, says))
    return rows


def _mean(parts: Sequence[_Side]) -> _Side:
    """Return the mean of measures; those that could not be measured are left out."""
    known = [part for part in parts if np.isfinite(part.values[0])]
    if not known:
        return parts[0]
    return _Side(
        np.mean([part.values for part in known], axis=0),
        float(np.mean([part.baseline for part in known])),
        max(part.clips for part in known),
        sum(part.answers for part in known),
        sum(part.unread for part in known),
    )


class _Scores:
    """Measures over clips, all drawn alike, so that views and measures can be compared."""

    def __init__(
        self, outcomes: Sequence[Outcome], baseline: Sequence[Outcome], clips: int, seed: int
    ) -> None:
        self._clips = range(clips)
        self._weights = draws(clips, seed)
        self._outcomes, self._baseline = _by_clip(outcomes), _by_clip(baseline)

    def side(self, measure: Measure, view: View) -> _Side:
        """Return a measure in one view."""
        used: list[list[Outcome]] = []
        tallies = self._tallies(measure, view, self._outcomes, used.append)
        base = self._tallies(measure, view, self._baseline, lambda _used: None)
        outcomes = [outcome for of_clip in used for outcome in of_clip]
        return _Side(
            bootstrap(tallies, measure.value, self._weights),
            float(measure.value(base.sum(axis=0))),
            sum(bool(of_clip) for of_clip in used),
            len(outcomes),
            sum(outcome.data is None for outcome in outcomes),
        )

    def _tallies(
        self,
        measure: Measure,
        view: View,
        by_clip: Mapping[tuple[int, View], Sequence[Outcome]],
        use: Callable[[list[Outcome]], None],
    ) -> Array:
        rows = []
        for clip in self._clips:
            outcomes = by_clip.get((clip, view), ())
            group = Group([one for one in outcomes if one.item.dimension == measure.dimension])
            rows.append(list(measure.tally(group)))
            use(list(group.used.values()))
        return np.array(rows, np.float64)


def _by_clip(outcomes: Sequence[Outcome]) -> dict[tuple[int, View], list[Outcome]]:
    found: dict[tuple[int, View], list[Outcome]] = {}
    for outcome in outcomes:
        found.setdefault((outcome.item.clip, outcome.item.view), []).append(outcome)
    return found
