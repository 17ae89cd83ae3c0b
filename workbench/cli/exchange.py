"""Verbs that take the graph elsewhere and bring labels in: ``export`` and ``import``."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.asked import labelled, open_to_look, say_if_stale
from workbench.cli.imported import print_imported, remarks_of
from workbench.cli.options import Json, ProjectDir, Recordings
from workbench.cli.output import (
    print_json,
    print_table,
    progress_bar,
    say,
    verb,
)

if TYPE_CHECKING:
    from workbench.knowledge.exchange import Exported
    from workbench.project import Project

LIST = "list"


class _WithFormats(TyperCommand):
    """A verb whose help ends with the file formats, which are read only then."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        super().format_epilog(ctx, formatter)
        formatter.write("\nFormats:\n")
        for name, written, comes_back, what in _format_rows():
            back = "" if comes_back else "; cannot be imported"
            formatter.write(f"  {name}: {what} ({written}{back})\n")


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command(cls=_WithFormats)(export)
    app.command("import", cls=_WithFormats)(import_)


@verb
def export(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="OUT", help="File or folder to write; named for the project if not"),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="One of the formats below; list shows them. Can be left out where the ending of "
            "OUT tells it (.jsonl, .graphml, .ttl, .jsonld, .parquet).",
        ),
    ] = None,
    project: ProjectDir = Path(),
    recording: Recordings = None,
    group: Annotated[
        list[str] | None, typer.Option(help="Only recordings of this group; may be repeated.")
    ] = None,
    session: Annotated[
        list[str] | None, typer.Option(help="Only recordings of this session; may be repeated.")
    ] = None,
    standing: Annotated[
        bool, typer.Option("--standing", help="Leave out what a person rejected or corrected.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")] = False,
    json_: Json = False,
) -> None:
    """Write facts, events and who made them to a file for other programs.

    Facts are written as they stand, under the names that people gave to animals; what a person
    rejected or corrected is there with its status.
    """
    if to == LIST:
        _print_formats(json_)
        return
    if to is None and out is None:
        message = "Say which format: --to FORMAT; --to list shows them."
        raise UserError(message)
    from graphs.formats.registry import format_named, format_told_by
    from workbench.knowledge.exchange import export_graph

    form = format_told_by(out) if to is None and out is not None else format_named(str(to))
    opened = open_to_look(project)
    path = out or _default_path(opened, form.name, form.suffix)
    if path.exists() and not force:
        message = f"{path} is there already. Choose another name, or replace it with --force."
        raise UserError(message)
    asked = labelled(opened, recording, group, session)
    with _showing(f"writing {form.name}") as report:
        done = export_graph(
            opened.graph(), form.name, path, recordings=asked, standing=standing, progress=report
        )
    stale = say_if_stale(opened, done.recordings)
    if json_:
        print_json(asdict(done) | {"stale": stale})
        return
    typer.echo(exported_in_words(done))


def _default_path(project: Project, name: str, suffix: str) -> Path:
    from graphs.formats.folder import file_stem
    from workbench.knowledge.exchange import project_name

    stem = file_stem(project_name(project.graph()), set())
    return Path(f"{stem}{suffix}" if suffix else f"{stem}-{name}")


def exported_in_words(done: Exported) -> str:
    """Return a sentence that says what was written."""
    facts = counted(done.facts, "fact")
    if done.withdrawn:
        facts += f" and {done.withdrawn} more that a person rejected or corrected"
    events, recordings = counted(done.events, "event"), counted(len(done.recordings), "recording")
    return f"wrote {done.path} ({done.format}): {facts}, {events}, {recordings}"


def _format_rows() -> list[tuple[str, str, bool, str]]:
    """Return name, file, whether it can be imported, and what for."""
    from graphs.formats.registry import FORMATS

    return [(form.name, form.suffix or "folder", form.reads, form.what) for form in FORMATS]


