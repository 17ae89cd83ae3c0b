"""The verbs ``behaviors list|show|run|test|save|trust``: behaviors by name, wherever they are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import DataError, UserError
from workbench.cli.options import Csv, Json, Limit, Recordings
from workbench.cli.output import (
    SOME_FAILED,
    number,
    print_csv,
    print_json,
    print_table,
    say,
    seconds,
    verb,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphs.errors import WorkbenchError
    from workbench.analysis.bouts import Bouts
    from workbench.behaviors.catalog import Known
    from workbench.behaviors.examples import Score
    from workbench.behaviors.save import Saved
    from workbench.project import Project

group = typer.Typer(
    help="Behaviors: list, show, run, test, save one of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
ProjectOrNone = Annotated[
    Path | None,
    typer.Option(
        "--project", "-p", metavar="DIR", help="The project folder; this one, if it is a project."
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A behavior or a synonym.")]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    for name, command in _VERBS.items():
        group.command(name=name)(command)
    app.add_typer(group, name="behaviors")


def _project(folder: Path | None) -> Project | None:
    from workbench.project import is_project, open_project

    if folder is None and not is_project(Path()):
        return None
    return open_project(folder or Path(), check_files=False)


def _needed(folder: Path | None) -> Project:
    from workbench.project import open_project

    return open_project(folder or Path(), check_files=False)


@verb
def list_all(project: ProjectOrNone = None, json_: Json = False) -> None:
    """List behaviors: of the project's ethogram, its own functions, and those that come with it."""
    from workbench.behaviors.catalog import catalog

    known, notes = catalog(_project(project))
    for note in notes:
        say(note)
    if json_:
        print_json({"behaviors": [known_json(one) for one in known], "notes": notes})
        return
    print_table(
        ["behavior", "from", "target", "kind", "definition"],
        [
            (b.entry.name, b.where, b.entry.target, b.entry.kind, b.entry.definition.split("\n")[0])
            for b in known
        ],
    )


@verb
def show_one(name: Name, project: ProjectOrNone = None, json_: Json = False) -> None:
    """Show the definition of a behavior, its settings or its rule, and where it comes from."""
    from workbench.behaviors.catalog import known_behavior

    found = known_behavior(_project(project), name)
    if json_:
        print_json(known_json(found))
        return
    typer.echo(found.in_words())


@verb
def run_one(
    name: Name,
    project: ProjectOrNone = None,
    recording: Recordings = None,
    subject: Annotated[str, typer.Option(help="Who does it; * for all.")] = "*",
    target: Annotated[str, typer.Option(help="To whom or where; * for all.")] = "*",
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help='A setting: near="2 cm". May be repeated.'
        ),
    ] = None,
    csv_: Csv = False,
    limit: Limit = 100,
    json_: Json = False,
) -> int:
    """Find the bouts of a behavior on the tracks of a project's recordings, and store nothing."""
    opened = _needed(project)
    names = recording or [spec.name for spec in opened.specs()]
    bouts, problems = found_bouts(opened, name, names, subject, target, set_ or ())
    for problem in problems:
        say(problem)
    _print_bouts(bouts, problems, csv_=csv_, limit=limit, json_=json_)
    return SOME_FAILED if problems else 0


def found_bouts(
    project: Project,
    name: str,
    recordings: Sequence[str],
    subject: str = "*",
    target: str = "*",
    settings: Sequence[str] = (),
) -> tuple[Bouts, list[str]]:
    """Return the bouts of a behavior on recordings, and what went wrong on some of them.

    Parameters
    ----------
    project, name, recordings
        Where to look, and for what.
    subject, target
        As of `Recording.behavior`.
    settings
        Each as ``NAME=VALUE``.

    Raises
    ------
    UserError, DataError
        The same is wrong with all of them.
    """
    from workbench.analysis.bouts import Bouts

    said = dict(setting_of(text) for text in settings)
    found: list[Bouts] = []
    failed: dict[str, WorkbenchError] = {}
    for each in recordings:
        one = project.recording(each)
        try:
            found.append(one.behavior(name, subject, target, **said))
        except (UserError, DataError) as error:
            failed[each] = error
        one.close()
    reasons: dict[str, list[str]] = {}
    for each, fault in failed.items():
        reasons.setdefault(str(fault), []).append(each)
    if len(reasons) == 1 and not found:  # a wrong setting, say
        raise next(iter(failed.values()))
    problems = [f"{', '.join(where)}: {reason}" for reason, where in reasons.items()]
    return Bouts.joined(found), problems


@verb
def try_some(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME|FILE]...", help="Behaviors, or a Python file of them; all."),
    ] = None,
    project: ProjectOrNone = None,
    json_: Json = False,
) -> int:
    """Try behaviors on the intervals that people judged, and say where they are wrong."""
    from workbench.behaviors.catalog import functions
    from workbench.behaviors.examples import score
    from workbench.behaviors.save import recording_of

    opened = _project(project)
    lookup = recording_of(opened)
    scores = [score(one, lookup) for one in functions(opened, names or ())]
    tried = [one for one in scores if one.tried or names]
    if json_:
        print_json([score_json(one) for one in tried])
    else:
        for one in tried:
            typer.echo(one.in_words())
        without = len(scores) - len(tried)
        if without:
            say(f"{without} more have no examples.")
    return SOME_FAILED if any(one.tried and not one.passes for one in scores) else 0


