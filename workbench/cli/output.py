"""How verbs speak: tables and words to stdout, progress and warnings to stderr, errors as exits."""

from __future__ import annotations

import csv
import functools
import json
import math
import shlex
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import typer

from graphs.errors import DataError, WorkbenchError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

P = ParamSpec("P")
SOME_FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
SHOWN_NAMES = 5
PIPE_WIDTH = 180  # characters of a table that no terminal shows


def verb(command: Callable[P, int | None]) -> Callable[P, None]:
    """Make a function a verb: it returns an exit code (or nothing), and errors are said."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with _ended_as_by_ctrl_c():
                code = command(*args, **kwargs) or 0
        except WorkbenchError as error:
            say(f"workbench: {error}")
            if kwargs.get("json_"):
                print_json({"error": str(error)})
            damaged = isinstance(error, DataError)
            raise typer.Exit(SOME_FAILED if damaged else WRONG_USAGE) from None
        except KeyboardInterrupt as stop:
            done = f" {stop}." if str(stop) else ""
            said = f"stopped.{done} What was finished is kept; run again to go on."
            say(f"workbench: {said}")
            if kwargs.get("json_"):
                print_json({"error": said})
            raise typer.Exit(INTERRUPTED) from None
        raise typer.Exit(code)

    return run


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does, unless it does something already."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def say(text: str) -> None:
    """Print a message for the person at the keyboard, to stderr."""
    typer.echo(text, err=True)


def print_json(document: object) -> None:
    """Print one JSON document: records as objects, paths as text, NaN as null."""
    typer.echo(json.dumps(_plain(document), indent=2, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None
) -> None:
    """Print a table to stdout; columns whose name ends in ``>`` are aligned to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for column in columns:
        right = column.endswith(">")
        table.add_column(column.rstrip(">"), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    _console(sys.stdout).print(table)


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Print comma-separated values with a header to stdout."""
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _console(stream: Any) -> Console:
    from rich.console import Console

    width = None if stream.isatty() else PIPE_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def stderr_console() -> Console:
    """Return the console for progress."""
    return _console(sys.stderr)


def progress_bar() -> Progress:
    """Return a progress bar on stderr with the time left; its tasks have a field ``done``."""
    from rich import progress

    return progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[done]}/{task.total:.0f}"),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
        console=stderr_console(),
    )


def seconds(value: float) -> str:
    """Return seconds for a table, to the hundredth."""
    return f"{value:.2f}"


def recordings_in_words(names: Sequence[str]) -> str:
    """Return one name, or how many recordings and the first of them."""
    if len(names) == 1:
        return names[0]
    more = ", ..." if len(names) > SHOWN_NAMES else ""
    return f"{len(names)} recordings ({', '.join(names[:SHOWN_NAMES])}{more})"


def this_command() -> str:
    """Return how the person called the workbench, for commands to copy."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m workbench"
    if called.name != "workbench" or shutil.which("workbench") == str(called.absolute()):
        return "workbench"
    return shlex.quote(str(called))


def share(value: float) -> str:
    """Return a share for a table; ``-`` if unknown."""
    return "-" if math.isnan(value) else f"{value:.1%}"


def number(value: float) -> str:
    """Return a number for a table, to the hundredth; ``-`` if unknown."""
    return "-" if math.isnan(value) else f"{value:.2f}"
