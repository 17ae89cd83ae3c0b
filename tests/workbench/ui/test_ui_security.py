"""What the server gives out, and to whom: nothing outside of the project and what it declares."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from graphs.errors import UserError
from workbench.ui.binding import Binding, binding, is_loopback
from workbench.ui.routes.state import State
from workbench.ui.server import make_app

SECRET = "not for anybody"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a secret beside the project, and links to it within."""
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def server(sample_folder: Path, folders: Path) -> tuple[TestClient, str, Path]:
    import shutil

    project = Path(shutil.copytree(sample_folder, folders / "demo"))
    (folders / "secret.txt").write_text(SECRET)
    (project / "link.txt").symlink_to(folders / "secret.txt")
    (project / "cache" / "proxies").mkdir(parents=True, exist_ok=True)
    (project / "cache" / "proxies" / "link.mp4").symlink_to(folders / "secret.txt")
    (project / "out").symlink_to(folders)
    state = State()
    key = state.projects.open(project)
    client = TestClient(make_app(state), base_url="http://127.0.0.1:7860")
    return client, key, folders


CLIMBS = [
    "../secret.txt", "../../secret.txt", "..%2fsecret.txt", "..%2f..%2fsecret.txt",
    "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt", "....//secret.txt", "..;/secret.txt",
    "..%5csecret.txt", "..\\secret.txt", "%252e%252e%252fsecret.txt", "link.txt", "out/secret.txt",
    "cache/proxies/link.mp4", "project.toml", "project.db", "open_field/../../secret.txt",
    "open_field%2f..%2f..%2fsecret.txt", "open_field%00.mp4", "%00", ".", "..", "",
    "file:///etc/passwd", "C:%5cWindows%5cwin.ini", "~/.ssh/id_rsa", "%7e/.ssh/id_rsa",
]  # fmt: skip


def _attempts(key: str, folders: Path) -> list[str]:
    outside = str(folders / "secret.txt")
    project = folders / "demo"
    named = [outside, "/etc/passwd", str(project / "project.toml"), str(project / "link.txt"),
             str(project / "out" / "secret.txt"), str(project / "cache/proxies/link.mp4"),
             str(Path(__file__)), f"{project}/../secret.txt", "./project.toml",
             str(Path.home() / ".bashrc"), f"file://{outside}", "/proc/self/environ"]  # fmt: skip
    found = [f"/wb/p/{key}/video/{one}" for one in (*CLIMBS, *map(quote, named))]
    found += [f"/wb/p/{key}/{one}" for one in CLIMBS]
    found += [f"/wb/static/{one}" for one in (*CLIMBS, *map(quote, named))]
    found += [f"/gradio_api/file={one}" for one in (*CLIMBS, *named, *map(quote, named))]
    found += [f"/file={one}" for one in named]
    found += [f"/gradio_api/file/{one}" for one in named]
    found += [f"/static/{one}" for one in CLIMBS]
    found += [f"/assets/{one}" for one in CLIMBS]
    found += [f"/gradio_api/proxy=http://127.0.0.1:1/{one}" for one in CLIMBS[:3]]
    return found


def test_no_way_leads_out(server: tuple[TestClient, str, Path]) -> None:
    client, key, folders = server
    attempts = _attempts(key, folders)
    assert len(attempts) > 200
    given = []
    for path in attempts:
        answer = client.get(path)
        text = answer.text
        if SECRET in text or "root:" in text or "[[recording]]" in text or "PATH=" in text:
            given.append(path)
    assert given == []


def test_what_a_recording_declares_is_given(server: tuple[TestClient, str, Path]) -> None:
    client, key, _ = server
    answer = client.get(f"/wb/p/{key}/video/open_field", headers={"Range": "bytes=0-99"})
    assert answer.status_code == 206
    assert len(answer.content) == 100
    assert answer.headers["content-range"].startswith("bytes 0-99/")
    assert client.get("/wb/static/client.js").status_code == 200


