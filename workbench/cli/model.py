"""The verbs ``model set|show|preview|check|remove``: which model describes events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, say, verb

if TYPE_CHECKING:
    from pipelines.models.contract import Answer
    from pipelines.models.proxy import Proxy
    from workbench.project import Project

group = typer.Typer(
    help="Which multimodal model describes the events of a project.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Provider = Annotated[
    str | None,
    typer.Option(help="ollama, vllm, openai, anthropic, google, or openai-compatible."),
]
Name = Annotated[str | None, typer.Option(help="As the server calls the model.")]
Url = Annotated[str | None, typer.Option(help="Base address, if not the provider's own.")]
KeyEnv = Annotated[
    str | None, typer.Option("--key-env", help="Environment variable that holds the key.")
]
Kind = Annotated[str | None, typer.Option(help="chat, or local for a model in a folder.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another setting of the model; repeatable."),
]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    verbs = (
        ("set", set_), ("show", show), ("preview", preview), ("check", check), ("remove", remove)
    )  # fmt: skip
    for name, command in verbs:
        group.command(name=name)(command)
    app.add_typer(group, name="model")


@verb
def set_(
    project: ProjectDir = Path(),
    kind: Kind = None,
    provider: Provider = None,
    name: Name = None,
    url: Url = None,
    key_env: KeyEnv = None,
    settings: Set = None,
    json_: Json = False,
) -> int:
    """Say which model describes events; it is written into project.toml, keys are not.

    Nothing is sent until you check the model or label with it.
    """
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    given = {"kind": kind, "provider": provider, "name": name, "url": url, "key_env": key_env}
    said = {key: value for key, value in given.items() if value is not None}
    set_model(opened, said, settings or [])
    return _show(opened.settings.model, json_)


def set_model(project: Project, given: dict[str, Any], settings: Sequence[str] = ()) -> None:
    """Write into project.toml which model it has; nothing is sent.

    Parameters
    ----------
    project
        Which.
    given
        kind, provider, name, url, key_env; what is not given stays, if the kind does.
    settings
        Others, each as ``KEY=VALUE``.

    Raises
    ------
    UserError
        Nothing is given, or it is wrong; nothing is written then.
    """
    from pipelines.models.contract import get_model

    values = given | dict(_setting(text) for text in settings)
    if not values:
        message = "Nothing is given. Expected at least --name and --provider or --url."
        raise UserError(message)
    before = project.settings.model
    kind_now = str(values.get("kind") or (before.kind if before else "chat"))
    told = {key: value for key, value in values.items() if key != "kind"}
    known = dict(before.parameters) if before and before.kind == kind_now else {}
    get_model(kind_now, **{**known, **told})  # refuses what is wrong before it is written
    project.set_values("model", {"kind": kind_now, **told})


def _setting(text: str) -> tuple[str, Any]:
    """Return key and value of ``KEY=VALUE``: a number or a truth value where it reads as one."""
    import tomllib

    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        message = f"--set {text!r}: expected KEY=VALUE, such as --set temperature=0.2."
        raise UserError(message)
    try:
        return key.strip(), tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return key.strip(), value.strip()


@verb
def show(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Print which model the project has, and what it is asked and shown."""
    from workbench.project import open_project

    return _show(open_project(project, check_files=False).settings.model, json_)


def _show(settings: Any, json_: bool) -> int:
    if json_:
        print_json({"model": settings})
    elif settings is None:
        typer.echo("no model: events are described by rules alone")
    else:
        typer.echo(f"kind: {settings.kind}")
        for key, value in settings.parameters.items():
            typer.echo(f"{key}: {value}")
        for key, value in settings.asked().items():
            if value != () and key != "stills":
                typer.echo(f"{key}: {value}")
        proxy = _proxy(settings)
        if proxy is not None:
            typer.echo(f"proxy: {proxy.name} ({proxy.variable})")
    return 0


def _proxy(settings: Any) -> Proxy | None:
    """Return the proxy that requests to a chat model go through, if there is one."""
    from pipelines.models.chat import ChatModel
    from pipelines.models.contract import get_model

    if settings.kind != "chat":
        return None
    model = get_model(settings.kind, **settings.parameters)
    return model.where.proxy if isinstance(model, ChatModel) else None


@verb
def preview(
    recording: Annotated[str, typer.Argument(metavar="RECORDING", help="Which.")],
    project: ProjectDir = Path(),
    event: Annotated[
        str | None, typer.Option(help="Id of an event; else the first with something to ask.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the pictures there, as JPEG files.")
    ] = None,
    json_: Json = False,
) -> None:
    """Print what the model would get for one event, exactly as it would be sent; nothing is."""
    from workbench.previewing import preview as previewed
    from workbench.project import open_project

    found = previewed(open_project(project, check_files=False), recording, event)
    images = found.question.images if found.question else ()
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        for number, image in enumerate(images, 1):
            (pictures / f"{found.event.event_id}-{number}.jpg").write_bytes(image.data)
    if json_:
        print_json(found.told())
    elif found.question is None:
        typer.echo(f"{found.event.event_id}: nothing is asked, the tracks rule everything out")
    else:
        typer.echo(f"{found.question.system}\n\n{found.question.text}")
        for image in images:
            typer.echo(f"[{image.label}: {image.width} x {image.height} px]")


@verb
def check(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Send one tiny picture to the model: does it answer, does it see, how is it asked for JSON.

    What was found out is remembered in the project's cache, so that it need not be tried again.
    """
    from workbench.project import open_project

    form, answer, notes = checked(open_project(project, check_files=False))
    _print_check(form, answer, json_)
    for note in notes:
        say(note)
    return 0


def checked(project: Project) -> tuple[str, Answer, list[str]]:
    """Send one tiny picture to the model of a project.

    Returns
    -------
    form, answer, notes
        How it is asked for JSON, what it said, and what a person should know.

    Raises
    ------
    UserError
        The project has no model, or one of a kind that is checked when it is loaded.
    ModelError
        It does not answer.
    """
    from pipelines.models.chat import ChatModel
    from pipelines.models.ledger import Ledger
    from workbench.describing import ModelWork

    work = ModelWork(project)
    if not isinstance(work.model, ChatModel):
        message = f"A model of kind {work.settings.kind!r} is checked when it is loaded: label."
        raise UserError(message)
    gate = work.meter.recorded_in(Ledger(project.runs_folder / "check"))
    form, answer = work.model.check(gate)
    return form, answer, work.notes()


def _print_check(form: str, answer: Answer, json_: bool) -> None:
    usage = answer.usage
    if json_:
        print_json({"form": form, "answer": dict(answer.data), "usage": usage})
        return
    saw = answer.data["colour"]
    typer.echo(f"it answers in {usage.seconds:.1f} s, asked for JSON by {form}")
    typer.echo(f"shown a red square it says {saw!r}; {usage.input_tokens} tokens in")
    if saw != "red":
        say("It took the picture and does not see what it shows. Is it a vision model?")


@verb
def remove(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Take the model out of the project; what it said stays, until it is removed by its run."""
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    opened.remove_table("model")
    return _show(opened.settings.model, json_)
