"""The demo: from the sample recording to facts in words, twice without doing the work again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphs.errors import UserError
from workbench import samples
from workbench.cli import app


def digest(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def test_demo_labels_the_sample_and_resumes(tmp_path: Path) -> None:
    sample = samples.sample_folder()
    before = digest(sample)
    project = tmp_path / "demo project"
    first = CliRunner().invoke(app, ["demo", "--project", str(project)])
    assert first.exit_code == 0, first.output
    for said in ("1 done, 0 skipped", "Time budget", "bout-0001", "in words", "chases", "Next:"):
        assert said in first.stdout
    assert f"--project '{project}'" in first.stdout
    assert "the first 15" not in first.stdout
    again = CliRunner().invoke(app, ["demo", "--project", str(project), "--json"])
    assert json.loads(again.stdout)["outcomes"][0]["state"] == "skipped"
    assert digest(sample) == before


def test_absent_samples_say_where_they_were_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "__file__", str(tmp_path / "workbench" / "samples.py"))
    with pytest.raises(UserError, match="Expected it in"):
        samples.sample_folder()
    installed = tmp_path / "workbench" / "sample_data" / "open_field"
    installed.mkdir(parents=True)
    (installed / "scene.toml").touch()
    assert samples.sample_folder() == installed
