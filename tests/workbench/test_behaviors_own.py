"""Behaviors of a project are programs: they run once a person trusts the project, not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import UserError
from workbench.behaviors import own

GOOD = '''
from workbench import behavior

@behavior()
def sit(rec, subject):
    """The subject sits."""
    return rec.speed(subject) < 1
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "behaviors").mkdir()
    return tmp_path


def write(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / "behaviors" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_without_trust_nothing_runs(folder: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    write(folder, f"from pathlib import Path\nPath({str(mark)!r}).touch()\n{GOOD}")
    with pytest.raises(UserError, match=r"mine\.py.*not trusted.*workbench behaviors trust"):
        own.own_behaviors(folder)
    assert not mark.exists()
    own.trust(folder)
    assert list(own.own_behaviors(folder).behaviors) == ["sit"]
    assert mark.exists()


def test_trust_is_noted_outside_of_the_project_and_taken_back(folder: Path) -> None:
    assert not own.is_trusted(folder)
    own.trust(folder)
    assert own.is_trusted(folder)
    assert not own.trust_file().is_relative_to(folder)
    assert not own.is_trusted(folder.parent)
    own.distrust(folder)
    assert not own.is_trusted(folder)


def test_no_files_need_no_trust(folder: Path) -> None:
    assert own.own_behaviors(folder).behaviors == {}
    write(folder, "raise SystemExit", "_helper.py")
    assert own.own_behaviors(folder).behaviors == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ny = 1 / 0\n", r"mine\.py, line 2: ZeroDivisionError"),
        ("def f(:\n", r"mine\.py, line 1: SyntaxError"),
        ("x = 1\n", r"mine\.py defines no behavior"),
        (GOOD.replace('"""The subject sits."""', ""), "no docstring"),
    ],
)
def test_files_with_faults(folder: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        own.load_behaviors(write(folder, text))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        own.load_behaviors(tmp_path / "no.py")


def test_two_of_one_name(folder: Path) -> None:
    write(folder, GOOD)
    write(folder, GOOD, "other.py")
    own.trust(folder)
    with pytest.raises(UserError, match=r"'sit' is defined in .*mine\.py and in .*other\.py"):
        own.own_behaviors(folder)


def test_an_edited_file_is_run_again(folder: Path) -> None:
    first = own.load_behaviors(write(folder, GOOD))
    again = own.load_behaviors(write(folder, GOOD.replace("sits", "lies")))
    assert first.behaviors["sit"].entry.definition == "The subject sits."
    assert again.behaviors["sit"].entry.definition == "The subject lies."


def test_a_damaged_note_of_trust(folder: Path) -> None:
    own.trust(folder)
    own.trust_file().write_text("{")
    with pytest.raises(UserError, match=r"trusted\.json is damaged"):
        own.is_trusted(folder)
