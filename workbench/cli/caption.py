"""The verb ``caption``: what a free caption says, in triples and in the names of a project."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from workbench.cli.ask_graph import say_if_nothing_labelled
from workbench.cli.asked import labelled, open_to_look
from workbench.cli.caption_words import Read, as_json, print_read, say_what_is_left
from workbench.cli.options import Json
from workbench.cli.output import SOME_FAILED, print_json, progress_bar, say, verb
from workbench.cli.review import By, From, To

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.captioning import CaptionNames, Span
    from workbench.describing import ModelWork
    from workbench.project import Project

STDIN = "-"


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(caption)


@verb
def caption(
    text: Annotated[
        str | None, typer.Argument(metavar="[CAPTION]", help="Put it into quotes.")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Captions in UTF-8, one a line; empty lines are left out; - is "
            "what comes in by the pipe.",
        ),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            "-p",
            metavar="DIR",
            help="The project folder; without it the current folder, if it is one.",
        ),
    ] = None,
    recording: Annotated[
        str | None,
        typer.Option("--recording", "-r", help="Whose individuals and places it speaks of."),
    ] = None,
    start: From = None,
    stop: To = None,
    add: Annotated[
        bool,
        typer.Option(
            "--add",
            help="Record the claims as facts of --recording, from --from to --to; of what "
            "happens at one moment, --from alone.",
        ),
    ] = False,
    model: Annotated[
        bool,
        typer.Option("--model", help="Let the project's model take it apart, not the rules."),
    ] = False,
    budget: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="The most for the model: '200 calls', '5 USD'."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse every connection that leaves this machine.")
    ] = False,
    by: By = None,
    json_: Json = False,
) -> int:
    """Take a caption apart into triples and, in a project, put it into the project's names.

    English, from a person or any model. Rules read it, offline; nothing is sent without --model.
    What the project has no name for is listed with the reason, never guessed. Other words for an
    individual: workbench entities classify NAME "black mouse".

    Nothing is written without --add. With it you say that the caption is true over that time: the
    facts are yours, also where --model took the caption apart (each says so in its comment).
    """
    if offline:
        from pipelines.models.offline import forbid_network

        forbid_network()
    texts = _texts(text, file)
    opened = _project(project)
    _check_options(opened, model=model, budget=budget, recording=recording)
    span = _span(opened, recording, start, stop, add=add)
    work = _work(opened, budget) if model and opened is not None else None
    meant = [] if opened is None else _recordings(opened, recording)
    found = _read_all(texts, work)
    names = None if opened is None else _name_all(opened, meant, found)
    if add and opened is not None and span is not None:
        _add_all(opened, found, span, by, "" if work is None else work.model.identity.name)
    if json_:
        print_json(as_json(found, opened, work, names))
    else:
        print_read(found, opened, work)
        if opened is not None and names is not None and not add:
            again = [text] if text is not None else ["--file", str(file)]
            again += ["--model"] if model else []
            again += ["-r", meant[0] if len(meant) == 1 else "NAME"]
            again += ["--from", start or "TIME", "--to", stop or "TIME"]
            say_what_is_left(found, opened, names, again)
    for note in work.notes() if work is not None else ():
        say(note)
    return SOME_FAILED if any(one.error or one.refused for one in found) else 0


# what is asked -----------------------------------------------------------------------------------


def _texts(text: str | None, file: str | None) -> list[str]:
    """Return the captions; `UserError` if there is none."""
    if (text is None) == (file is None):
        message = (
            "Expected a caption in quotes, or --file FILE with one a line. Try: workbench caption "
            '"The black mouse chases the white one."'
        )
        raise UserError(message)
    if text is not None:
        if not text.strip():
            message = f"The caption is empty: found {text!r}. Expected a sentence on what happens."
            raise UserError(message)
        return [text.strip()]
    assert file is not None
    lines = [line.strip() for line in _content(file).split("\n")]
    if not any(lines):
        message = f"{_called(file)} has no captions: expected one a line, found only empty lines."
        raise UserError(message)
    return [line for line in lines if line]


def _content(file: str) -> str:
    try:
        found = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        return found.decode("utf-8-sig")
    except OSError as error:
        message = f"{_called(file)} cannot be read: {error.strerror}. Give a file of captions."
        raise UserError(message) from error
    except UnicodeDecodeError as error:
        message = (
            f"{_called(file)} is no UTF-8 text: {error}. Save it as UTF-8, one caption a line."
        )
        raise UserError(message) from error


def _called(file: str) -> str:
    return "What came in by the pipe" if file == STDIN else file


def _project(folder: Path | None) -> Project | None:
    """Return the project that is given, else that of the current folder, if it is one."""
    from workbench.project import is_project

    if folder is None and not is_project(Path()):
        return None
    return open_to_look(folder or Path())


def _check_options(
    project: Project | None, *, model: bool, budget: str | None, recording: str | None
) -> None:
    faults = []
    if budget is not None and not model:
        faults.append("--budget is for the model, which is not asked without --model")
    if project is None:
        asking = {"--model": model, "--recording": recording is not None}
        faults += [
            f"{option} speaks of a project, and the current folder is none: give --project DIR"
            for option, given in asking.items()
            if given
        ]
    if faults:
        raise UserError("; ".join(faults))


def _span(
    project: Project | None,
    recording: str | None,
    start: str | None,
    stop: str | None,
    *,
    add: bool,
) -> Span | None:
    """Return where the captions are true, if they are to be added."""
    from workbench.analysis.units import seconds
    from workbench.captioning import Span

    times = [seconds(one, what) for one, what in ((start, "--from"), (stop, "--to")) if one]
    if times != sorted(times):
        message = f"--to is {stop}, before --from, {start}."
        raise UserError(message)
    if not add:
        return None
    needed = {"--project DIR": project, "--recording NAME": recording, "--from TIME": start}
    missing = [option for option, given in needed.items() if given is None]
    if missing or recording is None or start is None:
        message = f"--add says that it is true there and then: give {', '.join(missing)} too."
        raise UserError(message)
    return Span(recording, start, stop)


def _work(project: Project, budget: str | None) -> ModelWork:
    from pipelines.models.budget import Budget
    from workbench.describing import ModelWork

    return ModelWork(project, Budget.parse(budget) if budget else None)


def _recordings(project: Project, recording: str | None) -> list[str]:
    """Return the recordings whose names count; `UserError` if one is named and not labelled."""
    if recording is not None:
        return labelled(project, [recording])
    say_if_nothing_labelled(project)
    return labelled(project)


# what is done ------------------------------------------------------------------------------------


def _read_all(texts: Sequence[str], work: ModelWork | None) -> list[Read]:
    """Take captions apart; one that cannot be read says why and stops no other."""
    found = [Read(text) for text in texts]
    with _showing(len(texts), "rules" if work is None else work.model.identity.name) as advance:
        if work is None:
            _by_rules(found, advance)
        else:
            _by_model(found, work, advance)
    return found


def _by_rules(found: Sequence[Read], advance: Callable[[int], None]) -> None:
    from graphs.captions.parse import parse_caption
    from graphs.captions.word_classes import Words
    from graphs.lexicon.wordnet import find_wordnet

    words = Words(find_wordnet())
    for one in found:
        one.graph = parse_caption(one.text, words)
        advance(1)


def _by_model(found: Sequence[Read], work: ModelWork, advance: Callable[[int], None]) -> None:
    from graphs.captions.graph import CaptionGraph
    from workbench.captioning import NoReading, read_by_model

    def done(text: str, said: CaptionGraph | NoReading) -> None:
        alike = [one for one in found if one.text == text]
        for one in alike:
            if isinstance(said, CaptionGraph):
                one.graph = said
            else:
                one.error = str(said)
        advance(len(alike))

    read_by_model(work, [one.text for one in found], done)


def _name_all(project: Project, recordings: Sequence[str], found: Sequence[Read]) -> CaptionNames:
    """Put captions into the names of a project, and return these."""
    from workbench.captioning import Namer

    namer = Namer(project, recordings)
    for one in found:
        if one.graph is not None:
            one.named = namer.claims(one.graph)
    return namer.names


def _add_all(
    project: Project, found: Sequence[Read], span: Span, by: str | None, reader: str
) -> None:
    from workbench.captioning import add_claims

    said = set()
    for one in found:
        claims = [] if one.named is None else list(one.named.claims)
        new = [c for c in claims if (c.subject, c.predicate, c.object) not in said]
        said |= {(c.subject, c.predicate, c.object) for c in new}
        one.added, one.refused = add_claims(project.graph(), one.text, new, span, by, reader)


@contextmanager
def _showing(total: int, name: str) -> Iterator[Callable[[int], None]]:
    """Show how many captions are read, where there are several."""
    if total == 1:
        yield lambda _count: None
        return
    read = 0
    with progress_bar() as bar:
        task = bar.add_task(f"captions: {name}", total=total, done=0)

        def advance(count: int) -> None:
            nonlocal read
            read += count
            bar.update(task, completed=read, done=read)

        yield advance
