"""What is kept of a run, for people: settings, the exact pictures, and what was asked and said.

```
runs/RUN/
  run.json         who, what, with which settings
  exemplars.json   events that people confirmed, from which questions give examples
  images/          the pictures as they were shown, named by their SHA-256
  events.jsonl     a line per event: questions, answers, claims with their verdicts
  report.json      what it came to: questions, tokens, events without an answer; written at the end
  ledger.jsonl     what left this machine, if anything did (`pipelines.models.ledger`)
```

`pipelines.describe.by_model.run_read` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from pathlib import Path

from graphs.plain_json import to_json
from graphs.records import Run
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.describe.by_model.facts import Judged
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.exemplars import Exemplar
from pipelines.describe.prompt.samples import Agreement
from pipelines.models.answers import Asked
from pipelines.models.contract import Question
from pipelines.models.ledger import Ledger
from pipelines.stills.contract import Still

RUN, EXEMPLARS = "run.json", "exemplars.json"
ANSWERS = "answers"
"""Folder beside those of the runs: what models answered, for all of them."""

EVENTS, REPORT = "events.jsonl", "report.json"


class RunFolder:
    """The folder of one run.

    Parameters
    ----------
    folder
        Made by `begin`.

    Attributes
    ----------
    ledger
        What leaves this machine during the run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger(folder)
        self._lines: list[str] = []

    def begin(self, run: Run, exemplars: Sequence[Exemplar] = ()) -> list[Exemplar]:
        """Make the folder, and say what the run is.

        Parameters
        ----------
        run
            Who, what, with which settings.
        exemplars
            From which questions give examples, if the run is begun now.

        Returns
        -------
        list of Exemplar
            Those that it was begun with: a run that goes on asks as it did, and pays nothing twice.

        Raises
        ------
        UserError
            The folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        if not (self.folder / EXEMPLARS).exists():
            self._write(EXEMPLARS, [asdict(one) for one in exemplars])
        self._write(RUN, asdict(run))
        return read_exemplars(self.folder)

    def keep(self, stills: Sequence[Still]) -> None:
        """Keep the pictures of an event as they are shown."""
        for still in stills:
            self.ledger.keep(still.image)

    def described(
        self, questions: Sequence[Question], agreement: Agreement, judged: Sequence[Judged]
    ) -> None:
        """Note what was asked and said about an event."""
        said, event = agreement.description, agreement.description.event
        first = questions[0] if questions else None
        line = {
            "event": event.event_id,
            "start_s": event.start_s,
            "stop_s": event.stop_s,
            "questions": [question.digest for question in questions],
            "text": first.text if first else "",
            "images": [image.digest for image in first.images] if first else [],
            "answers": agreement.answers,
            "disagreement": agreement.disagreement if agreement.answers > 1 else None,
            "claims": [
                {**asdict(one.claim), "status": one.status, "evidence": one.evidence}
                for one in judged
            ],
            "other": [asdict(free) for free in said.other],
            "not_visible": [list(astuple(triple)) for triple in said.not_visible],
            "assessed": [list(astuple(triple)) for triple in said.assessed],
            "remarks": said.remarks,
        }
        self._lines.append(to_json(line))

    def end(self, asked: Asked, unanswered: Mapping[str, str]) -> None:
        """Write what was noted, and what it came to."""
        text = "".join(f"{line}\n" for line in self._lines)
        write_atomic(self.folder / EVENTS, text.encode())
        self._write(REPORT, {"asked": asdict(asked), "unanswered": dict(unanswered)})

    def _write(self, name: str, value: object) -> None:
        write_atomic(self.folder / name, to_json(value).encode())


def read_exemplars(folder: Path) -> list[Exemplar]:
    """Return the events from which a run gives examples; none if the folder holds no run."""
    try:
        said = json.loads((folder / EXEMPLARS).read_bytes())
    except FileNotFoundError:
        return []
    return [
        Exemplar(
            one["recording"],
            one["start_s"],
            one["stop_s"],
            tuple(Triple(**triple) for triple in one["triples"]),
            tuple((behavior, target) for behavior, target in one["pairs"]),
        )
        for one in said
    ]
