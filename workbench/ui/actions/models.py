"""Which model describes events: chosen, checked, taken out; and what it would get."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    called,
    option,
)

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class SetModel(Action):
    """Say which model describes events; keys are never written.

    Parameters
    ----------
    provider, model, url
        Where it is, and as the server calls it.
    key_env
        Environment variable that holds the key.
    kind
        ``chat``, or ``local`` for a model in a folder.
    settings
        Others, each as ``KEY=VALUE``.
    """

    name: ClassVar[str] = "model.set"
    provider: str | None = None
    model: str | None = None
    url: str | None = None
    key_env: str | None = None
    kind: str | None = None
    settings: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``model set``."""
        options = (
            *option("--kind", self.kind), *option("--provider", self.provider),
            *option("--name", self.model), *option("--url", self.url),
            *option("--key-env", self.key_env), *(f"--set={one}" for one in self.settings),
        )  # fmt: skip
        return Words(("model", "set"), (), options)

    def python(self) -> str:
        """Return the call."""
        return f"workbench.cli.model.set_model(project, {self._given()!r}, {list(self.settings)})"

    def do(self, project: Project) -> Done:
        """Write it into project.toml."""
        from workbench.cli.model import set_model

        set_model(project, self._given(), self.settings)
        model = project.settings.model
        data = {"model": asdict(model) if model else None}
        return Done("Kept in project.toml; nothing was sent.", data)

    def _given(self) -> dict[str, Any]:
        given = {
            "kind": self.kind, "provider": self.provider, "name": self.model, "url": self.url,
            "key_env": self.key_env,
        }  # fmt: skip
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class RemoveModel(Action):
    """Take the model out of the project; what it said stays."""

    name: ClassVar[str] = "model.remove"

    def words(self) -> Words:
        """Return ``model remove``."""
        return Words(("model", "remove"))

    def python(self) -> str:
        """Return the call."""
        return "project.remove_table('model')"

    def do(self, project: Project) -> Done:
        """Take it out."""
        project.remove_table("model")
        return Done("No model: events are described by rules alone.", {"model": None})


@dataclass(frozen=True, slots=True)
class CheckModel(LongAction):
    """Send one tiny picture to the model: does it answer, does it see."""

    name: ClassVar[str] = "model.check"

    def words(self) -> Words:
        """Return ``model check``."""
        return Words(("model", "check"))

    def python(self) -> str:
        """Return the call."""
        return "workbench.cli.model.checked(project)"

    def run(self, project: Project, report: Report) -> Done:
        """Send it."""
        from workbench.cli.model import checked

        report.progress(0.0, "asking the model about one tiny picture")
        form, answer, notes = checked(project)
        saw = answer.data["colour"]
        sees = "" if saw == "red" else " It took the picture and does not see what it shows."
        words = (
            f"It answers in {answer.usage.seconds:.1f} s, asked for JSON by {form}. Shown a red "
            f"square it says {saw!r}.{sees}"
        )
        data = {"form": form, "answer": dict(answer.data)}
        return Done(" ".join((words, *notes)), data)


@dataclass(frozen=True, slots=True)
class PreviewQuestion(Action):
    """Show the pictures and the words that a model would get for one event; nothing is sent.

    Parameters
    ----------
    recording
        That is labelled and has a video.
    event
        Its id; the first one about which there is something to ask, if not given.
    """

    name: ClassVar[str] = "model.preview"
    recording: str
    event: str | None = None

    def words(self) -> Words:
        """Return ``model preview``."""
        return Words(("model", "preview"), (self.recording,), option("--event", self.event))

    def python(self) -> str:
        """Return the call."""
        said = called(self.recording, event=self.event)
        return f"workbench.previewing.preview(project, {said})"

    def do(self, project: Project) -> Done:
        """Make the question as it would be asked."""
        from workbench.previewing import preview

        found = preview(project, self.recording, self.event)
        pictures = len(found.question.images) if found.question else 0
        words = (
            f"{found.event.event_id} of {self.recording}: {pictures} pictures; nothing was sent."
        )
        return Done(words, found.told())
