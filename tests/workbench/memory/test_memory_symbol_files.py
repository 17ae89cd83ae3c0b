"""Symbols in text files: to the letter, all versions, and what people do to the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_clock import Clock

from graphs.errors import DataError, UserError
from workbench.memory.store import Memory
from workbench.memory.symbol_file import from_bytes, stamped, to_text
from workbench.memory.symbols import Symbol

AWKWARD = [
    "plain",
    " spaces around \t ",
    "\n\nlines around\n\n",
    "line\r\nof Windows\r\n",
    "old\rMac",
    "tab\tand trailing   \nspaces  \n",
    "---\n+++\n---",
    "triple ''' and \"\"\" quotes ''''' \"\"\"\"\"",
    "ends with '",
    'ends with "',
    "ends with \\",
    "\\n is not a line \\u0041 {x} %s",
    "e\u0301 is not \u00e9; 👩‍🔬 🐭 \u202e right to left",
    "version = 9\nupdated = x\n[table]\nkind = 'zone'",
    "# no comment\n= = =",
    "\x00\x07\x1b\x7f\x85\u2028\ufeff",
    "null <|a|> <b> </b>",
]
text_strategy = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
TOML = Path("x.toml")


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory", clock=Clock())


@pytest.mark.parametrize("text", AWKWARD)
def test_to_the_letter(memory: Memory, text: str) -> None:
    memory.write("x", text, program=text, result={"said": text})
    again = Memory(memory.folder).read("x")
    assert (again.text, again.program, again.result) == (text, text, {"said": text})
    assert again.text.encode() == text.encode()


@given(text=text_strategy, program=text_strategy | st.just(""), origin=text_strategy)
def test_any_text_to_the_letter(text: str, program: str, origin: str) -> None:
    time = "2026-03-01T12:00:00+00:00"
    result = [text, 1.5, None, True]
    symbol = Symbol("x", "result", text, program, result, origin=origin, created=time, updated=time)
    content = to_text(symbol).encode()
    assert from_bytes("x", content, TOML) == symbol
    assert from_bytes("x", content.replace(b"\n", b"\r\n"), TOML) == symbol  # saved on Windows
    for saved in (content, content.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + content):
        later = stamped(saved, {"version": 7, "updated": "2026-03-02T12:00:00+00:00"})
        changed = from_bytes("x", later, TOML)
        assert changed.says_the_same(symbol)
        assert (changed.version, changed.updated[:10]) == (7, "2026-03-02")


def test_half_a_letter_is_refused(memory: Memory) -> None:
    with pytest.raises(UserError, match="text has half a letter at 2"):
        memory.write("x", "ab\ud800")
    assert memory.names() == []


def test_the_file_reads_well(memory: Memory) -> None:
    memory.write("Social approach", "walks up to\nthe other", program="x = 1\n", result=12.5)
    assert memory.files.path("social_approach").read_text() == (
        "# <social_approach>: edit freely; a change becomes the next version.\n"
        'kind = "definition"\n'
        "text = '''\nwalks up to\nthe other'''\n"
        "program = '''\nx = 1\n'''\n"
        'result = "12.5"\n'
        "pinned = true\n"
        "version = 1\n"
        'source = "person"\n'
        'created = "2026-03-01T12:00:00+00:00"\n'
        'updated = "2026-03-01T12:00:00+00:00"\n'
    )


def test_a_change_by_hand_is_the_next_version(memory: Memory) -> None:
    memory.write("chase", "follows", source="model")
    path = memory.files.path("chase")
    content = path.read_text().replace("follows", "runs after")
    path.write_text("# my remark\n" + content)
    now = memory.read("chase")
    assert (now.text, now.version, now.source) == ("runs after", 2, "person")
    assert memory.read("chase", 1).text == "follows"
    assert memory.read("chase", 1).source == "model"
    assert "# my remark" in path.read_text()
    assert memory.read("chase") == now  # read again, it is no further version
    assert [one.text for one in memory.history("chase")] == ["follows", "runs after"]


def test_the_old_version_put_back_by_hand_is_a_new_one(memory: Memory) -> None:
    for text in ("one", "two", "three"):
        memory.write("x", text)
    old = memory.files.version_path("x", 1).read_bytes()
    memory.files.path("x").write_bytes(old)
    assert (memory.read("x").text, memory.read("x").version) == ("one", 4)
    assert [one.text for one in memory.history("x")] == ["one", "two", "three", "one"]


def test_a_change_by_hand_is_not_lost_when_a_program_writes(memory: Memory) -> None:
    memory.write("x", "one")
    path = memory.files.path("x")
    path.write_text(path.read_text().replace("one", "by hand"))
    assert memory.write("x", "two").version == 3
    assert [one.text for one in memory.history("x")] == ["one", "by hand", "two"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_file_made_by_hand(memory: Memory, end: str) -> None:
    memory.files.folder.mkdir(parents=True)
    path = memory.files.path("near")
    path.write_bytes(f"text = 'within 3 cm'{end}".encode())
    made = memory.read("near")
    assert (made.text, made.kind, made.version, made.pinned) == (
        "within 3 cm",
        "definition",
        1,
        True,
    )
    assert made.created == made.updated == "2026-03-01T12:00:00+00:00"
    path.write_text(path.read_text().replace("3", "4"))
    assert (memory.read("near").version, memory.read("near").created) == (2, made.created)


def test_a_file_saved_by_notepad(memory: Memory) -> None:
    memory.write("x", "one\ntwo")
    path = memory.files.path("x")
    content = path.read_bytes().replace(b"two", b"three").replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + content)
    assert (memory.read("x").text, memory.read("x").version) == ("one\nthree", 2)


def test_a_remark_alone_is_no_version(memory: Memory) -> None:
    memory.write("x", "one")
    path = memory.files.path("x")
    path.write_text(path.read_text() + "# thought about it\n")
    assert memory.read("x").version == 1
    assert memory.files.versions("x") == [1]


def test_a_process_that_died_between_file_and_version(memory: Memory) -> None:
    memory.write("x", "one")
    two = memory.write("x", "two", source="grammar")
    memory.files.version_path("x", 2).unlink()  # the file is written first
    assert memory.read("x") == two
    assert memory.files.versions("x") == [1, 2]


@pytest.mark.parametrize(
    ("found", "new", "told"),
    [
        ('kind = "definition"', 'kind = "definitoin"', "line 2: kind is 'definitoin'"),
        ("pinned = true", "pinned = 3", "line 6: pinned is 3; expected true or false"),
        ("pinned = true", "pined = true", "line 6: unknown entry 'pined'; did you mean 'pinned'"),
        ('updated = "2026', 'updated = "May 2026', "line 10: updated is 'May 2026"),
        ("version = 1", "version = 'new'", "line 7: version is 'new'"),
        ("within", "''' within", "line 5"),
    ],
)
def test_a_damaged_file_names_the_line(memory: Memory, found: str, new: str, told: str) -> None:
    memory.write("good", "one")
    memory.write("bad", "pinned = 1\nwithin 3 cm ")
    path = memory.files.path("bad")
    assert found in path.read_text()
    path.write_text(path.read_text().replace(found, new))
    damaged = path.read_bytes()
    for look in (memory.read, memory.history, memory.forget, lambda _: memory.write("bad", "new")):
        with pytest.raises(DataError) as error:
            look("bad")
        assert str(path) in str(error.value)
        assert told in str(error.value)
        assert "last whole version is bad@1" in str(error.value)
    assert [one.name for one in memory.symbols()] == ["good"]
    assert len(memory.faults()) == 1
    assert path.read_bytes() == damaged
    assert memory.read("bad", 1).text == "pinned = 1\nwithin 3 cm "


def test_other_damage(memory: Memory) -> None:
    memory.write("x", "one")
    path = memory.files.path("x")
    path.write_bytes(b"text = 'a'\nprogram = '\xff'\n")
    with pytest.raises(DataError, match="line 2: not UTF-8"):
        memory.read("x")
    path.write_text("kind = 'zone'\n")
    with pytest.raises(DataError, match="neither text nor program nor result"):
        memory.read("x")
    path.write_text("text = 'a'\nresult = 'NaN'\nversion = true\n")
    with pytest.raises(DataError, match=r"line 3: version is True.*\n.*line 2: result is not JSON"):
        memory.read("x")


def test_a_file_whose_name_is_none_is_told(memory: Memory) -> None:
    memory.write("x", "one")
    (memory.files.folder / "My Chase.toml").write_text("text = 'a'")
    (memory.files.folder / "3.toml").write_text("text = 'a'")
    assert memory.names() == ["x"]
    first, second = memory.faults()
    assert "it begins with '3'" in first
    assert second.endswith("My Chase.toml is not read: call it my_chase.toml")


def test_versions_cannot_be_written_over(memory: Memory) -> None:
    memory.write("x", "one")
    before = memory.files.version_path("x", 1).read_bytes()
    memory.write("x", "two")
    assert memory.files.version_path("x", 1).read_bytes() == before
    assert memory.files.version_path("x", 1).stat().st_mode & 0o222 == 0


names = st.sampled_from(["a", "b"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), names, text_strategy),
        st.tuples(st.just("by hand"), names, text_strategy),
        st.tuples(st.just("edit"), names, text_strategy),
        st.tuples(st.just("forget"), names, st.just("")),
        st.tuples(st.just("restore"), names, st.just("")),
    ),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_nothing_that_was_said_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    memory = Memory(tmp_path_factory.mktemp("m") / "memory", clock=Clock())
    said: dict[str, list[str]] = {"a": [], "b": []}
    for what, name, text in steps:
        is_there = name in memory.names()
        last = said[name][-1:] == [text]
        if what == "write":
            memory.write(name, text)
            said[name].append(text)
        elif what == "by hand" and is_there:
            file = to_text(Symbol(name, "definition", text, pinned=True, version=1,
                                  created="2026-03-01T12:00:00+00:00"))  # fmt: skip
            memory.files.path(name).write_bytes(file.replace('updated = ""\n', "").encode())
            memory.read(name)
            said[name] += [] if last else [text]
        elif what == "edit" and is_there:
            memory.edit(name, text=text)
            said[name] += [] if last else [text]
        elif what == "forget" and is_there:
            memory.forget(name)
        elif what == "restore" and said[name]:
            memory.restore(name)
    for name, texts in said.items():
        if texts:
            assert [one.text for one in memory.history(name)] == texts
            assert [one.version for one in memory.history(name)] == list(range(1, len(texts) + 1))