def test_a_key_of_another_server_opens_nothing(server: tuple[TestClient, str, Path]) -> None:
    client, _, _ = server
    assert client.get("/wb/p/0011223344556677/about").status_code == 400
    assert client.get("/wb/p/0011223344556677/video/open_field").status_code == 404


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", "", "10.0.0.5"],
)
def test_other_names_of_this_machine_are_refused(
    server: tuple[TestClient, str, Path], host: str
) -> None:
    client, key, _ = server
    assert client.get(f"/wb/p/{key}/about", headers={"Host": host}).status_code == 421
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "LOCALHOST"])
def test_this_machine_is_answered(server: tuple[TestClient, str, Path], host: str) -> None:
    client, key, _ = server
    assert client.get(f"/wb/p/{key}/about", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999"])
def test_other_pages_change_nothing(server: tuple[TestClient, str, Path], origin: str) -> None:
    client, key, _ = server
    way = f"/wb/p/{key}/do/review.undo"
    assert client.post(way, json={}, headers={"Origin": origin}).status_code == 403
    own = client.post(way, json={}, headers={"Origin": "http://127.0.0.1:7860"})
    assert own.status_code == 200
    assert "nothing" in own.json()["refused"].casefold()  # to undo


def test_a_form_of_another_page_is_no_action(server: tuple[TestClient, str, Path]) -> None:
    client, key, _ = server
    way = f"/wb/p/{key}/do/review.undo"
    assert client.post(way, content="{}", headers={"Content-Type": "text/plain"}).status_code == 422


def test_password_is_asked_everywhere(sample_folder: Path) -> None:
    state = State(Binding("0.0.0.0", password="correct horse"))
    key = state.projects.open(sample_folder)
    client = TestClient(make_app(state), base_url="http://lab.example:7860")
    for path in ("/", f"/wb/p/{key}/about", "/config", "/gradio_api/info", "/wb/static/client.js"):
        assert client.get(path).status_code == 401, path
        wrong = {"Authorization": _basic("wrong horse")}
        assert client.get(path, headers=wrong).status_code == 401, path
    right = {"Authorization": _basic("correct horse")}
    assert client.get(f"/wb/p/{key}/about", headers=right).status_code == 200
    assert client.get("/", headers={"Authorization": "Basic ???"}).status_code == 401


def test_others_let_no_program_loose(sample_folder: Path) -> None:
    state = State(Binding("0.0.0.0", password="correct horse"))
    key = state.projects.open(sample_folder)
    client = TestClient(make_app(state), base_url="http://lab.example:7860")
    headers = {"Authorization": _basic("correct horse")}
    for name, fields in (
        ("behaviors.trust", {}),
        ("behaviors.save", {"file": "a.py", "code": "import os"}),
    ):
        answer = client.post(f"/wb/p/{key}/do/{name}", json=fields, headers=headers)
        assert "no program is let loose" in answer.json()["refused"], name


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{password}".encode()).decode()


@pytest.mark.parametrize(("host", "share"), [("0.0.0.0", False), ("10.0.0.5", False),
                                             ("::", False), ("127.0.0.1", True)])  # fmt: skip
def test_others_need_a_password(host: str, share: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_PASSWORD", raising=False)
    with pytest.raises(UserError, match="Set a password"):
        binding(host, share=share)
    monkeypatch.setenv("WORKBENCH_PASSWORD", "short")
    with pytest.raises(UserError, match="8 characters"):
        binding(host, share=share)
    monkeypatch.setenv("WORKBENCH_PASSWORD", "correct horse")
    assert "correct" not in repr(binding(host, share=share))


def test_this_machine_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_PASSWORD", raising=False)
    assert binding().is_local
    assert is_loopback("localhost")
    assert is_loopback("127.3.2.1")
    assert not is_loopback("localhost.example")


def test_answers_forbid_other_sources(server: tuple[TestClient, str, Path]) -> None:
    client, _, _ = server
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


def test_projects_are_read_anew_when_others_change_them(sample_copy: Callable[[], Path]) -> None:
    from workbench.project import open_project

    folder = sample_copy()
    state = State()
    key = state.projects.open(folder)
    first = state.projects.of(key)
    assert state.projects.of(key) is first
    open_project(folder).set_values("defaults", {"px_per_cm": 11.0})
    assert state.projects.of(key) is not first


def test_a_project_whose_folder_is_gone_says_what_to_do(sample_copy: Callable[[], Path]) -> None:
    folder = sample_copy()
    state = State()
    key = state.projects.open(folder)
    aside = folder.rename(folder.with_name("aside"))
    with pytest.raises(UserError, match=r"demo 0 is gone\. Connect its drive or move it back"):
        state.projects.of(key)
    aside.rename(folder)
    assert state.projects.of(key).folder == folder
    (folder / "project.toml").unlink()
    with pytest.raises(UserError, match=r"has no project\.toml any more"):
        state.projects.of(key)
