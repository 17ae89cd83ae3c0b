"""Animals that get other names after people scored and corrected: what they said goes along."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphs.errors import UserError
from graphs.filters import FactFilter
from workbench.cli import app
from workbench.cli.demo import SAMPLE, sample_project
from workbench.knowledge import naming, reviewing
from workbench.knowledge.exchange import described
from workbench.project import Project, open_project
from workbench.project_set import Said
from workbench.ui.actions.projects import SetRecordings

LABELS = f"""recording,subject,predicate,object,start_s,stop_s
{SAMPLE},mouse_1,groom,,3,5
{SAMPLE},mouse_1,chase,mouse_2,20,22
{SAMPLE},mouse_2,walk,,40,41
"""


def workbench(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def scored_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which walks of mouse_1 were accepted, rejected and corrected."""
    folder = tmp_path_factory.mktemp("scored") / "project"
    project = sample_project(folder)
    workbench("label", "-p", folder, "--jobs", 0)
    graph = project.graph()
    first, second, third, *_ = graph.records(FactFilter(subject="mouse_1", predicate="walk"))
    reviewing.accept(graph, first, "mara")
    reviewing.reject(graph, second, "tom", "stands still")
    reviewing.edit(graph, third, "mara", stop_s=third.stop_s + 0.2)
    chase = next(iter(graph.records(FactFilter(subject="mouse_2", predicate="chase"))))
    edited = reviewing.edit(graph, chase, "mara", subject="mouse_1", object="mouse_2").after
    assert edited is not None
    reviewing.edit(graph, edited, "tom", stop_s=edited.stop_s + 0.1)
    reviewing.reject(graph, first, "tom")
    reviewing.undo(graph, "tom")
    (folder.parent / "labels.csv").write_text(LABELS, encoding="utf-8")
    workbench("import", folder.parent / "labels.csv", "-p", folder, "--source", "human")
    return folder


