"""The shard file: every field comes back, equal records give equal bytes, damage is named."""

from __future__ import annotations

import dataclasses
import json
import math
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphs.errors import DataError, UserError
from graphs.records import Assessed, Event, Fact, Run, microseconds
from graphs.storage.shard import RecordingGraph, ShardHeader, encode_shard
from graphs.storage.shard_names import recording_of_file_name, shard_file_name, stem_and_layer
from graphs.storage.shard_read import open_shard

RUN = Run(
    run_id="0123abcd",
    tool="workbench",
    version="0.1.0",
    describer="geometry",
    segmenter="surprise",
    tracker="imported",
    parameters={"window_s": 0.2, "nested": {"é": [1, None, True]}},
    inputs={"tracks": "9f", "video": "00"},
)

STATE = Fact(
    "Käfig 3/día 2",
    "mouse_1",
    "chase",
    "mouse_2",
    12.3,
    15.0,
    369,
    450,
    "state",
    0.91,
    "asserted",
    "rule",
    RUN.run_id,
    "bout-0002",
    {"distance_cm": 2.25, "coverage": 1, "note": "ok é 'quoted' \"twice\"", "speed_cm_s": math.nan},
)
POINT = Fact(
    "Käfig 3/día 2",
    "Мышь",
    "rear",
    None,
    1 / 30,
    1 / 30,
    1,
    2,
    "point",
    math.nan,
    "proposed",
    "model",
    "other",
    None,
    {},
)


def graph(*facts: Fact, recording: str = "Käfig 3/día 2") -> RecordingGraph:
    return RecordingGraph(
        recording=recording,
        run=RUN,
        fingerprint="ff00",
        events=[
            Event(recording, "episode-0001", "episode", 0.0, 20.0, None, "surprise"),
            Event(recording, "bout-0001", "bout", 0.0, 12.0, "episode-0001", "surprise"),
        ],
        facts=facts,
        assessed=[
            Assessed(recording, "mouse_1", "chase", "mouse_2", 0.0, 19.5),
            Assessed(recording, "mouse_1", "rear", None, 3.25, 19.5),
        ],
        notes={"warnings": ["nose was not seen in 3 frames"], "cleaned": {"jumps": 3}},
    )


def stored(tmp_path: Path, content: RecordingGraph) -> Path:
    path = tmp_path / shard_file_name(content.recording)
    path.write_bytes(encode_shard(content))
    return path


def read_header(path: Path) -> ShardHeader:
    return open_shard(path.read_bytes(), path.name).header


def read_shard(path: Path) -> RecordingGraph:
    (only,) = open_shard(path.read_bytes(), path.name).graphs()
    return only


def at_microseconds(record: Fact) -> Fact:
    return dataclasses.replace(
        record,
        start_s=microseconds(record.start_s) / 1e6,
        stop_s=microseconds(record.stop_s) / 1e6,
    )


def shown(fact: Fact) -> str:
    """Text to compare by, because NaN is not equal to itself and keys have no order."""
    return repr(dataclasses.replace(fact, evidence=dict(sorted(fact.evidence.items()))))


def test_every_field_comes_back(tmp_path: Path) -> None:
    original = graph(POINT, STATE)
    back = read_shard(stored(tmp_path, original))
    assert (back.recording, back.run, back.fingerprint, back.notes) == (
        original.recording,
        original.run,
        original.fingerprint,
        original.notes,
    )
    assert list(back.events) == sorted(original.events, key=lambda e: (e.start_s, e.stop_s))
    assert list(back.assessed) == list(original.assessed)
    assert [shown(f) for f in back.facts] == [shown(at_microseconds(POINT)), shown(STATE)]
    assert [f.fact_id for f in back.facts] == [POINT.fact_id, STATE.fact_id]
    assert (back.facts[0].object, back.facts[0].event_id) == (None, None)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")
def test_reading_leaves_no_threads_that_could_abort_the_exit(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; import pandas  # has threads that do no harm\n"
        "from graphs.storage.shard_read import open_shard\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "path = Path(sys.argv[1])\n"
        "open_shard(path.read_bytes(), path.name).graphs()\n"
        "print(len(os.listdir('/proc/self/task')) - before)"
    )
    path = str(stored(tmp_path, graph(STATE)))
    done = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


def test_a_recording_without_records(tmp_path: Path) -> None:
    empty = RecordingGraph("empty", RUN, "00")
    path = stored(tmp_path, empty)
    back = read_shard(path)
    assert (list(back.events), list(back.facts), list(back.assessed)) == ([], [], [])
    assert back.notes == {}
    assert read_header(path).fact_count == 0


