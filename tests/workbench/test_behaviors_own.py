"""Behaviors of a project are programs: they run once a person trusts the project, not before."""

from __future__ import annotations

import importlib.util
import inspect
import py_compile
from pathlib import Path
from typing import get_type_hints

import pytest

from graphs.errors import UserError
from workbench import Length
from workbench.behaviors import own
from workbench.samples import open_sample

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
    with pytest.raises(UserError, match=r"not trusted.*: mine\.py.*workbench behaviors trust -p"):
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


def test_trust_is_of_the_files_as_they_are(folder: Path) -> None:
    write(folder, GOOD)
    own.trust(folder)
    write(folder, GOOD.replace("sits", "lies"))
    write(folder, GOOD.replace("def sit", "def stand"), "other.py")
    assert not own.is_trusted(folder)
    assert [path.name for path in own.untrusted_files(folder)] == ["mine.py", "other.py"]
    with pytest.raises(UserError) as refused:
        own.own_behaviors(folder)
    assert "changed since you trusted it: mine.py; not trusted on this machine: other.py" in str(
        refused.value
    )
    own.trust(folder)
    assert own.is_trusted(folder)
    assert list(own.own_behaviors(folder).behaviors) == ["sit", "stand"]
    write(folder, GOOD, "late.py")
    assert not own.is_trusted(folder)


def test_trust_of_one_file_keeps_that_of_the_others(folder: Path) -> None:
    write(folder, GOOD)
    own.trust(folder)
    other = write(folder, GOOD.replace("def sit", "def stand"), "other.py")
    own.trust_one(folder, other.name, other.read_bytes())
    assert own.is_trusted(folder)


def test_a_compiled_file_beside_it_is_not_run(folder: Path, tmp_path: Path) -> None:
    path, mark = write(folder, GOOD), tmp_path / "ran"
    evil = tmp_path / "evil.py"
    evil.write_text(f"from pathlib import Path\nPath({str(mark)!r}).touch()\n{GOOD}")
    compiled = Path(importlib.util.cache_from_source(str(path)))
    py_compile.compile(
        str(evil), str(compiled), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    before = compiled.read_bytes()
    own.trust(folder)
    assert list(own.own_behaviors(folder).behaviors) == ["sit"]
    assert not mark.exists()
    assert compiled.read_bytes() == before


def test_nothing_is_written_beside_it_and_nothing_imported_from_there(folder: Path) -> None:
    write(folder, "x = 1\n", "_helper.py")
    own.load_behaviors(write(folder, GOOD))
    assert sorted(p.name for p in (folder / "behaviors").iterdir()) == ["_helper.py", "mine.py"]
    for text in ("import _helper\n", "from . import _helper\n"):
        with pytest.raises(UserError, match=r"mine\.py, line 1: (ModuleNotFound|Import)Error"):
            own.load_behaviors(write(folder, text + GOOD))


def test_a_loaded_function_knows_its_file_and_types(folder: Path) -> None:
    text = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    text += "from workbench import Length\n@dataclass\nclass Near:\n    at: Length\n" + GOOD
    path = write(folder, text.replace("(rec, subject)", '(rec, subject, near: Length = "1 cm")'))
    sit = own.load_behaviors(path).behaviors["sit"]
    assert inspect.getfile(sit.function) == sit.origin == str(path)
    assert inspect.getsource(sit.function).startswith("@behavior()")
    assert get_type_hints(sit.function, include_extras=True) == {"near": Length}
    assert [str(one) for one in sit.arguments] == ["near: a length (px, mm, cm, BL) = 1 cm"]


def test_features_of_the_loader_are_not_those_of_the_file(folder: Path) -> None:
    text = "def twice(x: 1 + 1): ...\nassert twice.__annotations__ == {'x': 2}\n"
    assert own.load_behaviors(write(folder, text + GOOD)).find("sit") is not None


def test_a_fault_in_a_file_given_by_a_relative_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "x = 1\ny = 1 / 0\n")
    write(folder, GOOD.replace("< 1", "< nothing"), "late.py")
    monkeypatch.chdir(folder / "behaviors")
    with pytest.raises(UserError, match=r"^mine\.py, line 2: ZeroDivisionError"):
        own.load_behaviors(Path("mine.py"))
    sit = own.load_behaviors(Path("late.py")).behaviors["sit"]
    with pytest.raises(UserError, match=r"'sit' \(late\.py, line 7\): NameError"):
        sit(open_sample(), "mouse_1")


def test_a_person_who_stops_it_is_heard(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        own.load_behaviors(write(folder, "raise KeyboardInterrupt\n"))


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
        ("x = 1\nraise SystemExit(3)\n", r"mine\.py, line 2: the file called exit"),
        ("x = '\0'\n", r"mine\.py: \w+Error: source code .*null bytes"),
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
    for text in ("{", "3", '["/p"]', '{"/p": 3}'):
        own.trust_file().write_text(text)
        with pytest.raises(UserError, match=r"trusted\.json is damaged"):
            own.is_trusted(folder)