@pytest.fixture
def folder(scored_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(reviewing.WHO, "kim")
    shutil.copytree(scored_sample, tmp_path / "project")
    return tmp_path / "project"


Told = tuple[str, str, str | None, float, float, str, str]


def told(folder: Path, names: dict[str, str] | None = None) -> Counter[Told]:
    """Return what stands in the graph, whatever its status, with names changed."""
    called = names or {}
    graph = open_project(folder).graph()
    return Counter(
        (called.get(f.subject, f.subject), f.predicate,
         None if f.object is None else called.get(f.object, f.object),
         round(f.start_s, 6), round(f.stop_s, 6), f.status, f.source)
        for f in graph.records(FactFilter())
    )  # fmt: skip


def walks(folder: Path, animal: str) -> Counter[tuple[str, str]]:
    graph = open_project(folder).graph()
    wanted = FactFilter(subject=animal, predicate="walk")
    return Counter((fact.status, fact.source) for fact in graph.records(wanted))


WALKS = {
    ("asserted", "rule"): 7,  # of ten: one is accepted, one rejected, one corrected
    ("accepted", "rule"): 1,
    ("rejected", "rule"): 1,
    ("superseded", "rule"): 1,
    ("accepted", "human"): 1,
}
"""What was said of walks of mouse_1."""


def test_a_name_takes_along_what_people_said(folder: Path) -> None:
    assert walks(folder, "mouse_1") == WALKS
    expected = told(folder, {"mouse_1": "R1"})
    said = workbench("set", SAMPLE, "--animal", "mouse_1=R1", "-p", folder).output
    # labels: groom, chase; reviews: accept, reject, edit of walks, two edits of chases
    assert f"{SAMPLE}: mouse_1 is R1 now, also in 2 labels and 5 corrections of people." in said
    assert told(folder) == expected
    assert walks(folder, "R1") == WALKS
    workbench("label", "-p", folder, "--jobs", 0)
    assert told(folder) == expected
    assert walks(folder, "R1") == WALKS
    assert walks(folder, "mouse_1") == {}
    names = [one.name for one in naming.entities(open_project(folder).graph())]
    assert names == ["R1", "mouse_2", "feeder", "shelter"]


def test_two_animals_swap_names(folder: Path) -> None:
    swapped = {"mouse_1": "mouse_2", "mouse_2": "mouse_1"}
    before, expected = told(folder), told(folder, swapped)
    assert expected != before
    both = ("--animal", "mouse_1=mouse_2", "--animal", "mouse_2=mouse_1")
    workbench("set", SAMPLE, *both, "-p", folder)
    assert told(folder) == expected
    workbench("label", "-p", folder, "--jobs", 0)
    assert told(folder) == expected
    workbench("set", SAMPLE, *both, "-p", folder)  # said already
    assert told(folder) == expected
    workbench("set", SAMPLE, "--animal=mouse_1=", "--animal=mouse_2=", "-p", folder)
    workbench("label", "-p", folder, "--jobs", 0)
    assert told(folder) == before


def test_the_page_says_the_same(folder: Path) -> None:
    expected = told(folder, {"mouse_1": "R1", "mouse_2": "R2"})
    project = open_project(folder)
    project.graph().overlays()
    done = SetRecordings((SAMPLE,), animals={"mouse_1": "R1", "mouse_2": "R2"}).do(project)
    assert "mouse_1 is R1, mouse_2 is R2 now, also in 3 labels and 5 corrections" in done.message
    assert told(folder) == expected
    names = {one.name for one in naming.entities(project.graph())}  # of the page that is open
    assert names == {"R1", "R2", "feeder", "shelter"}


def test_only_recordings_that_are_named(folder: Path) -> None:
    project = open_project(folder)
    tracks = project.spec(SAMPLE).tracks
    assert tracks is not None
    shutil.copy(tracks, folder / "other.h5")
    project.add([{"name": "other", "tracks": str(folder / "other.h5"), "fps": 30}])
    workbench("label", "-p", folder, "--jobs", 0)
    before = told(folder)
    workbench("set", "other", "--animal", "mouse_1=R1", "-p", folder)
    graph = open_project(folder).graph()
    named = [f.recording for f in graph.records(FactFilter()) if "R1" in (f.subject, f.object)]
    assert set(named) == {"other"}
    assert walks(folder, "mouse_1") == WALKS
    assert walks(folder, "R1") == {("asserted", "rule"): 10}
    assert sum(told(folder).values()) == sum(before.values())
    expected = told(folder, {"mouse_1": "R1"})
    workbench("set", "--animal", "mouse_1=R1", "-p", folder)  # of all that say nothing else
    assert told(folder) == expected


def test_a_name_that_another_animal_has_is_refused(folder: Path) -> None:
    before, text = told(folder), (folder / "project.toml").read_text(encoding="utf-8")
    for name, why in (("mouse_2", "two animals would be 'mouse_2'"), ("shelter", "is a zone")):
        said = workbench("set", SAMPLE, "--animal", f"mouse_1={name}", "-p", folder, code=2)
        assert why in " ".join(said.output.split())
    assert told(folder) == before
    assert (folder / "project.toml").read_text(encoding="utf-8") == text
    assert not (folder / "renaming.json").exists()


def test_the_history_tells_it_and_says_how_to_take_it_back(folder: Path) -> None:
    before = told(folder)
    workbench("set", SAMPLE, "--animal", "mouse_1=R1", "-p", folder)
    table = open_project(folder).graph().corrections.history()
    assert table["action"].tolist()[-1] == "name"
    assert table["brief"].tolist()[-1] == "named mouse_1 -> R1"
    assert table["by"].tolist()[-1] == "kim"
    assert table["brief"].tolist()[1].startswith("rejected R1 walk")
    said = workbench("review", "undo", "--by", "kim", "-p", folder, code=2).output
    assert "workbench set RECORDING --animal NAME_IN_TRACKS=NAME" in " ".join(said.split())
    workbench("set", SAMPLE, "--animal", "mouse_1=mouse_1", "-p", folder)
    assert told(folder) == before


def test_an_export_tells_reviews_under_the_new_names(folder: Path) -> None:
    graph = open_project(folder).graph()
    (before,) = described(graph, [SAMPLE])
    workbench("set", SAMPLE, "--animal", "mouse_1=R1", "-p", folder)
    (after,) = described(graph, [SAMPLE])
    assert [one["seq"] for one in after.reviews] == [one["seq"] for one in before.reviews]
    facts = {fact.fact_id for fact in after.facts}
    assert {one["fact_id"] for one in after.reviews} <= facts
    assert str(after.reviews[1]["words"]).startswith("rejected: R1 walks")


def test_what_was_said_before_can_be_undone_after(folder: Path) -> None:
    workbench("set", SAMPLE, "--animal", "mouse_1=R1", "-p", folder)
    workbench("label", "-p", folder, "--jobs", 0)
    workbench("review", "undo", 2, "--by", "tom", "-p", folder)  # the rejection
    graph = open_project(folder).graph()
    undone = {said: number for said, number in WALKS.items() if said[0] != "rejected"}
    assert walks(folder, "R1") == undone | {("asserted", "rule"): 8}
    reviewing.undo(graph, "mara", 4, with_later=True)  # both edits of the chase
    chases = graph.records(FactFilter(predicate="chase", source="human", status=("accepted",)))
    assert list(chases) == []


def test_what_was_said_of_names_goes_along(folder: Path) -> None:
    graph = open_project(folder).graph()
    naming.rename(graph, "mouse_1", "Bob", "mara", recording=SAMPLE)
    expected = told(folder, {"mouse_2": "mouse_1"})
    both = ("--animal", "mouse_1=mouse_2", "--animal", "mouse_2=mouse_1")
    workbench("set", SAMPLE, *both, "-p", folder)
    assert told(folder) == expected
    workbench("label", "-p", folder, "--jobs", 0)
    assert told(folder) == expected


KILLED = """
import os, pkgutil, sys
from workbench.cli import app

calls = 0
def killed(real):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls > int(sys.argv[2]):
            os._exit(9)
        return real(*args, **kwargs)
    return call

module, _, name = sys.argv[1].rpartition(".")
owner = pkgutil.resolve_name(module)
setattr(owner, name, killed(getattr(owner, name)))
app(sys.argv[3:])
"""


@pytest.mark.parametrize(
    ("where", "after"),
    [
        ("workbench.project.begin", 0),
        ("graphs.storage.store:GraphStore.change", 0),
        ("graphs.storage.store:GraphStore.change", 1),
        ("graphs.corrections.reviews:ReviewLog.name", 0),
        ("workbench.project:Project._save", 0),
        ("workbench.project.end", 0),
        ("workbench.project:Project._save", 1),
    ],
)
def test_a_process_that_is_killed_loses_nothing(folder: Path, where: str, after: int) -> None:
    swapped = {"mouse_1": "mouse_2", "mouse_2": "mouse_1"}
    before, expected = told(folder), told(folder, swapped)
    both = ("--animal", "mouse_1=mouse_2", "--animal", "mouse_2=mouse_1")
    command = [sys.executable, "-c", KILLED, where, str(after), "set", SAMPLE, *both]
    done = subprocess.run(
        [*command, "-p", str(folder)], check=False, capture_output=True, env=dict(os.environ)
    )
    assert done.returncode == 9, done.stderr
    begun = where != "workbench.project.begin"
    assert told(folder) == (expected if begun else before)
    assert ("mouse_1 = " in (folder / "project.toml").read_text(encoding="utf-8")) == begun
    workbench("set", SAMPLE, *both, "-p", folder)
    workbench("label", "-p", folder, "--jobs", 0)
    assert told(folder) == expected
    assert not (folder / "renaming.json").exists()


def test_without_anything_stored_only_the_file_changes(tmp_path: Path) -> None:
    project: Project = sample_project(tmp_path / "project")
    assert project.say([SAMPLE], Said(animals={"mouse_1": "R1"})) == []
    assert not project.database_path.exists()
    with pytest.raises(UserError, match="No recording"):
        project.say(["nobody"], Said(animals={"mouse_1": "R1"}))
