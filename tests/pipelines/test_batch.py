"""What becomes of a recording whose process died, by what it had stored."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graphs.ethogram import parse_ethogram
from pipelines.batch import _after_death, _Job, _label
from pipelines.label import LabelSettings
from pipelines.workers import Death
from workbench.project import ethogram_text
from workbench.samples import open_sample

DEATH = Death("The process that worked on it died: SIGKILL.")


@pytest.fixture
def job(tmp_path: Path) -> _Job:
    ethogram = parse_ethogram(ethogram_text("social_rodents"))
    return _Job(tmp_path / "graph", ethogram, LabelSettings(), None, force=False)


def after(job: _Job) -> tuple[str, int, str | None]:
    outcome = _after_death(job, open_sample().spec, time.perf_counter(), DEATH)
    return outcome.state, outcome.facts, outcome.error


def test_nothing_was_stored(job: _Job) -> None:
    assert after(job) == ("failed", 0, DEATH.reason)


def test_it_died_between_storing_and_saying_so(job: _Job) -> None:
    stored = _label(job, open_sample().spec, lambda _stage, _share: None)
    assert after(job) == ("done", stored.facts, None)


def test_what_is_stored_is_of_other_settings(job: _Job) -> None:
    _label(job, open_sample().spec, lambda _stage, _share: None)
    other = _Job(job.folder, job.ethogram, LabelSettings(segmenter="fixed"), None, force=False)
    assert after(other)[0] == "failed"


def test_forced_again_what_is_stored_may_be_from_before(job: _Job) -> None:
    _label(job, open_sample().spec, lambda _stage, _share: None)
    forced = _Job(job.folder, job.ethogram, job.settings, None, force=True)
    assert after(forced) == ("failed", 0, DEATH.reason)
