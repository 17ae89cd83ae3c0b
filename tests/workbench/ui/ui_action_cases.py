"""One case for every action of the page: what a person could have done with the demo project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from group_files import add_groups
from model_server import ModelServer

from graphs.records import Fact
from workbench.ethogram_edit import ethogram_as_written, text_hash
from workbench.memory.conversations import Conversations
from workbench.project import Project
from workbench.samples import sample_folder
from workbench.ui.actions import (
    asking,
    behaviors,
    comparing,
    exporting,
    labelling,
    looking,
    media,
    memory,
    models,
    projects,
    review,
    teaching,
)
from workbench.ui.actions.contract import Action


@dataclass(frozen=True)
class Case:
    """An action on the demo project.

    Parameters
    ----------
    make
        Makes it from the project.
    before
        Actions that are done first.
    shown
        Picks out of the JSON that the command prints what `Done.data` has to be, and out of that
        what is compared; ``None`` where only the project is compared.
    """

    make: Callable[[Project], Action]
    before: tuple[Callable[[Project], Action], ...] = ()
    shown: Callable[[Any], Any] | None = None


def fact(project: Project, predicate: str, number: int = 0) -> Fact:
    """Return a fact of the demo project."""
    found = [one for one in project.graph().records() if one.predicate == predicate]
    return sorted(found, key=lambda one: (one.start_s, one.subject))[number]


def _accept(project: Project) -> Action:
    return review.Accept((fact(project, "chase").fact_id, fact(project, "rear").fact_id), "seen it")


def _reject(project: Project) -> Action:
    return review.Reject((fact(project, "groom").fact_id,))


def timeless(document: Any) -> Any:
    """Return a document without the moments at which things were done."""
    if isinstance(document, Mapping):
        return {key: timeless(value) for key, value in document.items() if key != "at"}
    return [timeless(one) for one in document] if isinstance(document, list) else document


def _reviews(document: Mapping[str, Any]) -> Any:
    return timeless(document["reviews"])


def _rows(document: Mapping[str, Any]) -> Any:
    return {key: document[key] for key in ("answer", "problems")}


def _grouped(project: Project) -> Action:
    """Add recordings of two groups, and look at one of them."""
    add_groups(project)
    return comparing.Budget("c1")


def _asked(question: str) -> Callable[[Project], Action]:
    return lambda _: asking.Ask(question)


def _last_answer(project: Project) -> str:
    return f"{Conversations(project.memory).names()[-1]}.1"


_PROGRAM = """from workbench import answer, open_project

answer(open_project().recording("open_field").facts("mouse_1", "rear").count)
"""
_OF_THIS_MOMENT = {"kept", "conversation", "behavior", "pictures", "asked_at", "when"}


def _answer(document: Any) -> Any:
    made = {key: value for key, value in document["provenance"].items() if key != "when"}
    kept = {key: value for key, value in document.items() if key not in _OF_THIS_MOMENT}
    return {**kept, "provenance": made}


_SCORED = """Observation id,Subject,Behavior,Behavior type,Start (s),Stop (s),Modifier #1
open_field,mouse_1,groom,STATE,5.0,6.5,
elsewhere,mouse_1,rear,STATE,1.0,2.0,
"""


def _import(project: Project) -> Action:
    (project.folder / "scored.csv").write_text(_SCORED)
    return projects.ImportLabels(
        str(project.folder / "scored.csv"), assessed=True, skip_unknown=True
    )


def _other_clock(_: Project) -> Action:
    """Add the sample recording that has a clock of its own."""
    files = sorted(map(str, sample_folder().glob("open_field_vfr*")))
    return projects.AddRecordings(tuple(files), group="control", px_per_cm=12.5)


def _said(_: Project) -> Action:
    return projects.SetRecordings(
        ("open_field",), group="control", px_per_cm=0, animals={"mouse_1": "resident"},
        zones=("nest:shelter=10,10 60,10 60,60.5",), no_zones=("feeder",),
    )  # fmt: skip


@cache
def _server() -> ModelServer:
    """A model on this machine that always sees red; it ends with the tests."""
    return ModelServer(lambda _request: {"colour": "red"}, forms=("json_object",))


def _model(_: Project) -> Action:
    return models.SetModel(
        "openai-compatible", "tiny-vl", _server().url, settings=("temperature=0.2",)
    )


def _timed(document: Mapping[str, Any]) -> Any:
    outcomes = [{**one, "seconds": 0, "cpu_s": 0} for one in document["outcomes"]]
    return outcomes, document["carried"]


def _all(document: Any) -> Any:
    return document


_OWN = """from workbench import Length, behavior


