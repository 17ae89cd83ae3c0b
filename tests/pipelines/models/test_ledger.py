"""The ledger: what it says left is, byte for byte, what the server received; no key is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from model_questions import Heard, free, question
from model_server import ModelServer, Script

from graphs.errors import DataError, ModelError, UserError
from pipelines.models.chat import ChatModel
from pipelines.models.ledger import LEDGER, Ledger, read_ledger, restored_body

Serve = Callable[..., ModelServer]
KEY = "sk-very-secret-key"


def test_every_request_can_be_restored_byte_for_byte(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    server = serve(key=KEY, forms=("json_object",))
    server.scripts = {3: Script(500, "Internal error"), 5: Script(text="nonsense")}
    model = ChatModel("tiny-vl", url=server.url, key_env="TEST_KEY", backoff_s=0.01)
    heard = Heard()
    ledger = Ledger(tmp_path)
    model.ask([question(n, pictures=2) for n in range(4)], heard, free(ledger))
    assert len(heard.answers) == 4
    rows = list(read_ledger(tmp_path))
    assert len(rows) >= 4 + 3 + 2  # questions, forms tried, asked again
    received = sorted(request.body for request in server.requests)
    restored = [restored_body(tmp_path, row) for row in rows]
    refused = [body for body in restored if body not in received]
    assert sorted(body for body in restored if body not in refused) == received
    assert len(refused) == 2, "the two forms that the server refuses before it reads on"
    assert all(row["bytes"] == len(body) for row, body in zip(rows, restored, strict=True))
    assert all(row["answer"]["status"] in (200, 400, 500) for row in rows)
    assert {row["url"] for row in rows} == {f"{server.url}/chat/completions"}


def test_pictures_are_kept_once_and_as_sent(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    model = ChatModel("tiny-vl", url=server.url, form="json_schema")
    model.ask([question(1), question(1, sample=1)], Heard(), free(Ledger(tmp_path)))
    kept = list((tmp_path / "images").iterdir())
    assert [path.read_bytes() for path in kept] == [question(1).images[0].data]


def test_no_key_is_anywhere(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", KEY)
    server = serve(key="another")
    model = ChatModel("tiny-vl", url=server.url, key_env="TEST_KEY", form="json_schema")
    with pytest.raises(ModelError) as caught:
        model.ask([question(1)], Heard(), free(Ledger(tmp_path)))
    assert KEY not in str(caught.value)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(KEY.encode() not in path.read_bytes() for path in files)


def test_a_request_that_was_cut_short_is_there_without_an_answer(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.leaves(question(1), "POST", "http://127.0.0.1/v1?key=1", b"{}")
    with (tmp_path / LEDGER).open("ab") as file:
        file.write(b'{"request": "half')
    [row] = read_ledger(tmp_path)
    assert "answer" not in row
    assert row["url"] == "http://127.0.0.1/v1"


def test_after_a_line_that_was_cut_short_the_next_is_a_line_of_its_own(tmp_path: Path) -> None:
    Ledger(tmp_path).leaves(question(1), "POST", "http://127.0.0.1/v1", b"{}")
    with (tmp_path / LEDGER).open("ab") as file:
        file.write(b'{"request": "half')
    again = Ledger(tmp_path)
    number = again.leaves(question(2), "POST", "http://127.0.0.1/v1", b'{"a": 1}')
    again.came_back(number, 200, 0.5, 10, (7, 3))
    first, second = read_ledger(tmp_path)
    assert (first["name"], second["name"]) == ("event 1", "event 2")
    answer = second["answer"]
    assert (answer["status"], answer["input_tokens"], answer["output_tokens"]) == (200, 7, 3)


def test_a_row_tells_pictures_and_tokens(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    server.scripts = {1: Script(drop=True)}
    model = ChatModel("tiny-vl", url=server.url, form="json_schema", retries=0, concurrency=1)
    model.ask([question(1), question(2)], Heard(), free(Ledger(tmp_path)))
    answered, dropped = read_ledger(tmp_path)
    [picture] = question(1).images
    [told] = answered["images"]
    assert told == {
        "file": f"{picture.digest}.jpg", "bytes": len(picture.data), "width": 96, "height": 64,
    }  # fmt: skip
    assert answered["answer"]["input_tokens"] == server.input_tokens
    assert answered["answer"]["output_tokens"] == server.output_tokens
    assert (dropped["answer"]["status"], "input_tokens" in dropped["answer"]) == (None, False)


def test_nothing_is_sent_that_cannot_be_recorded(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    (tmp_path / "run").write_text("a file is in the way")
    model = ChatModel("tiny-vl", url=server.url, form="json_schema")
    with pytest.raises(UserError):
        model.ask([question(1)], Heard(), free(Ledger(tmp_path / "run")))
    assert not server.requests


def test_files_that_were_changed_are_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    asked = question(1)
    body = json.dumps({"picture": "none"}).encode()
    ledger.leaves(asked, "POST", "http://127.0.0.1/v1", body)
    [row] = read_ledger(tmp_path)
    assert restored_body(tmp_path, row) == body
    with pytest.raises(DataError, match="were changed"):
        restored_body(tmp_path, row | {"sha256": row["sha256"], "bytes": 0} | _other(tmp_path, row))


def _other(folder: Path, row: dict[str, str]) -> dict[str, str]:
    """Put another body in place of a kept one."""
    import gzip

    (folder / "bodies" / f"{row['sha256']}.gz").write_bytes(gzip.compress(b"other"))
    return {}
