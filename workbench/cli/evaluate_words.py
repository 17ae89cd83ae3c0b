"""What examining a model has cost or would cost, for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from graphs.words import counted
from workbench.cli.output import print_json, progress_bar

if TYPE_CHECKING:
    from pipelines.describe.by_model.estimate import Estimate
    from workbench.describing import ModelWork


@contextmanager
def counting(name: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """Show how many questions are done; gives the function to report to."""
    with progress_bar() as bar:
        task = bar.add_task(name, total=total, done=0)
        yield lambda done, _total: bar.update(task, completed=done, done=done)


def print_cost(found: Estimate, work: ModelWork, counts: Mapping[str, int], *, json_: bool) -> None:
    """Print what asking would cost.

    Parameters
    ----------
    found
        What is expected.
    work
        Knows the price.
    counts
        What would be asked about, such as ``{"clips": 3}``.
    json_
        As one document.
    """
    from workbench.cli.model_words import print_estimate

    if not json_:
        what = ", ".join(counted(count, name.removesuffix("s")) for name, count in counts.items())
        print_estimate(found, work.price, int(getattr(work.model, "concurrency", 1)), what)
        return
    told = {name: value for name, value in asdict(found).items() if name != "events"}
    if work.price is not None:
        money = work.price.of(found.input_tokens, found.output_tokens)
        told |= {"money": money, "currency": work.price.currency}
    print_json({**counts, **told})
