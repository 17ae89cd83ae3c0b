"""Behaviors: tried on examples, looked for, saved, trusted; and the text of the ethogram."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from graphs.words import counted
from workbench.ui.actions.contract import Action, Done, Words, called, option

if TYPE_CHECKING:
    from workbench.project import Project

_READS_INPUT = "-"


@dataclass(frozen=True, slots=True)
class PreviewBehavior(Action):
    """Find the bouts of a behavior on a recording; nothing is stored.

    Parameters
    ----------
    behavior
        Name or synonym.
    recording
        Where to look.
    subject, target
        A name each; ``"*"`` for all.
    settings
        Each as ``NAME=VALUE``.
    """

    name: ClassVar[str] = "behaviors.run"
    behavior: str
    recording: str
    subject: str = "*"
    target: str = "*"
    settings: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``behaviors run``."""
        options = (
            *option("--recording", self.recording),
            *(option("--subject", self.subject) if self.subject != "*" else ()),
            *(option("--target", self.target) if self.target != "*" else ()),
            *(f"--set={one}" for one in self.settings),
        )
        return Words(("behaviors", "run"), (self.behavior,), options)

    def python(self) -> str:
        """Return the call."""
        from workbench.cli.behaviors import setting_of

        said = dict(setting_of(one) for one in self.settings)
        given = called(self.behavior, self.subject, self.target, **said)
        return f"project.recording({self.recording!r}).behavior({given})"

    def do(self, project: Project) -> Done:
        """Find them."""
        from workbench.cli.behaviors import bouts_json, found_bouts

        bouts, problems = found_bouts(
            project, self.behavior, [self.recording], self.subject, self.target, self.settings
        )
        document = bouts_json(bouts, problems)
        found = (
            f"{counted(len(document['bouts']), 'bout')} of {self.behavior} in {self.recording}, "
            f"{float(bouts.total_s):.1f} s in all; {bouts.assessed_s:.1f} s assessed, summed over "
            "animals and pairs. Nothing was stored."
        )
        return Done(found, document)


@dataclass(frozen=True, slots=True)
class TryBehaviors(Action):
    """Try behaviors on the intervals that people judged.

    Parameters
    ----------
    behaviors
        Names; all that are functions and have examples, if none.
    """

    name: ClassVar[str] = "behaviors.test"
    behaviors: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``behaviors test``."""
        return Words(("behaviors", "test"), self.behaviors)

    def python(self) -> str:
        """Return the call."""
        return (
            "[workbench.behaviors.examples.score(one, workbench.behaviors.save.recording_of("
            f"project)) for one in workbench.behaviors.catalog.functions(project, "
            f"{list(self.behaviors)})]"
        )

    def do(self, project: Project) -> Done:
        """Try them."""
        from workbench.behaviors.catalog import functions
        from workbench.behaviors.examples import score
        from workbench.behaviors.save import recording_of
        from workbench.cli.behaviors import score_json

        lookup = recording_of(project)
        scores = [score(one, lookup) for one in functions(project, self.behaviors)]
        tried = [one for one in scores if one.tried or self.behaviors]
        said = " ".join(one.in_words().partition("\n")[0] for one in tried)
        return Done(said or "None has examples.", [score_json(one) for one in tried])


@dataclass(frozen=True, slots=True)
class SaveBehaviors(Action):
    """Put behaviors that are functions into the project, if they do well on their examples.

    Parameters
    ----------
    file
        What to call the file: ``darting.py``.
    code
        Python with ``@behavior`` functions.
    """

    name: ClassVar[str] = "behaviors.save"
    runs_code: ClassVar[bool] = True
    file: str
    code: str

    def words(self) -> Words:
        """Return ``behaviors save``."""
        typed = _with_end(self.code)
        return Words(("behaviors", "save"), (_READS_INPUT,), option("--as", self.file), typed=typed)

    def python(self) -> str:
        """Return the call."""
        given = f"project, Path({self.file!r}), {_with_end(self.code).encode()!r}"
        return f"workbench.behaviors.save.save_behaviors({given})"

    def do(self, project: Project) -> Done:
        """Try them, and save them."""
        from workbench.behaviors.save import save_behaviors
        from workbench.cli.behaviors import saved_json

        saved = save_behaviors(project, Path(self.file), _with_end(self.code).encode())
        scores = [one.in_words() for one in saved.scores]
        words = f"Saved as {saved.path.name}, and in ethogram.toml."
        return Done(" ".join((words, *scores, *saved.notes)), saved_json(saved))


@dataclass(frozen=True, slots=True)
class TrustBehaviors(Action):
    """Let the behaviors of the project that are programs run on this machine, or no longer.

    Parameters
    ----------
    no
        Take the trust back.
    """

    name: ClassVar[str] = "behaviors.trust"
    runs_code: ClassVar[bool] = True
    no: bool = False

    def words(self) -> Words:
        """Return ``behaviors trust``."""
        return Words(("behaviors", "trust"), (), option("--no", self.no))

    def python(self) -> str:
        """Return the call."""
        return f"workbench.behaviors.own.{'distrust' if self.no else 'trust'}(project.folder)"

    def do(self, project: Project) -> Done:
        """Note it in the configuration of the person."""
        from workbench.behaviors import own

        (own.distrust if self.no else own.trust)(project.folder)
        files = own.own_files(project.folder)
        data = {"project": project.folder, "trusted": not self.no, "files": files}
        names = ", ".join(path.name for path in files) or "none yet"
        return Done(f"Behaviors {'no longer ' if self.no else ''}trusted: {names}.", data)


@dataclass(frozen=True, slots=True)
class CheckEthogram(Action):
    """Check the text of an ethogram; nothing is written.

    Parameters
    ----------
    text
        In TOML.
    """

    name: ClassVar[str] = "ethogram.check"
    text: str

    def words(self) -> Words:
        """Return ``ethogram check``."""
        return Words(("ethogram", "check"), (_READS_INPUT,), typed=_with_end(self.text))

    def python(self) -> str:
        """Return the call."""
        return f"workbench.ethogram_edit.check_ethogram(project, {_with_end(self.text)!r})"

    def do(self, project: Project) -> Done:
        """Check it."""
        from workbench.cli.ethogram import checked_json
        from workbench.ethogram_edit import check_ethogram

        checked = check_ethogram(project, _with_end(self.text))
        if checked.faults:
            return Done(f"{counted(len(checked.faults), 'fault')}.", checked_json(checked))
        return Done(
            f"{counted(len(checked.behaviors), 'behavior')}, no fault.", checked_json(checked)
        )


@dataclass(frozen=True, slots=True)
class SetEthogram(Action):
    """Write the ethogram of the project, if nothing is wrong with it and nobody else changed it.

    Parameters
    ----------
    text
        In TOML.
    if_hash
        Hash of the text that was read before.
    """

    name: ClassVar[str] = "ethogram.set"
    text: str
    if_hash: str | None = None

    def words(self) -> Words:
        """Return ``ethogram set``."""
        options = option("--if-hash", self.if_hash)
        return Words(("ethogram", "set"), (_READS_INPUT,), options, typed=_with_end(self.text))

    def python(self) -> str:
        """Return the call."""
        given = called(_with_end(self.text), if_hash=self.if_hash)
        return f"workbench.ethogram_edit.save_ethogram(project, {given})"

    def do(self, project: Project) -> Done:
        """Write it."""
        from workbench.ethogram_edit import save_ethogram

        done = save_ethogram(project, _with_end(self.text), self.if_hash)
        return Done(done.in_words(), asdict(done))


def _with_end(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
