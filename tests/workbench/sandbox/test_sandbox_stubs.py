"""Types of what programs see: made from the real classes, and nothing else."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydantic_monty as monty
import pytest
from sandbox_project import sample, sandbox
from typer.testing import CliRunner

from benchmarks.sandbox_programs import CORRECT, whole
from workbench.analysis.signals import Signal
from workbench.analysis.vectors import Vectors
from workbench.cli import app
from workbench.project import open_project
from workbench.sandbox import stubs
from workbench.sandbox.check import check
from workbench.sandbox.names import DataNames, names_of
from workbench.sandbox.quantities import DIMENSIONS, letter, with_dimensions
from workbench.sandbox.stubs import StubMaker
from workbench.sandbox.surface import EXPOSED, WITH_FUNCTION, Exposure, exposure

CALLS: Mapping[str, tuple[Any, ...]] = {
    "distance_to": ("mouse_1", "shelter"),
    "angle": ("mouse_1.nose", "mouse_1.neck", "mouse_1.centre"),
    "smooth": ("1 s",),
}
"""Arguments of methods that need some; of others the defaults do."""


def check_with(names: DataNames, text: str) -> list[str]:
    with monty.Monty(min_processes=1, max_processes=1) as pool:
        return [str(fault) for fault in check(pool, whole(text), names)]


@pytest.mark.parametrize("one", EXPOSED, ids=lambda one: one.name)
def test_everything_that_programs_see_is_there(one: Exposure) -> None:
    real = one.real()
    fields = inspect.get_annotations(real)
    for name in one.attributes:
        assert hasattr(real, name) or name in fields, name
    for name in one.methods:
        assert callable(getattr(real, name)), name
    for name in one.operators:
        assert name == "bool" or hasattr(real, f"__{name}__"), name
    assert set(one.typed) <= {*one.attributes, *one.methods}
    assert set(one.parameters) <= set(one.methods)


def test_nothing_that_programs_see_writes_or_takes_a_path() -> None:
    for one in EXPOSED:
        for name in one.methods:
            if name in one.parameters:
                continue
            for parameter in inspect.signature(getattr(one.real(), name)).parameters.values():
                assert "Path" not in str(parameter.annotation), (one.name, name)
                assert parameter.name not in ("path", "folder", "file"), (one.name, name)


def test_what_is_given_a_function_is_what_has_one() -> None:
    found = {
        name
        for one in EXPOSED
        for name in one.methods
        if one.name != "Table" and one.name != "Column"
        for parameter in inspect.signature(getattr(one.real(), name)).parameters.values()
        if "Callable" in str(parameter.annotation) or "Measure" in str(parameter.annotation)
    }
    assert found == set(WITH_FUNCTION)


def _cases() -> list[tuple[str, str]]:
    return [
        (name, typed)
        for name, typed in exposure("Recording").typed.items()
        if typed.startswith(("Signal[", "Vectors["))
    ]


@pytest.mark.parametrize(("name", "typed"), _cases())
def test_dimensions_are_those_of_the_sample(name: str, typed: str) -> None:
    recording = sample().recording("open_field")
    found = getattr(recording, name)(*CALLS.get(name, ()))
    assert isinstance(found, Signal | Vectors)
    kind, _, of = typed.rstrip("]").partition("[")
    assert type(found).__name__ == kind
    signal = found if isinstance(found, Signal) else found.x
    assert DIMENSIONS[signal.dimension][0] == of


@pytest.mark.parametrize("name", exposure("Signal").typed)
def test_what_is_made_of_a_signal_keeps_its_dimension(name: str) -> None:
    recording = sample().recording("open_field")
    signal = recording.speed("mouse_1")
    arguments = {"smooth": ("1 s",), "when": (recording.window(0, 30),)}.get(name, ())
    found = getattr(signal, name)(*arguments)
    same = exposure("Signal").typed[name] == "Signal[D]"
    assert (found.dimension == signal.dimension) is same


def test_a_new_parameter_without_a_rule_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def speed(self: Any, who: str = "*", filtering: bytearray | None = None) -> Signal:
        raise NotImplementedError

    speed.__annotations__ = {"who": "Who", "filtering": "bytearray", "return": "Signal"}
    monkeypatch.setattr(exposure("Recording").real(), "speed", speed)
    with pytest.raises(LookupError, match=r"'bytearray', 'filtering' of Recording\.speed"):
        _ = StubMaker(None).text


def test_a_class_written_by_hand_has_what_programs_see_of_it() -> None:
    for name, lines in stubs._WRITTEN.items():
        text = "\n".join(lines)
        one = exposure(name)
        missing = [m for m in (*one.attributes, *one.methods) if f"{m}:" not in text
                   and f"def {m}(" not in text]  # fmt: skip
        assert missing == []


def test_names_of_many_animals_parts_and_behaviors_are_checked() -> None:
    many = replace(
        names_of(sample()),
        animals=tuple(f"mouse_{i}" for i in range(1, 11)),
        parts=tuple(f"point_{i}" for i in range(25)),
        behaviors={f"behavior_{i}": (f"other word {i}",) for i in range(60)},
    )
    assert check_with(many, 'rec.speed("mouse_10.point_24").mean()') == []
    assert check_with(many, 'rec.facts("mouse_10", "behavior_59")') == []
    assert "'mouse_11'" in check_with(many, 'rec.speed("mouse_11").mean()')[0]
    assert "'behavior_60'" in check_with(many, 'rec.facts("mouse_1", "behavior_60")')[0]


ODD = (
    "it's", 'say "hi"', "two\nlines", "back\\slash", "{braces}", "%s", "__import__('os')",
    "Ratte Ä", "鼠", "🐭", "mоuse_1", "\u202emouse", "a\tb", "] | str", 'x"] | Any #', "-", " ",
    "x" * 500, "class", "'''", '"""', "\\", "mouse_1 ", "١", "\x1b[2J", "\u2028", "T", "L", "None",
)  # fmt: skip
"""Names that mean something to a parser, that look alike, or that cannot be seen."""