@behavior(target="animal", needs=["nose", "tailbase"], verb="noses the tail of")
def tail_contact(rec, subject, target, near: Length = "3 cm"):
    \"\"\"The subject's nose is at the tail base of the other animal.\"\"\"
    return (rec.distance(f"{subject}.nose", f"{target}.tailbase") < near).bouts(min_s=0.3)
"""


def _changed(project: Project) -> Action:
    text = ethogram_as_written(project)
    faster = text.replace("speed(subject, 0.3 s) > 2 BL/s", "speed(subject, 0.3 s) > 2.5 BL/s")
    assert faster != text
    return behaviors.SetEthogram(faster, text_hash(text))


def _written(_project: Project) -> Action:
    return memory.WriteSymbol("far", "more than 20 cm away")


def _symbol(document: Any) -> Any:
    moments = ("created", "updated", "last_used")
    return {key: value for key, value in document.items() if key not in moments}


_BUNDLE = """format = "behavior-workbench symbols"
schema = 1

[symbol.far.1]
kind = "definition"
text = "more than 30 cm away"
"""


_MACRO = """name = "rears"
description = "How often an animal reared."

[[arguments]]
name = "who"
type = "animal"

[[calls]]
gives = "project"
call = "open_project"

[[calls]]
gives = "rec"
call = "project.recording"
arguments = { name = "open_field" }

[[calls]]
gives = "found"
call = "rec.facts"
arguments = { subject = "$who", predicate = "rear" }

