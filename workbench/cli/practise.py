"""The verb ``practise``: questions with known answers, tried, judged and kept as examples."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import BudgetReached, ModelError, UserError
from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, print_json, print_table, progress_bar, say, verb

if TYPE_CHECKING:
    from workbench.memory.exemplars import Exemplars
    from workbench.practice.by_model import ByModel
    from workbench.practice.examples import Example
    from workbench.practice.judge import Judge
    from workbench.practice.rounds import Practice, Proposer, Round
    from workbench.project import Project

MOST = 5
_SHOWN_WRONG = 20


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(practise)


@verb
def practise(
    project: ProjectDir = Path(),
    functions: Annotated[
        list[str] | None,
        typer.Option(
            "--functions", "-f", metavar="NAME", help="Only this, such as Recording.speed; repeat."
        ),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Examples of each function to keep.")] = MOST,
    seed: Annotated[int, typer.Option(help="Decides worlds and questions.")] = 0,
    model: Annotated[
        bool, typer.Option("--model", help="Let the project's model propose, not the patterns.")
    ] = False,
    episodes: Annotated[int, typer.Option(min=1, help="Of the model, for each function.")] = 15,
    rounds: Annotated[int, typer.Option(min=1, help="Of each episode.")] = 4,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what the model would cost; it is not asked.")
    ] = False,
    budget: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="The most for the model: '200 calls', '5 USD'."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Judge the set that comes with the workbench again."),
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse every connection that leaves this machine.")
    ] = False,
    json_: Json = False,
) -> int:
    """Practise the interface on made recordings, and keep what is verified as examples.

    Animals, zones and behaviors have the names of the project; how they move is made, so that every
    answer is known. Kept are questions whose program gives the right answer, in the memory of the
    project. Nothing is sent without --model.
    """
    if offline:
        from pipelines.models.offline import forbid_network

        forbid_network()
    _refuse(model=model, estimate=estimate, budget=budget, check=check)
    if check:
        return _checked(functions or (), json_=json_)
    opened = open_to_look(project)
    wanted = _wanted(functions)
    proposer = _proposer(opened, budget, episodes, rounds) if model else None
    if estimate and proposer is not None:
        return _estimated(proposer, opened, wanted, json_=json_)
    return _practised(opened, wanted, most, seed, proposer, json_=json_)


def _refuse(*, model: bool, estimate: bool, budget: str | None, check: bool) -> None:
    faults = []
    if not model and (estimate or budget is not None):
        faults.append("--estimate and --budget are for the model, which is asked with --model only")
    if check and model:
        faults.append("--check judges what is there; no model is asked for it")
    if faults:
        raise UserError("; ".join(faults))


def _wanted(functions: Sequence[str] | None) -> list[str]:
    from workbench.practice.proposing import check_functions
    from workbench.practice.surface import practised

    names = [name.strip() for one in functions or () for name in one.split(",") if name.strip()]
    check_functions(names)
    return names or practised()


# judging again ------------------------------------------------------------------------------------


def _checked(functions: Sequence[str], *, json_: bool) -> int:
    from workbench.practice.build import shipped_judges
    from workbench.practice.examples import shipped
    from workbench.practice.rounds import checked_again

    wanted = set(_wanted(functions))
    examples = [one for one in shipped() if one.function in wanted]
    with tempfile.TemporaryDirectory() as folder, _showing(len(examples)) as advance:
        judges = shipped_judges(Path(folder))
        wrong = checked_again(examples, judges, lambda one: advance(one.function, 1))
    if json_:
        print_json({"examples": len(examples), "wrong": wrong})
    else:
        _print_wrong(wrong)
        typer.echo(f"{counted(len(examples), 'example')} judged again, {len(wrong)} not right")
    return SOME_FAILED if wrong else 0


def _print_wrong(wrong: Sequence[Round]) -> None:
    for one in wrong[:_SHOWN_WRONG]:
        say(f"{one.proposal.function}: {one.proposal.question}\n  {'; '.join(one.verdict.faults)}")


# practising ---------------------------------------------------------------------------------------


def _proposer(project: Project, budget: str | None, episodes: int, rounds: int) -> ByModel:
    from pipelines.models.budget import Budget
    from workbench.describing import ModelWork
    from workbench.practice.by_model import ByModel, Practising

    work = ModelWork(project, Budget.parse(budget) if budget else None)
    return ByModel(work, Practising(episodes, rounds))


def _estimated(proposer: ByModel, project: Project, wanted: Sequence[str], *, json_: bool) -> int:
    from workbench.practice.casts import cast_of

    calls, tokens_in, tokens_out = proposer.expected(wanted, cast_of(project))
    price = proposer.work.price
    money = None if price is None else price.of(tokens_in, tokens_out)
    if json_:
        print_json(
            {"calls": calls, "input_tokens": tokens_in, "output_tokens": tokens_out,
             "money": money, "currency": price.currency if price else None}
        )  # fmt: skip
        return 0
    typer.echo(
        f"{counted(len(wanted), 'function')}: at most {counted(calls, 'call')}, about "
        f"{round(tokens_in)} tokens in and {round(tokens_out)} out"
    )
    if price is None:
        typer.echo("money: no price is known; give it under [[model.price]] in project.toml")
    else:
        typer.echo(f"about {money:.4g} {price.currency}")
    return 0


def _practised(
    project: Project,
    wanted: Sequence[str],
    most: int,
    seed: int,
    proposer: Proposer | None,
    *,
    json_: bool,
) -> int:
    from workbench.practice.casts import cast_of
    from workbench.practice.judge import Judge
    from workbench.practice.recall import practice_of
    from workbench.practice.rounds import Practice, Scripted
    from workbench.practice.worlds import make_world

    cast, store = cast_of(project), practice_of(project.folder)
    kept: dict[str, int] = {}
    why: Counter[str] = Counter()
    stopped = ""
    with tempfile.TemporaryDirectory() as folder, _showing(len(wanted)) as advance:
        judge = Judge(make_world(cast, seed), Path(folder) / "world")
        practice = Practice({cast.name: judge}, proposer or Scripted(seed), _kept_before(store))
        keep = _storing(project, judge)
        for function in wanted:
            try:
                kept[function] = _function(practice, function, most, why, keep)
            except (BudgetReached, ModelError) as error:
                stopped = str(error)
                break
            advance(function, 1)
    return _told(project, kept, why, stopped, json_=json_)


def _function(
    practice: Practice, function: str, most: int, why: Counter[str], keep: Callable[[Example], None]
) -> int:
    """Practise a function; what is verified is on the disk before the next round."""
    count = 0
    for done in practice.function(function, most):
        if done.verdict.right:
            keep(practice.kept[-1])
            count += 1
        else:
            why[done.verdict.faults[0].split(":")[0]] += 1
    return count


def _kept_before(store: Exemplars) -> list[Example]:
    """Return what was practised before, so that it is not asked again."""
    from workbench.practice.examples import Example

    return [
        Example("", one.data_version, one.situation.question, one.program, one.found)
        for one in store.all()
    ]


def _storing(project: Project, judge: Judge) -> Callable[[Example], None]:
    """Return what keeps an example in the memory of a project, as one of its data."""
    from workbench.ask.card_data import data_card
    from workbench.practice.recall import practice_of

    store, data = practice_of(project.folder), data_card(project).situation("")

    def keep(example: Example) -> None:
        store.add(example.exemplar(judge.world.cast, data), ran=True)

    return keep


def _told(
    project: Project, kept: Mapping[str, int], why: Counter[str], stopped: str, *, json_: bool
) -> int:
    from workbench.practice.recall import practice_of

    folder = practice_of(project.folder).folder
    if json_:
        print_json({"kept": kept, "not_kept": why, "folder": folder, "stopped": stopped or None})
    else:
        print_table(["function", "kept>"], kept.items())
        typer.echo(f"{counted(sum(kept.values()), 'example')} kept in {folder}")
        for reason, count in why.most_common(5):
            say(f"not kept, {count} times: {reason}")
    if stopped:
        say(stopped)
    return SOME_FAILED if stopped else 0


@contextmanager
def _showing(total: int) -> Iterator[Callable[[str, int], None]]:
    """Show how far practice is, with the time left."""
    done = 0
    with progress_bar() as bar:
        task = bar.add_task("practice", total=total, done=0)

        def advance(name: str, count: int) -> None:
            nonlocal done
            done += count
            bar.update(task, description=f"practice: {name}", completed=done, done=done)

        yield advance
