"""The verb ``watch``: label recordings as they arrive in a folder."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import WorkbenchError
from workbench.cli import options
from workbench.cli.batch_words import moved_in_words, print_outcomes, print_report
from workbench.cli.folder import entries, refuse_wrong_values
from workbench.cli.imported import bring_scored
from workbench.cli.label import corrections_moved, opened_or_made
from workbench.cli.label_plan import history_file, job_of, limits_of, planned, seconds_in
from workbench.cli.label_run import run_labels
from workbench.cli.output import (
    INTERRUPTED,
    SHOWN_NAMES,
    SOME_FAILED,
    print_json,
    recordings_in_words,
    say,
    verb,
)

if TYPE_CHECKING:
    from pipelines.batch import Limits, Outcome, Stop
    from pipelines.batch.watch import Arrivals, Arrived, Key, Look
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

AGAIN_S = 300.0
"""When a recording is tried again whose results cannot be stored, or that is held all the time."""
_MOST_S, _LEAST_S, _ASLEEP_S = 5.0, 0.05, 0.1


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(watch)


@verb
def watch(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where recordings arrive; searched whole.")
    ],
    project: options.ProjectDir = Path(),
    settle: Annotated[
        str,
        typer.Option(metavar="TIME", help="A file has arrived when it is unchanged for so long."),
    ] = "30s",
    tracks_wait: Annotated[
        str,
        typer.Option(
            metavar="TIME",
            help="How long a video waits for its tracks; then it is labelled without. 0: not.",
        ),
    ] = "10min",
    tracks_needed: Annotated[
        bool, typer.Option("--tracks-needed", help="Never label a video without tracks.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="End when all that is there now has been labelled.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which files belong together, as for label; may grow."),
    ] = None,
    group: options.Group = None,
    session: options.Session = None,
    fps: options.Fps = None,
    px_per_cm: options.PxPerCm = None,
    animal_count: options.AnimalCount = None,
    ethogram: options.Ethogram = None,
    jobs: Annotated[
        int, typer.Option(min=0, help="Worker processes, a recording each; 0: in this process.")
    ] = 1,
    time_limit: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The longest for one recording: 90s, 30min, 2h."),
    ] = None,
    memory_limit: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="The most memory for one recording: 4000MB, 4GB."),
    ] = None,
    json_: options.Json = False,
) -> int:
    """Label recordings as they arrive in FOLDER, until Ctrl-C; start again to go on.

    A recording is labelled once all of its files have stopped growing, and again when one of them
    changes. One that fails stops no other, and is not tried again until its file changes.
    """
    from pipelines.batch.stopping import listening
    from pipelines.batch.task import check
    from pipelines.batch.watch import Arrivals, Waits, key_of
    from pipelines.inputs.places import CACHE_FOLDER

    limits = limits_of(jobs, time_limit, memory_limit)
    tracks_s = 0.0 if tracks_wait.strip() in ("0", "0s") else seconds_in(tracks_wait)
    waits = Waits(seconds_in(settle) or 0.0, tracks_s or 0.0, tracks_needed)
    cache = project / CACHE_FOLDER
    Arrivals(folder, waits, mapping=mapping, cache=cache)  # before a project is made
    given: dict[str, object] = {
        "group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
        "animal_count": animal_count,
    }  # fmt: skip
    refuse_wrong_values(given)
    with opened_or_made(project, ethogram, make=True, look=False) as opened:
        check(job_of(opened))
        known, labelled = [key_of(spec) for spec in opened.specs()], _labelled(opened)
        if opened.settings.model is not None:
            say("The project's model is not asked meanwhile; afterwards: workbench label")
    arrivals = Arrivals(folder, waits, mapping=mapping, cache=cache, known=known, labelled=labelled)
    with listening(say) as stop:
        say(f"watching {folder}: {len(labelled)} labelled before; Ctrl-C ends it")
        work = _Work(project, arrivals, stop, given, jobs, limits, quiet=json_)
        return work.until_over(once=once)


def _labelled(project: Project) -> set[Key]:
    """Return the recordings of a project that are labelled as their files are now."""
    from pipelines.batch.history import History
    from pipelines.batch.watch import key_of

    specs = project.specs()
    if not specs:
        return set()
    plan = planned(job_of(project), specs, History(history_file()), jobs=1)
    done = {one.recording for one in plan.of("skip")}
    return {key_of(spec) for spec in specs if spec.name in done}


@dataclass(slots=True)
class _Work:
    """What one call of the verb is about."""

    folder: Path
    arrivals: Arrivals
    stop: Stop
    given: Mapping[str, object]
    jobs: int
    limits: Limits | None
    quiet: bool
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)  # in the project, and not labelled since
    said: set[tuple[str, str]] = field(default_factory=set)

    def until_over(self, *, once: bool) -> int:
        """Look, label what is whole, and wait, until the person ends it."""
        while True:
            began = time.monotonic()
            look = self.arrivals.look()
            self._tell(look)
            if self.stop.wanted:
                break
            if look.ready or look.said:
                self._label(look)
                continue
            if once and not look.waiting:
                break
            took = time.monotonic() - began
            self._sleep(max(self._every_s, 4 * took))
        return self._close(look)

    @property
    def _every_s(self) -> float:
        """How often the folder is looked at."""
        return max(min(self.arrivals.waits.settle_s / 5, _MOST_S), _LEAST_S)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stop.wanted and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _ASLEEP_S))

    def _tell(self, look: Look) -> None:
        """Say what is waited for, and what is to be put right, each once."""
        waiting = {(name, f"waits for {what}") for name, what in look.waiting.items()}
        kept_back = {(name, f"not labelled: {why}") for name, why in look.kept_back.items()}
        faults = {("", fault) for fault in look.faults}
        now = waiting | kept_back | faults
        names: dict[str, list[str]] = defaultdict(list)
        for name, text in sorted(now - self.said):
            names[text].append(name)
        if len(names) > SHOWN_NAMES:  # most of them wait for a file each
            many = sorted(name for name, _ in waiting - self.said)
            names = {text: about for text, about in names.items() if not set(about) <= set(many)}
            names["waits for files to stop growing, or to come"] = many
        for text, about in names.items():
            say(f"{recordings_in_words(about)}: {text}" if any(about) else text)
        self.said = now

    def _label(self, look: Look) -> None:
        """Add recordings to the project and label them; whatever goes wrong is told."""
        try:
            self._take_up(look)
        except WorkbenchError as error:
            say(f"{error}\nTried again in {AGAIN_S / 60:.0f} minutes.")
            for one in (*look.ready, *look.said):
                self.arrivals.again(one, AGAIN_S, "what stood in the way to be put right")
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the watch
            self._given_up([*look.ready, *look.said], _unexpected(error))

    def _take_up(self, look: Look) -> None:
        from workbench.project import open_project

        project = open_project(self.folder, check_files=False)  # a person may edit it meanwhile
        before = {spec.name: spec for spec in project.specs()}
        named = self._add(project, look.ready, self.given)
        said = self._add(project, look.said, {}) if look.said else {}
        self._tell_said(before, project)
        self.changed |= {name for name in said if project.spec(name) != before.get(name)}
        for name, those in said.items():
            if name in self.changed:
                named.setdefault(name, []).extend(those)
            else:
                for one in those:
                    self.arrivals.handled(one)
        if not named:
            return
        specs = [project.spec(name) for name in named]
        with self.arrivals.noticing(self._every_s):
            done = run_labels(
                project, specs, jobs=self.jobs, limits=self.limits, stop=self.stop,
                also=["--no-model"] if project.settings.model is not None else [],
            )  # fmt: skip
        for outcome in done.outcomes:
            for one in named[outcome.recording]:
                self._heard(project, one, outcome)
        self._print(project, done.outcomes)
        if done.report is not None and not self.quiet:
            print_report(done.report, done.page)
        self._bring_scored(project, chain.from_iterable(named.values()))

    def _given_up(self, those: Iterable[Arrived], error: str) -> None:
        """Tell why recordings cannot be labelled, and leave them until they change."""
        names = []
        for one in those:
            names.append(one.pair.recording.name)
            self.faults[names[-1]] = error
            self.arrivals.handled(one)
        say(f"{recordings_in_words(names)}: {error}")

    def _tell_said(self, before: Mapping[str, RecordingSpec], project: Project) -> None:
        """Say of which recordings of the project other things are said now."""
        told: dict[str, list[str]] = defaultdict(list)
        for spec in project.specs():
            if spec.name in before and (new := _new_in_words(before[spec.name], spec)):
                told[new].append(spec.name)
        if len(told) > SHOWN_NAMES:
            told = {"other things are said of them": list(chain.from_iterable(told.values()))}
        for text, names in told.items():
            say(f"{recordings_in_words(names)}: {text}")

    def _heard(self, project: Project, one: Arrived, outcome: Outcome) -> None:
        self.outcomes[outcome.recording] = outcome
        if outcome.state == "stopped":
            return
        if outcome.cause == "held":
            free = partial(_is_free, project.graph_folder, outcome.recording)
            self.arrivals.again(one, AGAIN_S, "the other run", free)
        elif outcome.cause == "storage":
            self.arrivals.again(one, AGAIN_S, "the place of the results")
        else:
            self.changed.discard(outcome.recording)
            self.arrivals.handled(one)

    def _add(
        self, project: Project, those: Sequence[Arrived], given: Mapping[str, object]
    ) -> dict[str, list[Arrived]]:
        """Add recordings to the project; return them by the name that they have there."""
        try:
            _add_all(project, those, given)
            added = list(those)
        except Exception:  # noqa: BLE001 - what it is of one recording is told there
            added = [one for one in those if self._is_added(project, one, given)]
        names = _Names(project.specs())
        named: dict[str, list[Arrived]] = defaultdict(list)
        for one in added:
            named[names.of(one.pair.recording)].append(one)
        return named

    def _is_added(self, project: Project, one: Arrived, given: Mapping[str, object]) -> bool:
        """Add one recording, or tell why it cannot be."""
        try:
            _add_all(project, [one], given)
        except WorkbenchError as error:
            self._given_up([one], str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the watch
            self._given_up([one], _unexpected(error))
        else:
            return True
        return False

    def _bring_scored(self, project: Project, labelled: Iterable[Arrived]) -> None:
        from pipelines.pairing import Pairing

        pairing = Pairing(tuple(one.pair for one in labelled), ())
        for scored in bring_scored(project, pairing, quiet=self.quiet):
            if scored.error is not None:
                self.faults[scored.file] = scored.error

    def _print(self, project: Project, outcomes: Sequence[Outcome]) -> None:
        for name, count in corrections_moved(project, outcomes).items():
            say(moved_in_words(project, name, count))
        new = [outcome for outcome in outcomes if outcome.state != "skipped"]
        if new and not self.quiet:
            print_outcomes(new)

    def _close(self, look: Look) -> int:
        """Say what came of it, and what is left."""
        states = Counter[str](outcome.state for outcome in self.outcomes.values())
        left = {one.pair.recording.name: "the watch was ended" for one in look.ready}
        left |= {**look.waiting, **look.kept_back}
        if self.quiet:
            print_json({
                "project": self.folder, "outcomes": list(self.outcomes.values()),
                "faults": [*self.faults.values(), *look.faults], "left": left,
            })  # fmt: skip
        else:
            shown = ["done", "failed", *(one for one in ("held", "stopped") if states[one])]
            told = ", ".join(f"{states[state]} {state}" for state in shown)
            typer.echo(f"watched {self.arrivals.folder}: {told}")
        if left:
            say(f"not labelled so far: {recordings_in_words(sorted(left))}")
        if self.stop.wanted:
            return INTERRUPTED
        well = not self.faults and not look.faults and set(states) <= {"done", "skipped"}
        return 0 if well else SOME_FAILED


def _add_all(project: Project, those: Sequence[Arrived], given: Mapping[str, object]) -> None:
    from pipelines.pairing import Pairing

    pairing = Pairing(tuple(one.pair for one in those), ())
    for note in project.add(*entries(pairing, given)).notes:
        say(note)


def _is_free(folder: Path | str, recording: str) -> bool:
    from pipelines.batch.claims import is_claimed

    return not is_claimed(folder, recording)


def _unexpected(error: Exception) -> str:
    from pipelines.batch.outcome import unexpected

    return unexpected(error)


def _new_in_words(before: RecordingSpec, now: RecordingSpec) -> str:
    """Return what else is said of a recording now, but for its files; empty if nothing is."""
    texts = []
    for one in fields(now):
        old, new = getattr(before, one.name), getattr(now, one.name)
        if one.name in ("name", "video", "tracks") or old == new:
            continue
        plain = isinstance(new, str | int | float)
        texts.append(f"{one.name} is now {new!r}" if plain else f"{one.name} is changed")
    return ", ".join(texts)


class _Names:
    """The names of recordings in a project by their files."""

    def __init__(self, specs: Collection[RecordingSpec]) -> None:
        self._by_file: dict[Path, list[str]] = defaultdict(list)
        for spec in specs:
            for path in (spec.video, spec.tracks):
                if path is not None:
                    self._by_file[path].append(spec.name)

    def of(self, recording: RecordingSpec) -> str:
        """Return the name under which a recording that was added is in the project."""
        paths = [path for path in (recording.video, recording.tracks) if path is not None]
        names = [name for path in paths for name in self._by_file.get(path, ())]
        return recording.name if recording.name in names or not names else names[0]