@pytest.mark.parametrize("odd", ODD, ids=[ascii(odd)[:20] for odd in ODD])
def test_an_odd_name_stays_a_name(odd: str) -> None:
    names = DataNames(
        recordings=("open_field", odd), groups=(odd,), sessions=(odd,), animals=("mouse_1", odd),
        parts=("nose", odd), zones=("shelter", odd), objects=(odd,),
        behaviors={"rear": (odd,), odd: ("rearing",)}, headings=(odd,), functions=(odd,),
    )  # fmt: skip
    compile(StubMaker(names).text, "stubs", "exec")
    good = f"rec.speed({odd!r}).mean()\nrec.time_in({odd!r}, {odd!r})\nrec.facts({odd!r}, {odd!r})"
    assert check_with(names, f"{good}\nproject.recording({odd!r})") == []
    [wrong] = check_with(names, f"{good}\nrec.speed('mouse_7')")
    assert "there is no 'mouse_7'" in wrong


def test_a_name_that_reads_like_a_quantity_is_a_name() -> None:
    names = replace(names_of(sample()), groups=("3 m", "12 m"))
    assert check_with(names, 'project.recordings().of(group="12 m")') == []
    assert check_with(names, 'rec.distance("mouse_1", "mouse_2") < "3 m"') == []
    assert check_with(names, 'rec.speed("mouse_1") < "3 m"') != []


def test_names_that_people_gave_and_headings_are_known() -> None:
    names = names_of(sample())
    assert "social behavior" in names.headings
    assert "darting" in names.functions
    assert check_with(names, 'rec.facts(predicate="social behavior")') == []
    assert check_with(names, 'rec.behavior("darting", "mouse_1")') == []
    assert check_with(names, 'rec.behavior("social behavior", "mouse_1")') != []


def test_a_renamed_animal_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(sample().folder, folder)
    words = ["entities", "rename", "mouse_1", "Ada", "-p", str(folder)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    names = names_of(open_project(folder, check_files=False))
    assert "Ada" in names.animals
    assert not set(names.animals) & {"shelter", "feeder"}
    assert check_with(names, 'rec.facts("Ada", "rear")') == []


def test_without_names_any_name_goes() -> None:
    with monty.Monty(min_processes=1, max_processes=1) as pool:
        assert check(pool, whole('rec.speed("anybody").mean()'), None) == []
        assert check(pool, whole('rec.speed("anybody") > "3 cm"'), None) != []


def test_quantities_become_letters_where_they_stand() -> None:
    text = 'x = "10 cm/s"; y = (r"2 s", \'30 deg\')\nf"{x} 3 cm" + "3 parsec" + "Ä 5 s" "5 cm"\n'
    found = with_dimensions(text)
    assert found == (
        'x = "V"      ; y = ("T"   , "D"     )\nf"{x} 3 cm" + "3 parsec" + "Ä 5 s" "5 cm"\n'
    )
    assert (letter("5 cm"), letter("5"), letter("nose"), letter("1 px/frame")) == ("L", "", "", "V")


@pytest.mark.parametrize("text", CORRECT[:3])
def test_a_check_runs_nothing(text: str) -> None:
    assert sandbox().check(whole(text) + "print('ran')\n1 / 0") == []