def test_header_has_counts_and_notes(tmp_path: Path) -> None:
    header = read_header(stored(tmp_path, graph(STATE)))
    assert (header.event_count, header.fact_count, header.assessed_count) == (2, 1, 2)
    assert header.run == RUN
    assert header.notes["cleaned"] == {"jumps": 3}


text = st.text(st.characters(codec="utf-8"), max_size=8)
seconds = st.integers(0, 10**10).map(lambda us: us / 1e6)
evidence = st.dictionaries(
    text, st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | text.filter("inf".__ne__)
)


@st.composite
def any_fact(draw: st.DrawFn) -> Fact:
    start, stop = sorted((draw(seconds), draw(seconds)))
    return Fact(
        recording="r",
        subject=draw(text),
        predicate=draw(text),
        object=draw(st.none() | text),
        start_s=start,
        stop_s=stop,
        start_frame=draw(st.integers(0, 2**40)),
        stop_frame=draw(st.integers(0, 2**40)),
        kind=draw(st.sampled_from(["state", "point"])),
        confidence=draw(st.floats(0, 1)),
        status=draw(st.sampled_from(["asserted", "proposed", "accepted", "rejected"])),
        source=draw(st.sampled_from(["rule", "model", "human", "import"])),
        run=draw(text),
        event_id=draw(st.none() | text),
        evidence=draw(evidence.filter(lambda e: "-inf" not in e.values())),
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(facts=st.lists(any_fact(), max_size=6), seed=st.integers(0, 99))
def test_round_trip_and_order_do_not_matter(tmp_path: Path, facts: list[Fact], seed: int) -> None:
    shuffled = facts.copy()
    random.Random(seed).shuffle(shuffled)
    first = RecordingGraph("r", RUN, "f", facts=facts)
    second = RecordingGraph("r", RUN, "f", facts=shuffled)
    assert encode_shard(first) == encode_shard(second)
    back = read_shard(stored(tmp_path, first)).facts
    assert sorted(map(shown, back)) == sorted(map(shown, facts))


def test_equal_records_equal_bytes_whatever_the_order_of_keys() -> None:
    turned = dataclasses.replace(STATE, evidence=dict(reversed(list(STATE.evidence.items()))))
    parameters = dict(reversed(list(RUN.parameters.items())))
    other = dataclasses.replace(
        graph(turned, POINT), run=dataclasses.replace(RUN, parameters=parameters)
    )
    assert encode_shard(other) == encode_shard(graph(POINT, STATE))
    assert encode_shard(graph(POINT)) != encode_shard(graph(STATE))


def test_the_file_says_what_it_is_to_any_reader(tmp_path: Path) -> None:
    path = stored(tmp_path, graph(POINT, STATE))
    metadata = pq.read_metadata(path).metadata
    assert metadata[b"schema_version"] == b"2"
    assert metadata[b"recording"].decode() == "Käfig 3/día 2"
    assert json.loads(metadata[b"run"])["describer"] == "geometry"
    assert metadata[b"fingerprint"] == b"ff00"
    query = "SELECT start_us, json(evidence) FROM read_parquet(?) WHERE predicate = 'chase' "
    rows = duckdb.execute(query + "AND record = 'fact'", [str(path)]).fetchall()
    assert rows[0][0] == 12_300_000
    assert json.loads(rows[0][1])["speed_cm_s"] is None


def test_numpy_values_and_what_json_has_no_word_for(tmp_path: Path) -> None:
    float32: Any = np.float32(0.5)
    int64: Any = np.int64(3)
    fact = dataclasses.replace(
        STATE, evidence={"a": float32, "b": int64, "c": math.inf, "d": -math.inf}
    )
    back = read_shard(stored(tmp_path, graph(fact))).facts[0]
    assert back.evidence == {"a": 0.5, "b": 3, "c": math.inf, "d": -math.inf}


def test_records_that_cannot_be_stored_are_listed_together() -> None:
    wrong = graph(
        dataclasses.replace(STATE, recording="other"),
        dataclasses.replace(STATE, stop_s=1.0),
        dataclasses.replace(STATE, start_s=math.nan),
    )
    with pytest.raises(ValueError, match="3 record") as caught:
        encode_shard(wrong)
    for words in ("another recording", "stops before it starts", "not finite"):
        assert words in str(caught.value)


def test_what_was_read_with_its_layers_is_not_written() -> None:
    with pytest.raises(ValueError, match="read with its layers; write each layer by itself"):
        encode_shard(dataclasses.replace(graph(STATE), added=(RUN,)))


def test_events_and_assessed_spans_name_their_run(tmp_path: Path) -> None:
    rows = open_shard(stored(tmp_path, graph(STATE, POINT)).read_bytes(), "x").rows_by_kind()
    assert {kind: set(table["run"].to_pylist()) for kind, table in rows.items()} == {
        "event": {RUN.run_id},
        "assessed": {RUN.run_id},
        "fact": {RUN.run_id, "other"},
    }


def test_a_layer_says_so(tmp_path: Path) -> None:
    layer = dataclasses.replace(graph(STATE), layer="0a1b")
    assert read_header(stored(tmp_path, layer)).layer == "0a1b"
    assert read_shard(stored(tmp_path, layer)).layer == "0a1b"
    assert read_header(stored(tmp_path, graph(STATE))).layer == ""


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"not a parquet file at all",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: bytes(len(content)),
        lambda content: content[: len(content) // 2] + bytes(len(content) - len(content) // 2),
        lambda content: b"PAR1" + bytes(200) + content[204:],
    ],
    ids=["empty", "text", "half", "cut by one", "zeros", "second half zeros", "pages zeroed"],
)
def test_damage_is_named_with_what_to_do(tmp_path: Path, damage: object) -> None:
    path = stored(tmp_path, graph(POINT, STATE))
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(DataError, match=r"K%C3%A4fig.*damaged.*Label recording 'Käfig 3/día 2'"):
        read_shard(path)


