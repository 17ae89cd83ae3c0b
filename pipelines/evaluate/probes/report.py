"""What probing came to, as rows, text and JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from graphs.words import counted
from pipelines.evaluate.probes.probe import ASPECTS, Aspect, Dropped, Form
from pipelines.evaluate.probes.score import ProbeRow

TITLES: Mapping[Aspect, str] = {
    "presence": "Presence",
    "count": "Count",
    "identity": "Identity: who",
    "attribute": "Posture",
    "action": "Action",
    "target": "Target",
    "spatial": "Left, right, above",
    "direction": "Direction: to whom",
    "zone": "Zone",
    "order": "Order in time",
}
FORM_TITLES: Mapping[Form, str] = {
    "yes_no": "yes or no",
    "choice": "four choices",
    "open": "open question",
}
_PAIRED = ("true accepted", "false rejected", "pair accuracy", "yes-rate")
_COLUMN, _NAME = 19, 20
_HELP = """\
In brackets the 95 % interval over clips.
  true accepted: share of the true statements that are called true
  false rejected: share of the false ones, which differ in one element, that are called false
  both right: share of pairs of a true and a false statement with both judged right
  yes-rate: share of all statements that are called true; half of them are"""


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
    seed
        Of what was drawn.
    clips, probes, measured
        How many there are, and how many probes rest on tracks alone.
    unread
        Answers that could not be read.
    dropped
        What could not be asked, and why.
    """

    rows: tuple[ProbeRow, ...]
    model: str
    model_digest: str
    view: str
    probes_digest: str
    seed: int
    clips: int
    probes: int
    measured: int
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

    def aspects(self, *forms: Form) -> list[Aspect]:
        """Return what was asked about in some forms, in the order of all aspects."""
        return [a for a in ASPECTS if any(r.aspect == a and r.form in forms for r in self.rows)]

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values; write it with `graphs.plain_json.to_json`."""
        return {**asdict(self), "rows": self.table()}

    def text(self) -> str:
        """Return the report for people."""
        lines = [
            f"{self.model} on {counted(self.clips, 'clip')}, {counted(self.probes, 'probe')}: "
            f"{self.probes - self.measured} about facts, {self.measured} about where tracks have "
            "the animals.",
            f"{self.unread} without an answer that can be read, counted as wrong.",
            _HELP,
            *self._paired(),
            *self._others(),
        ]
        if self.dropped:
            lines += ["", "Not asked:"]
            lines += [f"  {TITLES[one.aspect]:<{_NAME}}{one.count}: {one.why}"
                      for one in self.dropped]  # fmt: skip
        lines += ["", f"model {self.model_digest[:16]}, probes {self.probes_digest[:16]}, "
                  f"seed {self.seed}"]  # fmt: skip
        return "\n".join(lines)

    def _paired(self) -> Iterator[str]:
        aspects = self.aspects("yes_no")
        if not aspects:
            return
        yield ""
        heads = "".join(f"{name:<{_COLUMN}}" for name in
                        ("true accepted", "false rejected", "both right", "yes-rate"))  # fmt: skip
        yield f"{'Yes or no':<{_NAME}}{'pairs':>5}{'clips':>7}  {heads}".rstrip()
        for aspect in aspects:
            rows = [self.row(aspect, measure) for measure in _PAIRED]
            pairs, clips = rows[2].n, self.row(aspect, "accuracy").clips
            yield _line(TITLES[aspect], pairs, clips, rows)
        constants = {"always yes": (1, 0, 0, 1), "always no": (0, 1, 0, 0)}
        for name, values in constants.items():
            cells = "".join(f"{value:<{_COLUMN}.2f}" for value in values)
            yield f"{name:<{_NAME}}{'':12}  {cells}".rstrip()

    def _others(self) -> Iterator[str]:
        rows = [row for row in self.rows if row.form != "yes_no"]
        if not rows:
            return
        yield ""
        right = f"{'right':<{_COLUMN}}always the most common"
        yield f"{'Choices and open':<{_NAME}}{'n':>5}{'clips':>7}  {'':<15}{right}"
        for row in rows:
            form = f"{FORM_TITLES[row.form]:<15}"
            baseline = f"{row.most_common:.2f}"
            yield f"{_line(TITLES[row.aspect], row.n, row.clips, [row], form)}{baseline}"


def _line(title: str, n: int, clips: int, rows: Sequence[ProbeRow], before: str = "") -> str:
    cells = "".join(f"{_share(row):<{_COLUMN}}" for row in rows)
    unread = f"{rows[0].unread} unread" if rows[0].unread and not before else ""
    line = f"{title:<{_NAME}}{n:>5}{clips:>7}  {before}{cells}{unread}"
    return line if before else line.rstrip()


def _share(row: ProbeRow) -> str:
    if math.isnan(row.value):
        return "-"
    bounds = "" if math.isnan(row.low) else f" [{row.low:.2f}, {row.high:.2f}]"
    return f"{row.value:.2f}{bounds}"
