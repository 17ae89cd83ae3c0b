"""Exporting from the page: what is offered, what is written, and how a file is saved from there."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graphs.errors import UserError
from graphs.formats.registry import FORMATS
from workbench.project import open_project
from workbench.ui.actions.contract import CancelledError, Report
from workbench.ui.actions.exporting import Export
from workbench.ui.routes import act, export, written
from workbench.ui.routes.state import State

Page = tuple[TestClient, str, Path]


@pytest.fixture
def page(sample_copy: Callable[[], Path]) -> Page:
    """A server with a copy of the demo project."""
    state, server, folder = State(), FastAPI(), sample_copy()
    for module in (act, export, written):
        server.include_router(module.router(state), prefix="/wb")
    return (
        TestClient(server, base_url="http://127.0.0.1"),
        state.projects.open(folder),
        folder,
    )


def _done(page: Page, **fields: Any) -> dict[str, Any]:
    client, key, _ = page
    started = client.post(f"/wb/p/{key}/do/export", json=fields).json()
    while True:
        jobs = client.get(f"/wb/p/{key}/jobs").json()
        (job,) = [one for one in jobs if one["number"] == started["job"]["number"]]
        if job["state"] != "running":
            return dict(job)
        time.sleep(0.05)


def test_all_formats_are_offered(page: Page) -> None:
    client, key, folder = page
    offered = client.get(f"/wb/p/{key}/export").json()
    assert [one["name"] for one in offered["formats"]] == [form.name for form in FORMATS]
    assert offered["folder"] == str(folder)
    assert offered["pictures"] == str(folder / "figures")
    assert (offered["recordings"], offered["not_labelled"]) == (["open_field"], 0)
    (turtle,) = [one for one in offered["formats"] if one["name"] == "turtle"]
    assert turtle["file"] == f"{folder.name}.ttl"


def test_a_file_is_saved_once_with_a_token(page: Page) -> None:
    client, key, folder = page
    out = folder / "facts.ttl"
    job = _done(page, to="turtle", out=str(out))
    assert job["state"] == "done", job["error"]
    assert job["data"]["path"] == str(out)
    assert job["message"].startswith(f"Wrote {out} (turtle): ")
    place = f"/wb/p/{key}/jobs/{job['number']}/files/0"
    token = client.post(place).json()
    assert token["name"] == "facts.ttl"
    saved = client.get(f"/wb/written/{token['token']}")
    assert saved.content == out.read_bytes()
    assert 'attachment; filename="facts.ttl"' in saved.headers["content-disposition"]
    assert client.get(f"/wb/written/{token['token']}").status_code == 404
    assert client.post(place.replace("files/0", "files/1")).status_code == 400
    assert client.post(place.replace("files/0", "files/-1")).status_code == 400
    assert client.get("/wb/written/..%2Fproject.toml").status_code == 404


@pytest.mark.parametrize("form", [form.name for form in FORMATS if not form.suffix])
def test_a_folder_is_saved_as_a_zip(page: Page, form: str) -> None:
    client, key, folder = page
    out = folder / "tables ä"
    job = _done(page, to=form, out=str(out))
    assert job["data"]["folder"] is True
    token = client.post(f"/wb/p/{key}/jobs/{job['number']}/files/0").json()
    assert token["name"] == "tables ä.zip"
    saved = client.get(f"/wb/written/{token['token']}")
    assert "filename*=utf-8''tables%20%C3%A4.zip" in saved.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        assert archive.testzip() is None
        read = {name: archive.read(name) for name in archive.namelist()}
    assert read == {f"{out.name}/{file.name}": file.read_bytes() for file in out.iterdir()}
    assert client.get(f"/wb/written/{token['token']}").status_code == 404


def test_a_zip_holds_only_what_the_export_wrote(page: Page) -> None:
    client, key, folder = page
    out = folder / "tables"
    place = f"/wb/p/{key}/jobs/{_done(page, to='csv', out=str(out))['number']}/files/0"
    (out / "secret.txt").write_text("mine")
    (out / "facts.csv").unlink()
    (out / "facts.csv").symlink_to(folder / "project.toml")
    token = client.post(place).json()["token"]
    with zipfile.ZipFile(io.BytesIO(client.get(f"/wb/written/{token}").content)) as archive:
        names = archive.namelist()
    assert "tables/README.txt" in names
    assert not {"tables/secret.txt", "tables/facts.csv"} & set(names)
    (out / "README.txt").unlink()
    assert client.post(place).status_code == 400


def test_what_is_there_is_replaced_only_if_said(page: Page) -> None:
    *_, folder = page
    out = folder / "facts.jsonl"
    out.write_text("mine")
    job = _done(page, to="jsonl", out=str(out))
    assert job["state"] == "failed"
    assert "is there already" in job["error"]
    assert out.read_text() == "mine"
    assert _done(page, to="jsonl", out=str(out), force=True)["state"] == "done"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"to": "turtel", "out": "/tmp/x.ttl"}, "did you mean 'turtle'"),
        ({"to": "turtle", "out": "x.ttl"}, "expected a whole path"),
        ({"to": "turtle", "out": "/tmp/no such folder/x.ttl"}, "x.ttl"),
        ({"to": "turtle", "out": " "}, "expected a whole path"),
        ({"to": "csv", "out": "/tmp/wb-x", "groups": ("nobody",)}, "No group 'nobody'"),
        (
            {"to": "csv", "out": "/tmp/wb-x", "recordings": ("opn_field",)},
            "did you mean 'open_field'",
        ),
    ],
)
def test_what_is_wrong_is_told(sample_folder: Path, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Export(**fields).do(open_project(sample_folder))


def test_an_export_can_be_stopped(sample_folder: Path, tmp_path: Path) -> None:
    report = Report()
    report.stop()
    with pytest.raises(CancelledError):
        Export("jsonl", str(tmp_path / "f.jsonl")).run(open_project(sample_folder), report)
    assert list(tmp_path.glob("*")) == []
