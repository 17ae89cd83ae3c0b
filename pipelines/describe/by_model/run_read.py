"""A run of a model as its folder tells it; `pipelines.describe.by_model.run_folder` writes it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from graphs.errors import DataError
from graphs.records import Run, Status
from pipelines.describe.by_model.run_folder import EVENTS, REPORT, RUN
from pipelines.describe.claims import Claim, FreeText, State, Triple
from pipelines.models.answers import Asked
from pipelines.models.contract import Usage
from pipelines.models.ledger import IMAGES, read_ledger


@dataclass(frozen=True, slots=True)
class SaidClaim:
    """A claim of a model with what the tracks say about it.

    Parameters
    ----------
    claim
        What the model says.
    status
        ``asserted`` or ``proposed``.
    tracks, why
        The verdict, and one sentence for a person.
    evidence
        All that was measured and counted; see `pipelines.describe.by_model.facts`.
    """

    claim: Claim
    status: Status
    tracks: State
    why: str
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaidEvent:
    """What was asked and said about one event.

    Parameters
    ----------
    event_id, start_s, stop_s
        Which event; seconds, half-open.
    text
        The question, exactly as it was asked; empty if the tracks left nothing to ask.
    images
        SHA-256 of the pictures, in the order in which they were shown.
    answers
        How many there are.
    claims
        Valid statements.
    other
        What no entry of the ethogram covers.
    assessed, not_visible
        Triples that could be told from the pictures or the tracks, and those that could not:
        together, all that are legal in the event.
    remarks
        Claims that were dropped or changed, each with the reason.
    """

    event_id: str
    start_s: float
    stop_s: float
    text: str
    images: tuple[str, ...]
    answers: int
    claims: tuple[SaidClaim, ...]
    other: tuple[FreeText, ...]
    assessed: tuple[Triple, ...]
    not_visible: tuple[Triple, ...]
    remarks: tuple[str, ...]

    @property
    def triples(self) -> frozenset[Triple]:
        """What is claimed, without times."""
        return frozenset(one.claim.triple for one in self.claims)


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A run.

    Parameters
    ----------
    folder
        Where it is kept.
    run
        Who, what, with which settings.
    ended
        Whether it came to its end. If not, it is under way, was stopped or was killed; then there
        are no events yet.
    events
        In order of time.
    asked
        What asking came to when the run was made last; answers that were there before cost nothing.
    unanswered
        Events without an answer, with the reasons.
    sent
        All that left this machine for it, however often it was begun.
    named
        Recording, as the requests name it; empty if none was sent.
    """

    folder: Path
    run: Run
    ended: bool
    events: tuple[SaidEvent, ...]
    asked: Asked
    unanswered: Mapping[str, str]
    sent: Usage
    named: str

    @property
    def model(self) -> str:
        """Name of the model."""
        return model_of(self.run)

    @property
    def cost(self) -> Usage:
        """What the run cost: all that was sent, or for a model on this machine what was asked."""
        return self.sent if self.sent.requests else self.asked.usage

    def image(self, digest: str) -> Path | None:
        """Return the file of a picture; ``None`` if it is gone."""
        return next((self.folder / IMAGES).glob(f"{digest}.*"), None)


def model_of(run: Run) -> str:
    """Return the name of the model that a run asked, ``?`` if it does not say."""
    model = run.parameters.get("model")
    return str(model.get("name", "?")) if isinstance(model, Mapping) else "?"


def run_folders(runs: Path) -> list[Path]:
    """Return the folders of runs, sorted by name."""
    return sorted(path.parent for path in runs.glob(f"*/{RUN}"))


def read_run(folder: Path) -> ReadRun:
    """Read the folder of a run.

    Raises
    ------
    DataError
        A file is damaged, or was written by an earlier version.
    """
    try:
        run = Run(**json.loads((folder / RUN).read_bytes()))
        report, events = _ended(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = f"no {error}" if isinstance(error, KeyError) else str(error)
        message = (
            f"The run in {folder} cannot be read ({said}): a file is damaged, or an earlier "
            "version wrote it. Answers are kept apart from it: workbench label --force writes it "
            "anew and asks nothing twice."
        )
        raise DataError(message) from error
    sent, named = _sent(folder)
    return ReadRun(
        folder=folder,
        run=run,
        ended=report is not None,
        events=tuple(sorted(events, key=lambda event: (event.start_s, event.stop_s))),
        asked=_asked(report["asked"]) if report else Asked(),
        unanswered=dict(report["unanswered"]) if report else {},
        sent=sent,
        named=named,
    )


def _ended(folder: Path) -> tuple[dict[str, Any] | None, list[SaidEvent]]:
    """Return the report and the events of a run, if it came to its end."""
    if not (folder / REPORT).exists():
        return None, []
    lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines()
    return json.loads((folder / REPORT).read_bytes()), [_event(json.loads(line)) for line in lines]


def _event(line: Mapping[str, Any]) -> SaidEvent:
    return SaidEvent(
        event_id=line["event"],
        start_s=line["start_s"],
        stop_s=line["stop_s"],
        text=line["text"],
        images=tuple(line["images"]),
        answers=line["answers"],
        claims=tuple(map(_claim, line["claims"])),
        other=tuple(FreeText(**free) for free in line["other"]),
        assessed=tuple(Triple(*said) for said in line["assessed"]),
        not_visible=tuple(Triple(*said) for said in line["not_visible"]),
        remarks=tuple(line["remarks"]),
    )


def _claim(line: Mapping[str, Any]) -> SaidClaim:
    sure, evidence = line["confidence"], line["evidence"]
    return SaidClaim(
        claim=Claim(
            Triple(**line["triple"]),
            line["start_s"],
            line["stop_s"],
            math.nan if sure is None else sure,
        ),
        status=line["status"],
        tracks=evidence["tracks"],
        why=evidence["why"],
        evidence=evidence,
    )


def _asked(report: Mapping[str, Any]) -> Asked:
    usage = Usage(**{one.name: report["usage"][one.name] for one in fields(Usage)})
    return Asked(report["asked"], report["reused"], report["failed"], usage)


def _sent(folder: Path) -> tuple[Usage, str]:
    """Return what the requests of a run come to, and the recording that they name."""
    total, named = Usage(), ""
    for row in read_ledger(folder):
        answer = row.get("answer", {})
        tokens = (answer.get("input_tokens") or 0, answer.get("output_tokens") or 0)
        total += Usage(1, len(row["images"]), *tokens, answer.get("seconds") or 0.0)
        named = named or str(row["name"]).rpartition(" ")[0]
    return total, named