[[calls]]
call = "answer"
arguments = { value = "$found.count" }
"""


CASES: dict[str, Case] = {
    "export": Case(
        lambda project: exporting.Export(
            "turtle", str(project.folder / "facts.ttl"), ("open_field",), standing=True
        ),
        shown=lambda done: {key: value for key, value in done.items() if key != "folder"},
    ),
    "compare": Case(
        lambda project: comparing.Compare(
            ("rest",), ("total", "distance"), folder=str(project.folder / "figures")
        ),
        (_grouped,),
        shown=lambda done: done,
    ),
    "show": Case(lambda _: comparing.Budget("open_field"), shown=lambda done: done),
    "query": Case(lambda _: looking.Query("count chase per subject"), shown=_rows),
    "sql": Case(
        lambda _: looking.Sql("SELECT predicate, count(*) AS n FROM facts GROUP BY 1 ORDER BY 1"),
        shown=_rows,
    ),
    "search": Case(
        lambda _: looking.Search("mouse_1 chases mouse_2", "open_field", 3), shown=lambda done: done
    ),
    "show.pictures": Case(
        lambda project: looking.Pictures(
            "open_field", str(project.folder / "exports" / "pictures"), ("svg",), "bout-0002"
        ),
        shown=lambda done: done["pictures"],
    ),
    "behaviors.run": Case(
        lambda _: behaviors.PreviewBehavior("nose_to_nose", "open_field", subject="mouse_1"),
        shown=_all,
    ),
    "behaviors.test": Case(lambda _: behaviors.TryBehaviors(("enter_zone",)), shown=_all),
    "behaviors.save": Case(lambda _: behaviors.SaveBehaviors("tails.py", _OWN), shown=_all),
    "behaviors.trust": Case(lambda _: behaviors.TrustBehaviors(), shown=_all),
    "ethogram.check": Case(
        lambda project: behaviors.CheckEthogram(ethogram_as_written(project)), shown=_all
    ),
    "ethogram.set": Case(_changed, shown=_all),
    "project.add": Case(_other_clock, shown=lambda done: done),
    "project.set": Case(_said, shown=lambda done: done),
    "project.remove": Case(
        lambda _: projects.RemoveRecordings(("open_field",)), shown=lambda done: done
    ),
    "project.import": Case(_import, shown=lambda done: done),
    "label": Case(lambda _: labelling.Label(("open_field",), "fixed"), shown=_timed),
    "label.estimate": Case(
        lambda _: labelling.EstimateModel(("open_field",)),
        (_model,),
        shown=lambda done: [done[k] for k in ("estimate", "estimate_not_labelled", "not_labelled")],
    ),
    "model.set": Case(_model, shown=lambda done: done),
    "model.remove": Case(lambda _: models.RemoveModel(), (_model,), shown=lambda done: done),
    "model.check": Case(
        lambda _: models.CheckModel(),
        (_model,),
        shown=lambda done: (done["form"], done["answer"]),
    ),
    "model.preview": Case(lambda _: models.PreviewQuestion("open_field"), shown=lambda done: done),
    "ask": Case(_asked("how often does mouse_1 rear?"), shown=_answer),
    "ask.model": Case(
        lambda _: asking.AskModel("how often does mouse_1 rear?", budget="2 calls"), shown=_answer
    ),
    "run": Case(lambda _: asking.Run(_PROGRAM), shown=_answer),
    "memory.write": Case(
        lambda _: memory.WriteSymbol("far", "more than 20 cm away"), shown=_symbol
    ),
    "memory.edit": Case(
        lambda _: memory.EditSymbol("far", "more than 25 cm", _PROGRAM, pinned=False),
        (_written,),
        _symbol,
    ),
    "memory.forget": Case(lambda _: memory.Forget("far"), (_written,), _all),
    "memory.restore": Case(
        lambda _: memory.Restore("far"), (_written, lambda _: memory.Forget("far")), _symbol
    ),
    "memory.export": Case(lambda _: memory.ExportMemory(kinds=("all",)), (_written,)),
    "memory.import": Case(lambda _: memory.ImportMemory(_BUNDLE, "replace"), (_written,), _all),
    "memory.tip": Case(
        lambda _: teaching.AddTip("count bouts, not frames", "how often?", "frames were counted"),
        shown=_symbol,
    ),
    "memory.macro": Case(lambda _: teaching.AddMacro(_MACRO, {"who": "mouse_2"}), shown=_all),
    "memory.portrait": Case(
        lambda _: memory.SetPortrait(units="mm", plots="raster", clear=("species",)), shown=_all
    ),
    "memory.replay": Case(
        lambda _: memory.Replay(),
        (
            _asked("how often does mouse_1 rear?"),
            lambda project: asking.AcceptAnswer(_last_answer(project)),
        ),
        _all,
    ),
    "memory.accept": Case(
        lambda project: asking.AcceptAnswer(_last_answer(project)),
        (_asked("how often does mouse_1 rear?"),),
    ),
    "memory.reject": Case(
        lambda project: asking.RejectAnswer(_last_answer(project), "it was mouse_2"),
        (_asked("how often does mouse_1 rear?"),),
    ),
    "media.playable": Case(lambda _: media.MakePlayable("open_field"), shown=lambda done: done),
    "review.accept": Case(_accept, shown=_reviews),
    "review.reject": Case(_reject, shown=_reviews),
    "review.edit": Case(
        lambda project: review.Edit(
            fact(project, "rear").fact_id, start_s=fact(project, "rear").start_s + 1 / 30
        ),
        shown=_reviews,
    ),
    "review.add": Case(
        lambda _: review.Add("open_field", "mouse_1", "approach", "mouse_2", 40.1, 41.3),
        shown=_reviews,
    ),
    "review.comment": Case(
        lambda project: review.Comment(fact(project, "chase").fact_id, "they only played"),
        shown=_reviews,
    ),
    "review.undo": Case(lambda _: review.Undo(), (_accept, _reject), _reviews),
    "review.redo": Case(lambda _: review.Redo(), (_reject, lambda _: review.Undo()), _reviews),
}
