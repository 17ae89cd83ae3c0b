"""How many false claims the tracks flag, and how many true ones; on the sample recordings."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from graphs.ethogram import parse_ethogram
from pipelines.describe.claims import Claim, Triple
from pipelines.opened import open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings
from pipelines.verify.referee import Referee
from sample_data.claims import KINDS, Said, false_claims, true_claims, truth
from workbench.project import ethogram_text
from workbench.samples import open_sample, sample_folder

COUNT = 500


def main() -> bool:
    """Print the shares, and whether they meet their targets."""
    spec = open_sample().spec
    folder = sample_folder()
    shaky = RecordingSpec(
        "open_field_vfr",
        video=folder / "open_field_vfr.mp4",
        tracks=next(Path(folder).glob("open_field_vfrDLC*.h5")),
        arena=spec.arena,
    )
    return all([_report(spec), _report(shaky)])


def _report(spec: RecordingSpec) -> bool:
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    opened = open_recording(spec, clean=CleanSettings(), body_length_cm=ethogram.body_length_cm)
    clock = opened.tracks.timebase
    started = time.process_time()
    referee = Referee(opened.scene, clock, ethogram)
    measured_s = time.process_time() - started
    bouts = truth(sample_folder())
    predicates = sorted({bout.predicate for bout in bouts})
    true = true_claims(bouts, COUNT, seed=1)
    false = false_claims(bouts, clock.stop_s, predicates, COUNT, seed=2)
    started = time.process_time()
    right, wrong = (referee.verdicts(_claims(said)) for said in (true, false))
    judged_s = time.process_time() - started
    states = Counter(one.state for one in right)
    print(f"{spec.name}: rules measured in {measured_s:.2f} CPU s, {2 * COUNT} verdicts in "
          f"{judged_s:.2f}")  # fmt: skip
    flagged_true = states["disagree"] / COUNT
    print(f"  true claims: {states['agree'] / COUNT:.1%} agree, {flagged_true:.1%} flagged "
          f"(target <= 2%), {states['untestable'] / COUNT:.1%} untestable")  # fmt: skip
    shares = []
    for kind in (*KINDS, ""):
        found = Counter(
            one.state for one, said in zip(wrong, false, strict=True) if kind in ("", said.kind)
        )
        testable = found.total() - found["untestable"]
        shares.append(found["disagree"] / testable)
        print(f"  false {kind or 'in all':10} {shares[-1]:.1%} of the testable flagged "
              f"(target >= 90%), {testable / found.total():.1%} testable")  # fmt: skip
    return flagged_true <= 0.02 and shares[-1] >= 0.9


def _claims(said: list[Said]) -> list[Claim]:
    return [Claim(Triple(*one.triple), one.start_s, one.stop_s) for one in said]
