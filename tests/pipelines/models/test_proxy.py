"""Proxies: which requests go through one, what is recorded of it, and that offline none is used."""

from __future__ import annotations

import base64
import datetime as dt
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_questions import Heard, claim, free, question
from model_server import ModelServer
from proxy_server import ProxyServer

from graphs.errors import UserError
from pipelines.models.chat import ChatModel
from pipelines.models.ledger import LEDGER, Ledger, read_ledger, restored_body
from pipelines.models.providers import place
from pipelines.models.proxy import proxy_for

ROOT = Path(__file__).parents[3]
HOST = "model.example"
PASSWORD = "hidden-word-of-a-proxy"
Serve = Callable[..., ModelServer]
StartProxy = Callable[..., ProxyServer]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def start_proxy() -> Iterator[StartProxy]:
    running: list[ProxyServer] = []

    def start(server: ModelServer, **said: Any) -> ProxyServer:
        running.append(ProxyServer(server.port, **said))
        return running[-1]

    yield start
    for proxy in running:
        proxy.close()


def model(url: str = f"http://{HOST}/v1", **said: Any) -> ChatModel:
    return ChatModel(
        "tiny-vl", url=url, **{"form": "json_schema", "backoff_s": 0.01, "timeout_s": 10.0, **said}
    )


# ---- which proxy