def test_no_flipped_bit_goes_unnoticed(tmp_path: Path) -> None:
    path = stored(tmp_path, graph(POINT, STATE))
    content = path.read_bytes()
    generator = random.Random(7)
    for _ in range(300):
        flipped = bytearray(content)
        flipped[generator.randrange(len(content))] ^= 1 << generator.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises((DataError, UserError)):
            read_header(path)


def test_text_that_looks_like_a_checksum_does_not_confuse(tmp_path: Path) -> None:
    notes = {"crc32:00000000": "crc32:00000000"}
    fact = dataclasses.replace(STATE, evidence=notes, subject="crc32:00000000")
    content = dataclasses.replace(
        graph(fact), notes=notes, fingerprint="crc32:00000000", recording="Käfig 3/día 2"
    )
    assert read_shard(stored(tmp_path, content)).notes == notes


def test_another_parquet_file_is_no_shard(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet)")
    with pytest.raises(DataError, match="no file of this store"):
        read_header(path)


def test_a_newer_schema_asks_for_an_update(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphs.storage.shard.SCHEMA_VERSION", 3)
    path = stored(tmp_path, graph(STATE))
    monkeypatch.undo()
    with pytest.raises(UserError, match=r"newer version .*schema 3; this one reads up to 2.*pip"):
        read_header(path)


# names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recording", "file"),
    [
        ("m12_day3", "m12_day3.parquet"),
        ("mouse 1/day 2", "mouse%201%2Fday%202.parquet"),
        ("kä~", "k%C3%A4%7E.parquet"),
        ("../up", "%2E.%2Fup.parquet"),
        (".hidden", "%2Ehidden.parquet"),
        ("a\\b:c*?", "a%5Cb%3Ac%2A%3F.parquet"),
    ],
)
def test_file_names(recording: str, file: str) -> None:
    assert shard_file_name(recording) == file
    assert recording_of_file_name(file) == recording


@given(st.lists(text.filter(bool), unique=True, min_size=2, max_size=2))
def test_names_do_not_meet_even_where_case_is_ignored(names: list[str]) -> None:
    first, second = (shard_file_name(name) for name in names)
    assert first.lower() != second.lower()
    assert recording_of_file_name(first) == names[0]


@given(text.filter(bool), st.text("0123456789abcdef", min_size=1, max_size=16))
def test_layers_lie_beside_what_they_belong_to(recording: str, layer: str) -> None:
    name = shard_file_name(recording, layer)
    assert name != shard_file_name(recording)
    assert stem_and_layer(name) == (stem_and_layer(shard_file_name(recording))[0], layer)
    assert recording_of_file_name(name) == recording


def test_long_names_fit_and_stay_apart() -> None:
    first, second = shard_file_name("ä" * 400 + "1"), shard_file_name("ä" * 400 + "2")
    assert len(first.encode()) < 200
    assert first != second
    assert recording_of_file_name(first) is None


@pytest.mark.parametrize(
    "file", ["m 1.parquet", "M1.parquet", "m1 (copy).parquet", ".parquet", "m1~00000000.parquet"]
)
def test_other_files_are_not_taken_for_shards(file: str) -> None:
    assert recording_of_file_name(file) is None


@pytest.mark.parametrize("name", ["", "caf\udce9"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(UserError, match="name"):
        shard_file_name(name)