@verb
def save_file(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Python file with @behavior; - reads standard input."),
    ],
    name: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME.py", help="What to call the file read from -."),
    ] = None,
    project: ProjectOrNone = None,
    json_: Json = False,
) -> None:
    """Put behaviors of your own into a project, if they do well on their examples.

    The file is copied to the project's behaviors/ folder, and the ethogram gets an entry for each,
    so that the next `workbench label` looks for them.
    """
    from workbench.behaviors.save import save_behaviors

    typed = file == Path("-")
    if typed != (name is not None):
        message = "--as NAME.py says what to call the file that is read from -; give both or none."
        raise UserError(message)
    content = sys.stdin.read().encode() if typed else None
    saved = save_behaviors(_needed(project), Path(name or file), content)
    if json_:
        print_json(saved_json(saved))
        return
    for one in saved.scores:
        typer.echo(one.in_words())
    for note in saved.notes:
        say(note)
    typer.echo(f"Saved as {saved.path}, and in ethogram.toml.")


@verb
def trust_project(
    project: ProjectOrNone = None,
    no: Annotated[bool, typer.Option("--no", help="Take the trust back.")] = False,
    json_: Json = False,
) -> None:
    """Let the behaviors of a project run on this machine: they are programs."""
    from workbench.behaviors import own

    folder = _needed(project).folder
    (own.distrust if no else own.trust)(folder)
    files = own.own_files(folder)
    if json_:
        print_json({"project": folder, "trusted": not no, "files": files})
        return
    names = ", ".join(path.name for path in files) or "none yet"
    typer.echo(f"{folder}: behaviors {'no longer ' if no else ''}trusted ({names}).")


_VERBS: dict[str, Callable[..., None]] = {
    "list": list_all,
    "show": show_one,
    "run": run_one,
    "test": try_some,
    "save": save_file,
    "trust": trust_project,
}


def setting_of(text: str) -> tuple[str, str | float]:
    """Return the name and value of a setting said as ``NAME=VALUE``; `UserError` if it is not."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        message = f"--set {text!r}: expected NAME=VALUE, such as near='2 cm'."
        raise UserError(message)
    try:
        return name, float(value)
    except ValueError:
        return name, value


def _print_bouts(
    bouts: Bouts, problems: Sequence[str], *, csv_: bool, limit: int, json_: bool
) -> None:
    document = bouts_json(bouts, problems)
    rows = document["bouts"]
    if json_:
        print_json(document)
    elif csv_:
        print_csv(list(bouts.table().columns), rows)
    else:
        shown = rows[: limit or None]
        print_table(
            ["recording", "subject", "object", "start s>", "stop s>", "length s>", "confidence>"],
            [
                (r["recording"], r["subject"], r["object"], seconds(r["start_s"]),
                 seconds(r["stop_s"]), seconds(r["duration_s"]), number(r["confidence"]))
                for r in shown
            ],
        )  # fmt: skip
        more = f" (the first {len(shown)})" if len(shown) < len(rows) else ""
        assessed = f"{bouts.assessed_s:.1f} s assessed, summed over animals and pairs"
        typer.echo(f"{len(rows)} bouts{more}, {float(bouts.total_s):.1f} s in all; {assessed}.")


def bouts_json(bouts: Bouts, problems: Sequence[str]) -> dict[str, Any]:
    """Return bouts for ``--json``, with their summary and what went wrong."""
    rows = [
        {str(key): value for key, value in row.items()} for row in bouts.table().to_dict("records")
    ]
    summary = bouts.summary().to_dict("records")
    return {"bouts": rows, "summary": summary, "problems": list(problems)}


def known_json(known: Known) -> dict[str, object]:
    """Return a behavior for ``--json``."""
    return {
        "name": known.entry.name,
        "from": known.where,
        "entry": known.entry,
        "needs": list(known.needs),
        "settings": list(map(str, known.settings)),
        "file": known.file,
    }


def saved_json(saved: Saved) -> dict[str, object]:
    """Return what came of saving behaviors, for ``--json``."""
    scores = [score_json(one) for one in saved.scores]
    return {"saved": saved.path, "scores": scores, "notes": saved.notes}


def score_json(score: Score) -> dict[str, object]:
    """Return how a behavior does on its examples, for ``--json``."""
    return {
        "behavior": score.name,
        "f1": score.f1,
        "wanted": score.wanted,
        "passes": score.passes,
        "examples": [
            {"recording": t.example.recording, "subject": t.example.subject,
             "target": t.example.target, "present": list(t.example.present),
             "absent": list(t.example.absent), "found": t.found, "missed": t.missed,
             "false_alarm": t.false_alarm, "not_assessed_s": t.not_assessed_s, "wrong": t.wrong}
            for t in score.tried
        ],
    }  # fmt: skip