@pytest.mark.parametrize(
    ("environment", "url", "name"),
    [
        ({"HTTPS_PROXY": "http://gate:3128"}, "https://api.example.org/v1", "gate:3128"),
        ({"HTTPS_PROXY": "http://gate:3128"}, "http://api.example.org/v1", None),
        ({"HTTP_PROXY": "gate"}, "http://api.example.org/v1", "gate:80"),
        ({"ALL_PROXY": "socks5://gate"}, "https://api.example.org", "gate:1080"),
        ({"https_proxy": "http://u:p@gate:1", "ALL_PROXY": "b:2"}, "https://a.org", "gate:1"),
        ({"HTTPS_PROXY": "https://[2001:db8::2]:8443"}, "https://a.org", "[2001:db8::2]:8443"),
        ({"ALL_PROXY": "gate:1"}, "http://127.0.0.1:8000/v1", None),
        ({"ALL_PROXY": "gate:1"}, "http://127.3.2.1:8000/v1", None),
        ({"ALL_PROXY": "gate:1"}, "http://localhost:8000/v1", None),
        ({"ALL_PROXY": "gate:1"}, "http://[::1]:8000/v1", None),
        ({"ALL_PROXY": "gate:1"}, "http://192.168.1.5:8000/v1", "gate:1"),
        ({}, "https://api.example.org", None),
    ],
)
def test_the_environment_decides(
    environment: dict[str, str], url: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    found = proxy_for(url)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("exempt", "left_out", "gone_through"),
    [
        ("example.org", ["example.org", "a.example.org"], ["badexample.org", "example.com"]),
        (".example.org", ["a.example.org"], ["example.org"]),
        ("*.example.org", ["a.b.example.org"], ["example.org"]),
        ("a.org, b.org", ["a.org", "b.org"], ["c.org"]),
        ("*", ["anything.org"], []),
        ("10.0.0.0/8,192.168.1.5", ["10.9.8.7", "192.168.1.5"], ["11.0.0.1", "192.168.1.55"]),
        ("2001:db8::/32", ["[2001:db8::5]"], ["[2001:db9::5]"]),
        ("a.org:8443", ["a.org:8443"], ["a.org"]),
        ("https://a.org", ["a.org"], []),
        ("http://a.org,a.org:port", [], ["a.org"]),
        ("A.Org", ["a.org"], []),
    ],
)
def test_exempt_hosts(
    exempt: str, left_out: list[str], gone_through: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://gate:3128")
    monkeypatch.setenv("NO_PROXY", exempt)
    assert [proxy_for(f"https://{host}/v1") for host in left_out] == [None] * len(left_out)
    assert all(proxy_for(f"https://{host}/v1") for host in gone_through)


@pytest.mark.parametrize("said", [f"ftp://u:{PASSWORD}@gate:1", f"http://u:{PASSWORD}@gate:x", "/"])
def test_what_is_no_proxy_is_told_without_the_password(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", said)
    with pytest.raises(UserError, match="HTTPS_PROXY names no proxy") as caught:
        proxy_for("https://api.example.org")
    assert PASSWORD not in str(caught.value)


def test_of_hosted_providers_it_is_known_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://gate:3128")
    for provider in ("openai", "anthropic", "google"):
        proxy = place(provider, None, None).proxy
        assert proxy is not None
        assert proxy.name == "gate:3128"
    assert place("ollama", None, None).proxy is None


# ---- requests


def test_a_request_goes_through_and_is_recorded_as_ever(
    serve: Serve, start_proxy: StartProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    said = base64.b64encode(f"mara:{PASSWORD}".encode()).decode()
    proxy = start_proxy(server, wants=f"Basic {said}")
    monkeypatch.setenv("HTTP_PROXY", f"http://mara:{PASSWORD}@{proxy.name}")
    asked, heard = model(), Heard()
    asked.ask([question(1)], heard, free(Ledger(tmp_path)))
    assert heard.answers[0].data == claim()
    assert proxy.asked == [("POST", f"http://{HOST}/v1/chat/completions")]
    [row] = read_ledger(tmp_path)
    assert (row["url"], row["proxy"]) == (f"http://{HOST}/v1/chat/completions", proxy.name)
    assert [restored_body(tmp_path, row)] == [server.requests[0].body]
    assert asked.notes == [f"Requests go through the proxy {proxy.name} (HTTP_PROXY)."]
    assert PASSWORD not in (tmp_path / LEDGER).read_text()


def test_this_machine_is_asked_without_it_and_its_line_is_as_before(
    serve: Serve, start_proxy: StartProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    proxy = start_proxy(server)
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, f"http://{proxy.name}")
    asked = model(server.url)
    asked.ask([question(1)], heard := Heard(), free(Ledger(tmp_path)))
    assert heard.answers
    assert (proxy.asked, asked.notes) == ([], [])
    [row] = read_ledger(tmp_path)
    expected = ["request", "time", "method", "url", "question", "name", "bytes", "sha256", "images"]
    assert [key for key in row if key != "answer"] == expected


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for the host, which is trusted."""
    pytest.importorskip("cryptography", reason="makes the certificate")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = tmp_path / "certificate.pem", tmp_path / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return context


def test_https_goes_through_a_tunnel_that_the_proxy_cannot_read(
    serve: Serve, start_proxy: StartProxy, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(tls=tls)
    proxy = start_proxy(server, busy=1)
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.name}")
    model(f"https://{HOST}/v1").ask([question(1)], heard := Heard(), free())
    assert heard.answers[0].data == claim()
    assert proxy.asked == [("CONNECT", f"{HOST}:443")] * 2, "once more after 503"


def test_a_certificate_that_is_not_known_is_told(
    serve: Serve, start_proxy: StartProxy, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = start_proxy(serve(tls=tls))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.name}")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(UserError, match="name its file in SSL_CERT_FILE"):
        model(f"https://{HOST}/v1").ask([question(1)], Heard(), free())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_named(
    scheme: str, serve: Serve, start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    proxy = start_proxy(server, wants="Basic another")
    monkeypatch.setenv("ALL_PROXY", f"http://mara:{PASSWORD}@{proxy.name}")
    words = rf"{HOST} cannot be reached through the proxy {proxy.name}: 407 .*ALL_PROXY right"
    with pytest.raises(UserError, match=words) as caught:
        model(f"{scheme}://{HOST}/v1").ask([question(1)], Heard(), free())
    assert PASSWORD not in str(caught.value)
    assert (len(proxy.asked), server.requests) == (1, [])


def test_a_proxy_that_is_gone_is_named(
    serve: Serve, start_proxy: StartProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = start_proxy(serve())
    monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.name}")
    proxy.close()
    with pytest.raises(UserError, match=f"cannot be reached through the proxy {proxy.name}"):
        model().ask([question(1)], Heard(), free())


# ---- offline

ATTEMPT = """
import sys, urllib.request
sys.path[:0] = sys.argv[1:3]
from model_questions import Heard, free, question
from graphs.errors import UserError
from pipelines.models.chat import ChatModel
from pipelines.models.offline import forbid_network

def attempt(what):
    try:
        what()
    except UserError as error:
        print("refused:", error)
    else:
        print("carried out")

def by_model():
    model = ChatModel("tiny-vl", url="http://model.example/v1", form="json_schema")
    model.ask([question(1)], Heard(), free())

def by_library():
    urllib.request.urlopen("http://model.example/v1/chat/completions", b"{}", timeout=10)

if sys.argv[3] == "offline":
    forbid_network()
attempt(by_model)
if sys.argv[3] == "offline":
    attempt(by_library)
"""


def test_offline_a_proxy_on_this_machine_carries_nothing_out(
    serve: Serve, start_proxy: StartProxy
) -> None:
    server = serve()
    proxy = start_proxy(server)
    named = dict.fromkeys(
        ("http_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), f"http://{proxy.name}"
    )
    paths = [f"{ROOT}{os.pathsep}{ROOT / 'tests'}", str(Path(__file__).parent)]

    def tried(how: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", ATTEMPT, *paths, how],
            env={**os.environ, **named, "PYTHONPATH": paths[0]},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    by_model, by_library = tried("offline")
    for refused in (by_model, by_library):
        assert refused.startswith("refused: A connection to model.example was refused: --offline")
    assert (proxy.asked, server.requests) == ([], [])
    assert tried("online") == ["carried out"]
    assert len(proxy.asked) == len(server.requests) == 1
