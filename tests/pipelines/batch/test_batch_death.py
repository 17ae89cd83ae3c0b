"""What becomes of a recording whose process died, by what it had stored; and second attempts."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from batch_world import ethogram, good

from pipelines.batch.task import Job, label_one, stored_meanwhile
from pipelines.label import LabelSettings
from pipelines.recording import RecordingSpec


@pytest.fixture
def job(tmp_path: Path) -> Job:
    (tmp_path / "graph").mkdir()
    return Job(tmp_path / "graph", ethogram(), LabelSettings())


@pytest.fixture
def recording(data: Path) -> RecordingSpec:
    return good(data, "m1")


def test_nothing_was_stored(job: Job, recording: RecordingSpec) -> None:
    assert stored_meanwhile(job, recording, time.perf_counter()) is None


def test_it_died_between_storing_and_saying_so(job: Job, recording: RecordingSpec) -> None:
    stored = label_one(job, recording)
    after = stored_meanwhile(job, recording, time.perf_counter(), 2)
    assert after is not None
    assert (after.state, after.facts, after.attempts) == ("done", stored.facts, 2)
    assert after.cpu_s != after.cpu_s  # nobody knows


def test_what_is_stored_is_of_other_settings(job: Job, recording: RecordingSpec) -> None:
    label_one(job, recording)
    other = replace(job, settings=LabelSettings(segmenter="fixed"))
    assert stored_meanwhile(other, recording, time.perf_counter()) is None


def test_forced_again_what_is_stored_may_be_from_before(job: Job, recording: RecordingSpec) -> None:
    label_one(job, recording)
    assert stored_meanwhile(replace(job, force=True), recording, time.perf_counter()) is None


def test_a_second_attempt_finds_what_the_first_one_stored(
    job: Job, recording: RecordingSpec
) -> None:
    assert label_one(job, recording).state == "done"
    assert label_one(job, recording).state == "skipped"
    again = label_one(job, recording, attempt=2)
    assert (again.state, again.attempts) == ("done", 2)
