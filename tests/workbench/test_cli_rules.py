"""The verb ``rules``."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from workbench.cli import app
from workbench.ethograms import shipped_ethograms


def test_functions_with_their_meaning() -> None:
    done = CliRunner().invoke(app, ["rules"], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "closest_distance(target, target)" in done.stdout
    assert "BL/s" in done.stdout


def test_functions_as_json() -> None:
    document = json.loads(CliRunner().invoke(app, ["rules", "--json"]).stdout)
    assert document["functions"]["speed(point, [window])"].startswith("Speed of a point")


def test_shipped_ethograms_are_right() -> None:
    for name in shipped_ethograms():
        done = CliRunner().invoke(app, ["rules", name])
        assert done.exit_code == 0, done.output
        assert "All rules are right." in done.stdout


def test_a_typo_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[behavior.go]\ndefinition = "x"\nrule = "sped(subject) > 1 cm/s"\n')
    done = CliRunner().invoke(app, ["rules", str(file)])
    assert done.exit_code == 2
    assert "did you mean 'speed'?" in done.stderr
