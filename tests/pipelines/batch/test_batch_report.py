"""The report of a run: counts, throughput, causes, and a page that needs nothing else."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.batch.outcome import Outcome
from pipelines.batch.remaining import Remaining
from pipelines.batch.report import ADVICE, IN_WORDS, BatchReport, make_report, write_report
from pipelines.batch.report_page import page
from pipelines.batch.status import RunLog

RETRY = "workbench label --retry-failed -p 'my <project>'"


def report_of(tmp_path: Path, outcomes: list[Outcome], lengths: dict[str, float]) -> BatchReport:
    with RunLog(tmp_path, "workbench label", len(outcomes), Remaining(1), jobs=2) as log:
        for outcome in outcomes:
            log.finished(outcome)
    status = replace(log.status, began=1000.0, ended=1010.0)
    return make_report(status, outcomes, retry=RETRY, recorded_s=lengths, expected_s=12.0)


@pytest.fixture
def report(tmp_path: Path) -> BatchReport:
    outcomes = [
        Outcome("a", "done", 6.0, 100, 2, 3, 4, cpu_s=5.0, warnings=("Dark.",)),
        Outcome("b", "done", 4.0, 200, 2, 3, 5, cpu_s=3.0, warnings=("Dark.",)),
        Outcome("c", "skipped", 0.1, 50, 2, 1, 1),
        Outcome("d", "failed", 1.0, error="It is <b>empty</b>.", cause="input"),
        Outcome("e", "failed", 9.0, error="Too long.", cause="limit time"),
        Outcome("f", "failed", 1.0, error="It is <b>empty</b>.", cause="input"),
        Outcome("g", "held", 1.0, error="Another has it.", cause="held"),
    ]
    return report_of(tmp_path, outcomes, {"a": 20.0, "b": 40.0, "c": 10.0})


def test_counts_and_throughput_are_those_by_hand(report: BatchReport) -> None:
    assert report.states == {"done": 2, "skipped": 1, "failed": 3, "held": 1}
    assert list(report.causes.items()) == [("input", 2), ("limit time", 1), ("held", 1)]
    found = report.throughput
    assert (found.labelled, found.frames, found.recorded_s) == (2, 300, 60.0)
    assert (found.busy_s, found.cpu_s) == (10.0, 8.0)
    assert found.recordings_per_hour == pytest.approx(720)  # 2 in 10 s
    assert (found.frames_per_s, found.recorded_per_s) == (pytest.approx(30), pytest.approx(6))


def test_failures_are_grouped_with_the_most_frequent_cause_first(report: BatchReport) -> None:
    assert [(one.cause, one.recordings, one.retriable) for one in report.failures] == [
        ("input", ("d", "f"), False), ("held", ("g",), True), ("limit time", ("e",), False),
    ]  # fmt: skip
    assert report.warnings == {"Dark.": ["a", "b"]}
    assert report.retry == RETRY
    assert [one.recording for one in report.outcomes] == ["a", "b", "d", "e", "f", "g"]


def test_nothing_is_made_up(tmp_path: Path) -> None:
    report = report_of(tmp_path, [Outcome("a", "done", 1.0, 10)], {})
    assert math.isnan(report.throughput.recorded_s)
    assert math.isnan(report.throughput.cpu_s)
    assert report.retry == ""
    assert "nan" not in re.sub(r"<style>.*</style>", "", page(report), flags=re.DOTALL).lower()


def test_the_files(report: BatchReport, tmp_path: Path) -> None:
    document, html = write_report(report, tmp_path)
    said = json.loads(document.read_text(encoding="utf-8"))
    assert said["throughput"]["recordings_per_hour"] == 720
    assert [one["recording"] for one in said["outcomes"]] == ["a", "b", "d", "e", "f", "g"]
    assert said["outcomes"][2]["cpu_s"] is None
    assert html.read_text(encoding="utf-8") == page(report)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escaped_and_needs_nothing(report: BatchReport) -> None:
    text = page(report)
    tags = Tags()
    tags.feed(text)
    assert (tags.open, tags.links) == ([], [])
    assert "http" not in text
    assert "@import" not in text
    assert "It is &lt;b&gt;empty&lt;/b&gt;." in text
    assert "&#x27;my &lt;project&gt;&#x27;" in text
    assert 'name="viewport"' in text
    assert "prefers-color-scheme: dark" in text


def test_the_page_of_many_is_no_longer_than_a_phone_can_show(tmp_path: Path) -> None:
    outcomes = [Outcome(f"r{n}", "done", n / 10, 10) for n in range(600)]
    outcomes += [
        Outcome(f"f{n}", "failed", 0.1, error="Empty.", cause="input") for n in range(5000)
    ]
    text = page(report_of(tmp_path, outcomes, {}))
    assert "the slowest 500 of 600" in text
    assert "and 4960 more" in text
    assert len(text) < 200_000


def failed(name: str, error: str) -> Outcome:
    return Outcome(name, "failed", 0.1, error=error, cause="input")


def test_what_differs_only_in_the_names_of_files_is_told_once(tmp_path: Path) -> None:
    names = ["1", "m12", "Käfig [3] (a)", "m1"]
    outcomes = [failed(name, f"No index in '/data 1/m1/{name}.mp4'. Copy it.") for name in names]
    outcomes += [failed("x", "'xDLC_resnet1.h5' is empty."), failed("y", "Bad: 'y.csv'")]
    outcomes += [
        Outcome(name, "done", 1.0, warnings=(f"'{name}.h5' has 9 rows.", "Dark."))
        for name in ("p", "q")
    ]
    report = report_of(tmp_path, outcomes, {})
    assert [(one.error, one.recordings) for one in report.failures] == [
        ("No index in '/data 1/m1/*.mp4'. Copy it.", tuple(names)),
        ("'xDLC_resnet1.h5' is empty.", ("x",)),
        ("Bad: 'y.csv'", ("y",)),
    ]
    assert report.warnings == {"'*.h5' has 9 rows.": ["p", "q"], "Dark.": ["p", "q"]}
    assert [one.error for one in report.outcomes[:4]] == [one.error for one in outcomes[:4]]
    assert page(report).count("No index") == 1


def test_the_page_of_many_reasons_says_where_the_rest_is(tmp_path: Path) -> None:
    outcomes = [failed(f"f{n}", f"It has {n} rows.") for n in range(600)]
    text = page(report_of(tmp_path, outcomes, {}))
    assert text.count("<details open>") == 500
    assert "100 other reasons: see report.json" in text
    assert RETRY.partition("'")[0] in text


def test_every_cause_has_words_and_advice() -> None:
    from typing import get_args

    from pipelines.batch.outcome import Cause

    assert set(IN_WORDS) == set(ADVICE) == set(get_args(Cause))
