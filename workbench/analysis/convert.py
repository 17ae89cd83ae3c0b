"""Bouts as masks, as records of the graph, and as intervals of other libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError, missing_extra
from graphs.records import Fact, Source
from graphs.storage.added import added_run, with_added
from graphs.storage.store import GraphStore
from pipelines.label import TOOL
from workbench.analysis.matching import merged
from workbench.analysis.rows import Row

if TYPE_CHECKING:
    import pynapple

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording


def bouts_to_mask(bouts: Bouts, recording: Recording) -> Mask:
    """Return bouts as a mask over the frames of one recording; see `Bouts.mask`.

    Raises
    ------
    UserError
        The bouts are of other recordings, or of another one of that name.
    """
    from workbench.analysis.masks import Mask

    merged([bouts.recordings, {recording.name: recording}])  # refuses another one of that name
    rows: dict[Row, list[int]] = {}
    for index, row in enumerate(bouts.rows):
        if row.recording == recording.name:
            rows.setdefault(Row(row.subject, row.object), []).append(index)
    if not rows:
        others = ", ".join(bouts.recordings) or "none"
        message = f"These bouts are of other recordings ({others}) than {recording.name!r}."
        raise UserError(message)
    true = np.zeros((len(rows), recording.clock.frames), bool)
    known = np.ones_like(true)
    for place, members in enumerate(rows.values()):
        for index in members:
            true[place] |= _frames_in(bouts, index, recording)
            known[place] &= _covered(recording, recording.clock.frames_in(bouts.assessed[index]))
    labels = dict.fromkeys(bouts.rows[i].label for members in rows.values() for i in members)
    return Mask(recording, true, known & ~true, tuple(rows), ", ".join(labels))


def _frames_in(bouts: Bouts, row: int, recording: Recording) -> NDArray[np.bool_]:
    return _covered(recording, bouts.chosen(bouts.row == row).frames())


def _covered(recording: Recording, frames: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which frames lie in some ranges, half-open, shape (frames,)."""
    steps = np.zeros(recording.clock.frames + 1, np.int64)
    np.add.at(steps, frames[:, 0], 1)
    np.add.at(steps, frames[:, 1], -1)
    return np.asarray(np.cumsum(steps[:-1]) > 0)


def bouts_to_facts(bouts: Bouts, source: Source, run: str) -> list[Fact]:
    """Return bouts as records of the knowledge graph; `source` and `run` as for `Bouts.facts`.

    Raises
    ------
    UserError
        A row has no subject: a fact is about somebody.
    """
    nobody = [row.label for row in bouts.rows if row.subject is None]
    if nobody:
        message = f"Bouts of {', '.join(nobody)} have no subject, and a fact is about somebody."
        raise UserError(message)
    frames, coverage = bouts.frames(), bouts.coverage
    facts = []
    for number, row_index in enumerate(bouts.row):
        row = bouts.rows[row_index]
        start_s, stop_s = map(float, bouts.intervals[number])
        facts.append(
            Fact(
                recording=row.recording,
                subject=row.subject or "",
                predicate=row.label,
                object=row.object,
                start_s=start_s,
                stop_s=stop_s,
                start_frame=int(frames[number, 0]),
                stop_frame=int(frames[number, 1]),
                kind="point" if start_s == stop_s else "state",
                confidence=float(bouts.confidence[number]),
                status="asserted",
                source=source,
                run=run,
                evidence=_evidence(coverage[number]),
            )
        )
    return facts


def store_bouts(bouts: Bouts, source: Source) -> int:
    """Store bouts as facts in the graphs of their projects, beside what labelling made.

    What was stored before of the same subject, object, label and source is replaced, so that
    storing twice does not count twice; all else stays. Labelling again keeps it.

    Parameters
    ----------
    bouts
        Of recordings of a project that were labelled.
    source
        ``rule`` for what was computed, ``human`` for what a person marked.

    Returns
    -------
    int
        Number of facts stored.

    Raises
    ------
    UserError
        A recording belongs to no project or was not labelled, a label is empty, or labelling itself
        looks for one of the labels: then ``labelled("another name")`` is needed unless a person
        marked them.
    """
    stores = {name: _store_of(recording) for name, recording in bouts.recordings.items()}
    labels = sorted({row.label for row in bouts.rows})
    _check_labels(labels, source, stores)
    for name, store in stores.items():
        for label in labels:
            wanted = [
                i for i, r in enumerate(bouts.rows) if (r.recording, r.label) == (name, label)
            ]
            if wanted:
                _store_label(store, name, bouts.only_rows(np.array(wanted, np.intp)), source, label)
    return len(bouts)


def _store_label(store: GraphStore, name: str, bouts: Bouts, source: Source, label: str) -> None:
    run = added_run(TOOL, version(TOOL), source, label)
    rows = {(row.subject or "", row.object) for row in bouts.rows}
    facts, assessed = bouts_to_facts(bouts, source, run.run_id), bouts.assessed_records()
    store.change(
        name,
        run.run_id,
        lambda before: with_added(before, name, run, facts, assessed, rows),
    )


def _store_of(recording: Recording) -> GraphStore:
    if recording.project is None or not recording.project.store().is_labelled(recording.name):
        message = (
            f"Recording {recording.name!r} has no graph to store in: it must belong to a project "
            "and be labelled once (workbench label)."
        )
        raise UserError(message)
    return recording.project.store()


def _check_labels(labels: Sequence[str], source: Source, stores: Mapping[str, GraphStore]) -> None:
    if any(not label.strip() for label in labels):
        message = "Facts need a name for what was seen: bouts.labelled('...')."
        raise UserError(message)
    if source != "rule":
        return
    looked = {
        span.predicate for name, store in stores.items() for span in store.read_layer(name).assessed
    }
    taken = [label for label in labels if label in looked]
    if taken:
        message = (
            f"Labelling looks for {', '.join(taken)} itself, and both would count. Give these "
            "bouts another name: bouts.labelled('...')."
        )
        raise UserError(message)


def _evidence(coverage: float) -> dict[str, float]:
    return {"coverage": round(float(coverage), 4)} if np.isfinite(coverage) else {}


def bouts_to_pynapple(bouts: Bouts) -> pynapple.IntervalSet:
    """Return bouts as a pynapple ``IntervalSet``; see `Bouts.to_pynapple`, raises as that."""
    try:
        import pynapple
    except ImportError as error:
        what = "Turning bouts into a pynapple IntervalSet"
        raise missing_extra(what, "formats") from error
    if len(bouts.recordings) > 1:
        names = ", ".join(bouts.recordings)
        message = f"An IntervalSet has one clock; these bouts are of {names}. Choose one recording."
        raise UserError(message)
    if (bouts.duration_s <= 0).any():
        message = "An IntervalSet cannot hold points in time; use start_s of the bouts instead."
        raise UserError(message)
    order = np.lexsort((bouts.stop_s, bouts.start_s))
    starts, stops = bouts.start_s[order], bouts.stop_s[order]
    if (starts[1:] < stops[:-1]).any():
        message = (
            "An IntervalSet cannot hold bouts that overlap, as those of several animals do. Choose "
            "one row, such as bouts['mouse_1'], or merge them with union."
        )
        raise UserError(message)
    table = bouts.table().iloc[order]
    metadata = {name: table[name].to_numpy() for name in ("subject", "object", "label")}
    return pynapple.IntervalSet(starts, stops, metadata=metadata)
