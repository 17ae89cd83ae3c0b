"""A run in a process of its own that Ctrl-C and SIGTERM stop; prints what it tells, then JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from batch_world import bad, ethogram, good

from pipelines.batch import Limits, Outcome, label_all
from pipelines.batch.cluster import Cluster
from pipelines.batch.stopping import listening
from pipelines.label import LabelSettings


def main(folder: Path, where: str) -> None:
    """Label recordings of which one takes long, in some processes or on a cluster."""
    jobs, executor = (int(where), None) if where.isdigit() else (1, Cluster(where))
    slow = bad(folder, "slow", "wait")
    recordings = [good(folder, "first"), slow, *(good(folder, f"good{n}") for n in range(3))]

    def finished(outcome: Outcome) -> None:
        print("finished", outcome.recording, outcome.state, flush=True)  # noqa: T201

    def progress(now: object) -> None:
        print(now, flush=True)  # noqa: T201

    with listening(lambda text: print("said", text, flush=True)) as stop:  # noqa: T201
        outcomes = label_all(
            recordings, folder / "graph", ethogram(), LabelSettings(), jobs=jobs, executor=executor,
            stop=stop, limits=Limits(memory_mb=4000), finished=finished, progress=progress,
        )  # fmt: skip
    print(json.dumps({one.recording: [one.state, one.error] for one in outcomes}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
