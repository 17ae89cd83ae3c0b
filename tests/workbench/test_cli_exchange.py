"""The verbs `export` and `import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from graphs.formats.registry import FORMATS
from workbench.cli.exchange import register
from workbench.project import open_project

NAME = "cage 3 ä"
app = typer.Typer(rich_markup_mode=None)
register(app)


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def labels(path: Path, *rows: str) -> Path:
    lines = ["recording;subject;predicate;start_s;stop_s", *rows, ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_formats_are_listed_and_explained() -> None:
    listed = workbench("export", "--to", "list").stdout
    told = json.loads(workbench("export", "--to", "list", "--json").stdout)["formats"]
    assert [row["format"] for row in told] == [form.name for form in FORMATS]
    for verb in ("export", "import"):
        help_text = workbench(verb, "--help").stdout
        assert all(f"{form.name}: {form.what}" in help_text for form in FORMATS)
    assert all(form.name in listed for form in FORMATS)
    missing = workbench("export")
    assert (missing.exit_code, "--to list shows them" in missing.stderr) == (2, True)


def test_export_and_import_again(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    graph = open_project(project).graph()
    count, events = len(graph.records()), len(graph.recording(NAME).events)
    done = workbench("export", "--to", "jsonl", "-p", project)
    assert done.exit_code == 0, done.stderr
    written = tmp_path / "project ö.jsonl"
    assert done.stdout == (
        f"wrote {written.name} (jsonl): {count} facts, {events} events, 1 recording\n"
    )
    again = workbench("export", "--to", "jsonl", "-p", project)
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    forced = workbench("export", written, "--to", "jsonl", "-p", project, "--force", "--json")
    assert json.loads(forced.stdout)["facts"] == count
    folder = workbench("export", "--to", "csv", "-p", project, "-r", NAME, "--group", "control")
    assert "wrote project ö-csv (csv)" in folder.stdout
    for path in (written, tmp_path / "project ö-csv"):
        back = workbench("import", path, "-p", project)
        assert back.exit_code == 0, back.stderr
        assert f"0 new facts, {count} here already" in back.stdout
    wrong = workbench("export", "x", "--to", "srt", "-p", project, "--group", "treated")
    assert (wrong.exit_code, "known: control" in wrong.stderr) == (2, True)
    nowhere = workbench("export", tmp_path / "no" / "x.jsonl", "--to", "jsonl", "-p", project)
    assert (nowhere.exit_code, "x.jsonl" in nowhere.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.jsonl", "jsonl"), ("a.GraphML", "graphml"), ("a.jsonld", "jsonld"), ("a.ttl", "turtle"),
     ("a.parquet", "parquet")],
)  # fmt: skip
def test_the_ending_tells_the_format(
    project: Path, tmp_path: Path, name: str, expected: str
) -> None:
    done = workbench("export", tmp_path / name, "-p", project)
    assert done.exit_code == 0, done.stderr
    assert f"{name} ({expected}): " in done.stdout
    assert (tmp_path / name).is_dir() == (expected == "parquet")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("y.csv", "csv is a folder with several files, not one file 'y.csv'."),
        ("y.csv", "export y --to csv"),
        ("y.vtt", "webvtt is a folder"),
        ("y.json", "--to visual-genome, --to jsonld, or --to jsonl"),
        ("y", "does not tell the format; these endings do: .graphml, .jsonl, .jsonld, .parquet"),
    ],
)
def test_an_ending_that_tells_no_format_is_explained(
    project: Path, tmp_path: Path, name: str, expected: str
) -> None:
    done = workbench("export", tmp_path / name, "-p", project)
    assert (done.exit_code, expected in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / name).exists()


def test_import_of_labels_says_what_a_person_should_know(project: Path, tmp_path: Path) -> None:
    path = labels(tmp_path / "anna.csv", "cage 3;ind1;head bob;0,5;1,5", "cage 3;third;chase;2;200")
    unknown = workbench("import", path, "-p", project, "--json")
    assert unknown.exit_code == 2
    assert "did you mean 'cage 3 ä'?" in json.loads(unknown.stdout)["error"]
    done = workbench(
        "import", path, "-p", project, "--map", f"cage 3={NAME}", "--source", "human", "--as", "A"
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "2 new facts, 0 here already" in done.stdout
    assert "anna.csv (csv), imported as 'A'" in done.stdout
    for words in (
        "Not in ethogram.toml, and kept: 'head bob'",
        "new here are third",
        "1 of 2 new facts stop after the recording ends",
        "time budgets say 'not assessed'. If all of each recording was watched, say so and import "
        "it again (in a shell: --assessed all).",
    ):
        assert words in done.stderr
    facts = open_project(project).graph().facts(source="human")
    assert len(facts) == 2


def test_words_that_mean_a_behavior_are_mapped_and_listed(project: Path, tmp_path: Path) -> None:
    path = labels(tmp_path / "anna.csv", f"{NAME};ind1;Chases;1;2")
    done = workbench("import", path, "-p", project)
    assert done.exit_code == 0, done.stderr
    assert "Called as in ethogram.toml: Chases -> chase." in done.stderr
    kept = workbench("import", path, "-p", project, "--as-written")
    assert "and kept: 'Chases'; the ethogram calls it 'chase'." in kept.stderr


def test_boris_and_its_missing_subject(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "boris.tsv"
    header = "Observation id\tSubject\tBehavior\tBehavior type\tStart (s)\tStop (s)"
    path.write_text(f"{header}\n{NAME}\tNo focal subject\tchase\tSTATE\t1\t2\n", encoding="utf-8")
    asked = workbench("import", path, "-p", project)
    assert (asked.exit_code, "--subject NAME" in asked.stderr) == (2, True)
    done = workbench("import", path, "-p", project, "--subject", "ind1")
    assert (done.exit_code, "1 new fact, 0 here already" in done.stdout) == (0, True)


def test_exit_codes_tell_bad_content_from_wrong_usage(project: Path, tmp_path: Path) -> None:
    for content, words in (
        ("recording,subject,predicate,start_s\nr,m,x,soon\n", "line 2: start_s is 'soon'"),
        ("recording,subject,predicate,start_s,stop\n", "did you mean 'stop_s'"),
        (f"recording,subject,predicate,start_s\n{NAME},IND1,chase,1\n", "spelled 'ind1'"),
        (f"recording,subject,predicate,start_s\n{NAME},ind1,chase,99\n", "starts after that"),
        ("recording,subject,predicate,start_s\n", "holds no facts"),
        ("Observation id,Time,Behavior\n", "Aggregated events"),
    ):
        path = tmp_path / "l.csv"
        path.write_text(content, encoding="utf-8")
        done = workbench("import", path, "-p", project)
        assert (done.exit_code, words in done.stderr) == (1, True), done.stderr
    for arguments in ((tmp_path / "none.csv",), (path, "--format", "xml"), (tmp_path,)):
        assert workbench("import", *arguments, "-p", project).exit_code == 2
    (tmp_path / "l.csv").write_text("recording,subject,predicate,start_s\ncage 9,ind1,chase,1\n")
    assert workbench("import", tmp_path / "l.csv", "-p", project).exit_code == 2


def test_times_after_the_end_and_other_columns_are_said(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(
        f"recording,subject,predicate,start_s,stop_s,observer\n{NAME},ind1,chase,1,3.5,Ana\n",
        encoding="utf-8",
    )
    done = workbench("import", path, "-p", project)
    assert done.exit_code == 0, done.stderr
    assert "1 of 1 new fact stop less than a second after the recording ends." in done.stderr
    assert "kept as evidence, for no column of facts has such a name: observer." in done.stderr


def test_import_replaces_and_assesses(project: Path, tmp_path: Path) -> None:
    path = labels(tmp_path / "anna.csv", f"{NAME};ind1;head bob;0,5;1,5")
    words = ("import", path, "-p", project, "--assessed", "all")
    done = workbench(*words)
    assert "not assessed" not in done.stderr
    bouts = open_project(project).graph().facts(predicate="head bob")
    assert bouts.assessed_s == pytest.approx(3.0)
    labels(path, f"{NAME};ind1;head bob;0,5;2")
    changed = workbench(*words, "--json")
    told = json.loads(changed.stdout)
    assert told["imported"]["recordings"][0]["before"] == 1
    assert any("its 1 fact here were replaced" in remark for remark in told["remarks"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--source", "rule"], "--source is import or human; found 'rule'"),
        (["--assessed", "some"], "--assessed is all or not given; found 'some'"),
        (["--map", "a"], "--map expects NAME_IN_FILE=RECORDING, found 'a'"),
        (["--format", "graphml"], "graphml cannot be imported"),
        (["--format", "xml"], "No format 'xml'"),
    ],
)
def test_wrong_words_are_refused(
    tmp_path: Path, words: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project.toml").write_text("")
    (tmp_path / "ethogram.toml").write_text('name = "none"\n')
    monkeypatch.chdir(tmp_path)
    done = workbench("import", labels(tmp_path / "a.csv", "a;b;c;1;2"), *words)
    assert done.exit_code == 2
    assert expected in done.stderr


def test_a_damaged_file_is_told_with_its_line(project: Path, tmp_path: Path) -> None:
    path = labels(tmp_path / "a.csv", f"{NAME};ind1;groom;1;0,5")
    done = workbench("import", path, "-p", project)
    assert done.exit_code == 1
    assert "line 2: stops before it starts" in done.stderr


def test_what_a_reader_left_out_is_said(project: Path, tmp_path: Path) -> None:
    ends = {"object_id": 1, "name": "mouse"}, {"object_id": 2, "name": "wall"}
    picture = {
        "image_id": 7,
        "objects": list(ends),
        "relationships": [
            {"predicate": "near", "subject_id": 1, "object_id": 2},
            {"predicate": "near", "subject_id": 1, "object_id": 3},
        ],
    }
    path = tmp_path / "graphs.json"
    path.write_text(json.dumps([picture]))
    done = workbench("import", path, "-p", project, "--map", f"7={NAME}")
    assert done.exit_code == 0, done.stderr
    assert "1 of 2 attributes and relationships were left out" in done.stderr
