"""The report of a run as one page that needs nothing else: for a phone too, light and dark."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from html import escape

from graphs.words import counted
from pipelines.batch.outcome import Outcome
from pipelines.batch.report import ADVICE, IN_WORDS, BatchReport, Failure, long_in_words

SHOWN = 500
"""Recordings in the table, the slowest, and reasons; all are in the JSON file."""
_NAMES = 40
_STATES = ("done", "skipped", "failed", "held", "stopped")

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff;
  --box: #f3f5f7; --line: #d5dae0; --done: #00795a; --skipped: #6b7785; --failed: #b3261e;
  --held: #8a5a00; --stopped: #5a4fb0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --soft: #a3acb6; --paper: #14171a;
  --box: #1f2429; --line: #3a424b; --done: #45c39d; --skipped: #97a3b0; --failed: #ff8a80;
  --held: #f0b429; --stopped: #b0a6ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: .2rem 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
.bar { display: flex; height: .9rem; border-radius: .45rem; overflow: hidden; margin: .8rem 0;
  background: var(--box); gap: 2px; }
.bar span { min-width: 3px; }
.done { background: var(--done); } .skipped { background: var(--skipped); }
.failed { background: var(--failed); } .held { background: var(--held); }
.stopped { background: var(--stopped); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; }
.tile { background: var(--box); border-radius: .5rem; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.key::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .4em;
  border-radius: 2px; background: var(--mark); }
pre, code { font: .9rem/1.5 ui-monospace, monospace; }
pre { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem;
  white-space: pre-wrap; }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; min-height: 2rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line);
  white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; }
"""


def page(report: BatchReport) -> str:
    """Return the report as HTML."""
    began = time.strftime("%Y-%m-%d %H:%M", time.localtime(report.began))
    parts = [
        f"<h1>Labelling of {escape(began)}</h1>",
        f'<p class="soft">{_tooks(report)}</p>',
        f"<pre>{escape(report.command)}</pre>",
        _bar(report),
        _tiles(report),
        _failures(report),
        _warnings(report),
        _table(report.outcomes),
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Labelling of {escape(began)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _tooks(report: BatchReport) -> str:
    expected = (
        "" if math.isnan(report.expected_s) else f" (expected: {long_in_words(report.expected_s)})"
    )
    at_once = "in one process" if report.jobs < 1 else f"{report.jobs} at once"
    return f"{long_in_words(report.took_s)}{expected}, {at_once}, on {escape(report.host)}"


def _bar(report: BatchReport) -> str:
    shown = [(state, report.states[state]) for state in _STATES if report.states.get(state)]
    spans = "".join(f'<span class="{state}" style="flex:{count}"></span>' for state, count in shown)
    keys = " ".join(
        f'<span class="key" style="--mark:var(--{state})">{count} {state}</span>&ensp;'
        for state, count in shown
    )
    return f'<div class="bar" aria-hidden="true">{spans}</div><p>{keys or "nothing to do"}</p>'


def _tiles(report: BatchReport) -> str:
    found = report.throughput
    values = [
        ("recordings per hour", _number(found.recordings_per_hour)),
        ("frames per second", _number(found.frames_per_s)),
        ("recorded time per time", f"{_number(found.recorded_per_s)} x"),
        ("recorded time", long_in_words(found.recorded_s)),
        ("time of workers", long_in_words(found.busy_s)),
        ("processor time", long_in_words(found.cpu_s)),
    ]
    tiles = "".join(
        f'<div class="tile"><b>{escape(value)}</b>{name}</div>'
        for name, value in values
        if not value.startswith(("unknown", "- x")) and value != "-"
    )
    return f'<div class="tiles">{tiles}</div>' if found.labelled else ""


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _failures(report: BatchReport) -> str:
    if not report.failures:
        return ""
    boxes = "".join(_failure(failure) for failure in report.failures[:SHOWN])
    more = len(report.failures) - SHOWN
    if more > 0:
        boxes += f"<p>{counted(more, 'other reason')}: see report.json beside this file.</p>"
    causes = ", ".join(f"{count} {cause}" for cause, count in report.causes.items())
    return (
        f"<h2>Not done, by cause</h2>\n<p>{escape(causes)}</p>\n{boxes}\n"
        f"<p>To label only those:</p>\n<pre>{escape(report.retry)}</pre>"
    )


def _failure(failure: Failure) -> str:
    head = f"{len(failure.recordings)} x {failure.cause}: {IN_WORDS[failure.cause]}"
    return (
        f"<details open><summary><b>{escape(head)}</b></summary><p>{escape(failure.error)}</p>"
        f'<p class="soft">{escape(ADVICE[failure.cause])}</p>'
        f"<p>{_listed(failure.recordings)}</p></details>"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"<code>{escape(name)}</code>" for name in names[:_NAMES])
    more = len(names) - _NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def _warnings(report: BatchReport) -> str:
    if not report.warnings:
        return ""
    ordered = sorted(report.warnings.items(), key=lambda item: -len(item[1]))
    boxes = "".join(
        f"<details><summary>{len(names)} x {escape(text)}</summary><p>{_listed(names)}</p>"
        "</details>"
        for text, names in ordered[:SHOWN]
    )
    return f"<h2>What to know of the recordings</h2>\n{boxes}"


def _table(outcomes: Iterable[Outcome]) -> str:
    done = sorted((one for one in outcomes if one.state == "done"), key=lambda one: -one.seconds)
    if not done:
        return ""
    cut = f", the slowest {SHOWN} of {len(done)}" if len(done) > SHOWN else ", the slowest first"
    rows = "".join(
        f"<tr><td>{escape(one.recording)}</td>"
        + "".join(
            f'<td class="number">{value}</td>'
            for value in (one.frames, one.animals, one.events, one.facts, f"{one.seconds:.2f}")
        )
        + "</tr>"
        for one in done[:SHOWN]
    )
    heads = "".join(
        f'<th class="number">{name}</th>'
        for name in ("frames", "animals", "events", "facts", "seconds")
    )
    return (
        f'<h2>Labelled{cut}</h2>\n<div class="wide"><table><thead><tr><th>recording</th>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )
