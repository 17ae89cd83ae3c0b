"""A CSV file of labels made by hand becomes facts, or it is said what is wrong in which line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from varied import comparable, context, varied

from graphs.errors import DataError
from graphs.formats import tables
from graphs.formats.contract import Described
from graphs.records import Fact, Run


def labels(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "Ana.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    file = labels(
        tmp_path,
        "recording,subject,predicate,object,start_s,stop_s",
        "day1,mouse_1,rear,,3.25,",
        "day1, mouse_1 ,chase,mouse_2,4,5.5",
        "",
        'day2,mouse_1,groom,,7,"9"',
    )
    one, two = tables.read(file)
    rest = (math.nan, "asserted", "import", "import:Ana", None, {})
    expected = [
        Fact("day1", "mouse_1", "rear", None, 3.25, 3.25, -1, -1, "point", *rest),  # type: ignore[arg-type]
        Fact("day1", "mouse_1", "chase", "mouse_2", 4.0, 5.5, -1, -1, "state", *rest),  # type: ignore[arg-type]
    ]
    run = Run("import:Ana", "import", "", "csv", "", "", {"file": "Ana.csv"}, {})
    assert comparable([one]) == comparable([Described("day1", expected, runs=[run])])
    assert [f.stop_s for f in two.facts] == [9.0]


def test_columns_in_any_order_with_evidence_and_duration(tmp_path: Path) -> None:
    file = labels(
        tmp_path,
        "\ufeffStart_s,duration_s,Recording,predicate,subject,evidence:observer,evidence:speed_cm_s",
        "1.5,0.25,r,groom,m,Ana,12.5",
        "2.5,,r,groom,m,,",
    )
    (graph,) = tables.read(file)
    assert [(f.start_s, f.stop_s, f.kind) for f in graph.facts] == [
        (1.5, 1.75, "state"),
        (2.5, 2.5, "point"),
    ]
    assert [dict(f.evidence) for f in graph.facts] == [{"observer": "Ana", "speed_cm_s": 12.5}, {}]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas(tmp_path: Path, separator: str) -> None:
    rows = [
        ["recording", "subject", "predicate", "start_s", "stop_s"],
        ["r", "m", "x", "1,25", "2.5"],
    ]
    (graph,) = tables.read(labels(tmp_path, *(separator.join(row) for row in rows)))
    assert [(f.start_s, f.stop_s) for f in graph.facts] == [(1.25, 2.5)]


def test_decimal_commas_between_commas_are_no_numbers(tmp_path: Path) -> None:
    header = "recording,subject,predicate,start_s"
    with pytest.raises(DataError, match=r"line 2: start_s is '1,25'; expected a number of seconds"):
        tables.read(labels(tmp_path, header, 'r,m,x,"1,25"'))
    with pytest.raises(DataError, match=r"line 2: found 5 cells, expected 4 .*decimal commas"):
        tables.read(labels(tmp_path, header, "r,m,x,1,25"))


def test_all_faults_are_named(tmp_path: Path) -> None:
    file = labels(
        tmp_path,
        "recording,subject,predicate,start_s,stop_s,kind",
        "r,m,rear,1:30,,",
        "r,,rear,1,,",
        "r,m,rear,5,4,",
        "r,m,rear,5,6,point",
        "r,m,rear,,,",
        "r,m,rear,8,9,both",
        "r,m,rear,7,,",
        "r,m,rear,7,,",
        "r,m,rear,1_0,nan,",
    )
    with pytest.raises(DataError) as caught:
        tables.read(file)
    told = str(caught.value)
    assert "line 2: start_s is '1:30'; expected a number of seconds" in told
    assert "line 3: subject is nothing; expected a name" in told
    assert "line 4: stops before it starts: start_s is 5.0, stop_s is 4.0" in told
    assert "line 5: a point that lasts: start_s is 5.0, stop_s is 6.0" in told
    assert "line 6: start_s is nothing; expected a number of seconds" in told
    assert "line 7: kind is 'both'; expected one of state, point" in told
    assert "line 9: says the same as line 8; remove one of them" in told
    assert "'Ana.csv': " in told
    assert told.count("\n  - ") == 9


def test_a_hundred_faults_are_ten_and_ninety(tmp_path: Path) -> None:
    rows = [f"r,m,rear,x{n}" for n in range(100)]
    with pytest.raises(DataError) as caught:
        tables.read(
            labels(tmp_path, "recording,subject,predicate,start_s,object", *(r + "," for r in rows))
        )
    assert "faults" in str(caught.value)
    assert str(caught.value).count("\n  - line") == 10
    assert "\n  - and " in str(caught.value)


def test_unknown_and_missing_columns(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        tables.read(labels(tmp_path, "recording,subject,behavior,start_s,stop,", "r,m,x,1,2,"))
    told = str(caught.value)
    assert "column predicate is missing; found recording, subject, behavior, start_s, stop" in told
    assert "column 'stop' is not known; did you mean 'stop_s'?" in told
    assert "column 'behavior' is not known" in told
    assert "column 6 has no name" in told
    with pytest.raises(DataError, match="column 'subject' is there more than once"):
        tables.read(labels(tmp_path, "recording,subject,predicate,start_s,subject", "r,m,x,1,n"))


def test_a_bad_start_of_a_point_is_one_fault(tmp_path: Path) -> None:
    header = "recording,subject,predicate,start_s,duration_s"
    with pytest.raises(DataError) as caught:
        tables.read(labels(tmp_path, header, "r,m,x,1:30,", "r,m,x,1:31,2", "r,m,x,inf,"))
    assert "'Ana.csv': 3 faults:" in str(caught.value)


def test_unknown_columns_become_evidence(tmp_path: Path) -> None:
    file = labels(
        tmp_path,
        "recording,subject,predicate,start_s,observer,comment,evidence,evidence:speed",
        'r,m,x,1,Ana,"quick, low","{""depth_cm"":2}",3',
        "r,m,x,2,,,,",
    )
    with pytest.warns(UserWarning, match=r"kept as evidence, for no column.*: observer, comment"):
        (graph,) = tables.read(file)
    assert [dict(fact.evidence) for fact in graph.facts] == [
        {"observer": "Ana", "comment": "quick, low", "depth_cm": 2, "speed": 3.0},
        {},
    ]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("stop", "stop_s"), ("start", "start_s"), ("subjects", "subject"), ("end", "stop_s"),
        ("stops", "stop_s"), ("objekt", "object"), ("event", "event_id"), ("target", "object"),
        ("confidance", "confidence"), ("behaviour", "predicate"),
    ],
)  # fmt: skip
def test_nearly_known_columns_are_refused(tmp_path: Path, column: str, meant: str) -> None:
    header = f"recording,subject,predicate,start_s,{column}"
    with pytest.raises(DataError, match=rf"'{column}' is not known; did you mean '{meant}'\?"):
        tables.read(labels(tmp_path, header, "r,m,x,1,2"))


def test_files_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes("recording,subject,predicate,start_s\nr,Mäuschen,x,1\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"line 2: expected UTF-8 text.*CSV UTF-8"):
        tables.read(path)
    path.write_bytes(b"")
    with pytest.raises(DataError, match="is empty; expected a line with the names of columns"):
        tables.read(path)
    path.write_text("recording,subject,predicate,start_s\nr,m,x," + "1" * 200_000)
    with pytest.raises(
        DataError, match=r"line 2: expected cells, found damaged text: field larger"
    ):
        tables.read(path)


def test_an_exported_table_of_facts_alone(tmp_path: Path) -> None:
    tables.write(varied(), tmp_path / "out", context())
    read = tables.read(tmp_path / "out" / "facts.csv")
    facts = [Described(g.recording, g.facts) for g in varied() if g.facts]
    assert comparable(read) == comparable(facts)
