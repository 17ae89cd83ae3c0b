"""What answers to probes come to: shares per aspect, with intervals and a baseline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from graphs.ethogram import Ethogram
from graphs.lexicon.surface import Lexicon
from pipelines.evaluate.describer.intervals import wilson
from pipelines.evaluate.probes.probe import ASPECTS, Aspect, Dropped, Form, Probe
from pipelines.models.contract import Json

Right = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """A probe with its answer; ``None`` where there is none that can be read."""

    probe: Probe
    data: Json | None


class ProbeRow(NamedTuple):
    """One share.

    Parameters
    ----------
    aspect, form, measure
        What was measured.
    value, low, high
        A share with its 95 % interval (Wilson 1927); NaN of nothing.
    n
        Of how many.
    baseline
        What always giving the most common right answer of this aspect and form would get.
    unread
        Answers that are missing or do not fit; they count as wrong, and as neither yes nor no.
    """

    aspect: Aspect
    form: Form
    measure: str
    value: float
    low: float
    high: float
    n: int
    baseline: float
    unread: int


MEASURES: Mapping[str, str] = {
    "accuracy": "share of right answers",
    "pair accuracy": "share of pairs of which both statements are judged right",
    "yes-rate": "share of statements called true; half of them are",
    "false rejected": "share of false statements that are called false",
}


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What probing came to.

    Parameters
    ----------
    rows
        All shares, aspect by aspect.
    model, model_digest, view
        Who was asked, and how the clips were shown.
    probes_digest
        Of all that was asked, without the pictures.
    seed, probes, unread
        Of what was drawn; how many probes, and answers that could not be read.
    dropped
        What could not be asked, and why.
    """

    rows: tuple[ProbeRow, ...]
    model: str
    model_digest: str
    view: str
    probes_digest: str
    seed: int
    probes: int
    unread: int
    dropped: tuple[Dropped, ...]

    def table(self) -> list[dict[str, object]]:
        """Return one row per share, by column."""
        return [row._asdict() for row in self.rows]

    def row(self, aspect: Aspect, measure: str, form: Form = "yes_no") -> ProbeRow:
        """Return one share; `KeyError` if it was not measured."""
        for one in self.rows:
            if (one.aspect, one.form, one.measure) == (aspect, form, measure):
                return one
        raise KeyError((aspect, form, measure))

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values; write it with `graphs.plain_json.to_json`."""
        return {**asdict(self), "rows": self.table()}

    def text(self) -> str:
        """Return the report for people."""
        lines = [
            f"{self.model}, {self.view}: {self.probes} probes; {self.unread} without an answer "
            "that can be read, counted as wrong.",
            *(f"  {name}: {says}" for name, says in MEASURES.items()),
            "  In brackets the 95 % interval; b: what always the most common right answer gets.",
        ]
        for aspect in ASPECTS:
            rows = [row for row in self.rows if row.aspect == aspect]
            missing = [one for one in self.dropped if one.aspect == aspect]
            if rows or missing:
                lines += ["", aspect, *_lines(rows)]
                lines += [f"  {one.count} not asked: {one.why}" for one in missing]
        lines += ["", f"model {self.model_digest[:16]}, probes {self.probes_digest[:16]}, "
                  f"seed {self.seed}"]  # fmt: skip
        return "\n".join(lines)


def _lines(rows: Iterable[ProbeRow]) -> Iterable[str]:
    forms = {"yes_no": "yes or no", "choice": "four choices", "open": "open"}
    for row in rows:
        unread = f", {row.unread} unread" if row.unread else ""
        yield (
            f"  {forms[row.form]:<13}{row.measure:<15}{row.value:>5.2f} "
            f"[{row.low:.2f}, {row.high:.2f}]  n {row.n}, b {row.baseline:.2f}{unread}"
        )


def score_probes(outcomes: Sequence[ProbeOutcome], ethogram: Ethogram) -> tuple[ProbeRow, ...]:
    """Return all shares.

    Parameters
    ----------
    outcomes
        Probes with their answers, in any order.
    ethogram
        Tells what free answers mean.
    """
    lexicon = Lexicon(ethogram)

    def means(text: str) -> str | None:
        reading = lexicon.read(text)
        return None if reading.swapped else reading.behavior

    rows: list[ProbeRow] = []
    forms: tuple[Form, ...] = ("yes_no", "choice", "open")
    for aspect in ASPECTS:
        for form in forms:
            asked = [o for o in outcomes if (o.probe.aspect, o.probe.form) == (aspect, form)]
            if asked:
                rows += _rows(aspect, form, asked, means)
    return tuple(rows)


def _rows(
    aspect: Aspect,
    form: Form,
    asked: Sequence[ProbeOutcome],
    means: Callable[[str], str | None],
) -> list[ProbeRow]:
    constant = _most_common([one.probe.right for one in asked])
    counted = _counts(asked, [_is_right(one, means) for one in asked])
    base = _counts(
        [ProbeOutcome(one.probe, {"answer": constant}) for one in asked],
        [_fits(constant, one.probe.right) for one in asked],
    )
    unread = sum(one.data is None for one in asked)
    return [
        ProbeRow(aspect, form, name, *wilson(*counted[name]), counted[name][1],
                 wilson(*base[name]).value, unread)
        for name in (MEASURES if form == "yes_no" else ("accuracy",))
    ]  # fmt: skip


def _counts(asked: Sequence[ProbeOutcome], right: Sequence[bool]) -> dict[str, tuple[int, int]]:
    """Return hits and number for each measure."""
    both = list(zip(asked, right, strict=True))
    pairs: dict[str | None, list[bool]] = {}
    for one, is_right in both:
        pairs.setdefault(one.probe.pair, []).append(is_right)
    false = [is_right for one, is_right in both if one.probe.right == "no"]
    said_yes = sum(one.data is not None and one.data["answer"] == "yes" for one in asked)
    return {
        "accuracy": (sum(right), len(right)),
        "pair accuracy": (sum(map(all, pairs.values())), len(pairs)),
        "yes-rate": (said_yes, len(asked)),
        "false rejected": (sum(false), len(false)),
    }


def _is_right(outcome: ProbeOutcome, means: Callable[[str], str | None]) -> bool:
    if outcome.data is None:
        return False
    said, right = outcome.data["answer"], outcome.probe.right
    return means(str(said)) in right if isinstance(right, tuple) else said == right


def _fits(constant: str | int, right: Right) -> bool:
    return constant in right if isinstance(right, tuple) else constant == right


def _most_common(rights: Sequence[Right]) -> str | int:
    """Return what is right most often; of equally common answers the first in the alphabet."""
    each = [one for right in rights for one in (right if isinstance(right, tuple) else (right,))]
    counts = Counter(each)
    return min(counts, key=lambda one: (-counts[one], str(one)))