def _print_formats(json_: bool) -> None:
    rows = _format_rows()
    columns = ("format", "writes", "import", "what")
    if json_:
        print_json({"formats": [dict(zip(columns, row, strict=True)) for row in rows]})
        return
    print_table(
        ["format", "writes", "import", "what it is for"],
        [(name, written, "yes" if back else "no", what) for name, written, back, what in rows],
    )


@contextmanager
def _showing(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show how many recordings are done, with the time left; gives the function to report to."""
    bar = progress_bar()
    task = bar.add_task(what, total=1, done=0)

    def report(done: int, total: int, recording: str) -> None:
        bar.start()
        bar.update(task, description=f"{what}: {recording}", total=total, completed=done, done=done)

    try:
        yield report
        total = bar.tasks[task].total
        bar.update(task, description=what, completed=total, done=f"{total:.0f}")
    finally:
        bar.stop()


# import -----------------------------------------------------------------------------------------


@verb
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="File, or folder of tables, to read.")
    ],
    project: ProjectDir = Path(),
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="Format, if its name does not tell."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help="Name of this import, for what was imported under it is replaced; the name of the "
            "file if not given.",
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="NAME_IN_FILE=RECORDING",
            help="Which recording is meant by a name in the file; may be repeated.",
        ),
    ] = None,
    skip_unknown: Annotated[
        bool,
        typer.Option("--skip-unknown", help="Leave out recordings that the project has not."),
    ] = False,
    source: Annotated[
        str,
        typer.Option(
            metavar="import|human",
            help="Who says so where the file does not: human for what a person scored.",
        ),
    ] = "import",
    subject: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who 'No focal subject' of a BORIS file is."),
    ] = None,
    as_written: Annotated[
        bool,
        typer.Option(
            "--as-written",
            help="Keep names of behaviors as FILE has them; otherwise a form or synonym of one of "
            "the ethogram becomes its name.",
        ),
    ] = False,
    assessed: Annotated[
        str | None,
        typer.Option(
            metavar="all",
            help="all: the scorer looked for every behavior of the file, from start to end of "
            "every recording in it, so that time budgets have a denominator.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Import what is refused otherwise: starts after the end of a recording, names "
            "spelled nearly as known ones, facts that are here under other names; and take away "
            "what an earlier import of this name brought to recordings that FILE does not have.",
        ),
    ] = False,
    json_: Json = False,
) -> None:
    """Bring labels of people or other programs into the graph, beside what was labelled here.

    A table needs the columns recording, subject, predicate and start_s, and may have object and
    stop_s (seconds from the first frame) and all others that export --to csv writes; other columns
    become evidence. Aggregated events of BORIS are read, too. A file that was exported from a
    project is read whole, but for its reviews, which are a record. What the project has already is
    not added twice; importing a file again replaces what it brought.
    """
    from workbench.knowledge.imports import import_graph

    scorer = _source(source)
    if assessed not in (None, "all"):
        message = f"--assessed is all or not given; found {assessed!r}."
        raise UserError(message)
    opened = open_to_look(project)
    with _showing(f"reading {file.name}") as report, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        done = import_graph(
            opened.graph(),
            file,
            format=format_,
            name=name,
            mapping=_mapping(mapping or ()),
            source=scorer,
            whole=assessed is not None,
            subject=subject,
            as_written=as_written,
            skip_unknown=skip_unknown,
            force=force,
            progress=report,
        )
    remarks = [*(str(warning.message) for warning in heard), *remarks_of(done, opened)]
    if json_:
        print_json({"imported": done, "remarks": remarks})
    else:
        print_imported(done, file)
    for remark in remarks:
        say(remark)


def _source(word: str) -> Literal["import", "human"]:
    if word == "import":
        return "import"
    if word == "human":
        return "human"
    message = f"--source is import or human; found {word!r}."
    raise UserError(message)


def _mapping(pairs: Iterable[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        told, equals, meant = pair.partition("=")
        if not (equals and told.strip() and meant.strip()):
            message = f"--map expects NAME_IN_FILE=RECORDING, found {pair!r}."
            raise UserError(message)
        mapping[told.strip()] = meant.strip()
    return mapping
