"""What is kept of a run, for people: settings, the exact pictures, and what was asked and said.

```
runs/RUN/
  run.json         who, what, with which settings
  images/          the pictures as they were shown, named by their SHA-256
  events.jsonl     a line per event: questions, answers, claims with their verdicts
  report.json      what it came to: questions, tokens, events without an answer
  ledger.jsonl     what left this machine, if anything did (`pipelines.models.ledger`)
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from graphs.plain_json import to_json
from graphs.records import Event, Run
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.describe.by_model.facts import Judged
from pipelines.describe.claims import EventDescription
from pipelines.models.answers import Asked
from pipelines.models.contract import Question
from pipelines.models.ledger import Ledger
from pipelines.stills.contract import Still

RUN, EVENTS, REPORT = "run.json", "events.jsonl", "report.json"


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

    def begin(self, run: Run) -> None:
        """Make the folder, and say what the run is.

        Raises
        ------
        UserError
            It cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        write_atomic(self.folder / RUN, to_json(asdict(run)).encode())

    def keep(self, stills: Sequence[Still]) -> None:
        """Keep the pictures of an event as they are shown."""
        for still in stills:
            self.ledger.keep(still.image)

    def described(
        self,
        event: Event,
        questions: Sequence[Question],
        described: Sequence[EventDescription],
        judged: Sequence[Judged],
    ) -> None:
        """Note what was asked and said about an event."""
        said = {
            "event": event.event_id,
            "start_s": event.start_s,
            "stop_s": event.stop_s,
            "questions": [question.digest for question in questions],
            "text": questions[0].text if questions else "",
            "images": [image.digest for image in questions[0].images] if questions else [],
            "claims": [{**asdict(one.claim), **one.evidence} for one in judged],
            "other": [asdict(free) for one in described for free in one.other],
            "not_visible": [asdict(triple) for one in described for triple in one.not_visible],
            "remarks": [text for one in described for text in one.remarks],
        }
        self._lines.append(to_json(said))

    def end(self, asked: Asked, unanswered: Mapping[str, str]) -> None:
        """Write what was noted, and what it came to."""
        text = "".join(f"{line}\n" for line in self._lines)
        write_atomic(self.folder / EVENTS, text.encode())
        report = {"asked": asdict(asked), "unanswered": dict(unanswered)}
        write_atomic(self.folder / REPORT, to_json(report).encode())
