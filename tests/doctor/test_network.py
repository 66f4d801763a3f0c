"""Each step of the way to the API, well and broken."""

import ssl
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import trustme

from layers_cli.api.tls import ssl_context
from layers_cli.doctor.findings import Finding, State
from layers_cli.doctor.network import Network, ProbedAccount, check_network
from layers_cli.doctor.probe import ApiHost, addresses, handshake
from tests.sandbox.media_server import running

NOW = 1_776_513_600.0
KEY = "lp_live_ABCDEFGHIJKLMNOP_" + "s" * 43
ACCOUNT = ProbedAccount("https://api.example", KEY)


def server(skew: float = 0, status: int = 200) -> httpx.MockTransport:
    body = {"organizationId": "org_1", "organizationName": "Acme"} if status == 200 else None
    headers = {"Date": formatdate(NOW + skew, usegmt=True)}
    return httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers=headers))


def found(account: ProbedAccount = ACCOUNT, **world: Any) -> dict[str, Finding]:
    given: dict[str, Any] = {
        "transport": server(),
        "addresses": lambda place: ["192.0.2.1"],
        "handshake": lambda place: "TLSv1.3",
        **world,
    }
    checks = check_network(account, Network(lambda: NOW, **given))
    return {finding.name: finding for finding in checks}


def raises(exc: OSError) -> Any:
    def call(place: object) -> Any:
        raise exc

    return call


def test_working_connection_passes_every_check():
    checks = found()

    assert {name: each.state for name, each in checks.items()} == dict.fromkeys(
        ["proxy", "dns", "tls", "key", "clock"], State.PASS
    )
    assert "Acme" in checks["key"].message
    assert KEY not in str(checks)


def test_name_without_address_ends_the_checks():
    checks = found(addresses=raises(OSError(-2, "Name or service not known")))

    assert list(checks) == ["proxy", "dns"]
    assert checks["dns"].state is State.FAIL
    assert checks["dns"].fix


@pytest.mark.parametrize(
    ("exc", "said"),
    [
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), "not trusted"),
        (ConnectionRefusedError(111, "Connection refused"), "no connection"),
        (TimeoutError("timed out"), "no connection"),
    ],
)
def test_failed_handshake_tells_distrust_from_no_connection(exc, said):
    assert said in found(handshake=raises(exc))["tls"].message


@pytest.mark.parametrize(("skew", "side"), [(300, "behind"), (-300, "ahead of")])
def test_wrong_clock_fails(skew, side):
    clock = found(transport=server(skew))["clock"]

    assert clock.state is State.FAIL
    assert "300 s" in clock.message
    assert side in clock.message


def test_rejected_key_fails():
    key = found(transport=server(status=401))["key"]

    assert (key.state, key.fix) == (State.FAIL, "log in again: layers auth login")


def test_server_error_is_explained():
    assert found(transport=server(status=503))["key"].fix == "layers explain HTTP_503"


def test_missing_key_is_a_warning():
    assert found(ProbedAccount("https://api.example", None))["key"].state is State.WARN


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_proxy_is_named_without_its_password_and_replaces_the_direct_checks(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hunter2@proxy.example:3128")
    checks = found(
        addresses=raises(AssertionError()),  # type: ignore[arg-type]  # it must not be called
    )

    assert "proxy.example:3128" in checks["proxy"].message
    assert "hunter2" not in str(checks)
    assert checks["key"].state is State.PASS


@pytest.mark.parametrize("exempt", ["api.example", ".example", "*", "other, example"])
def test_no_proxy_exempts_the_api_host(exempt, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", exempt)
    checks = found()

    assert "none" in checks["proxy"].message


class _Silent(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secured(authority: trustme.CA) -> Iterator[int]:
    """A server on this machine with a certificate of *authority*'s; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Silent)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    listening.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client may hang up
    with running(listening):
        yield listening.server_port


def test_handshake_trusts_the_certificates_the_environment_names(
    authority, secured, tmp_path, monkeypatch
):
    place = ApiHost.of(f"https://localhost:{secured}")
    assert addresses(place)
    ssl_context.cache_clear()
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(place)

    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    ssl_context.cache_clear()

    assert handshake(place).startswith("TLS")
    ssl_context.cache_clear()


@pytest.mark.parametrize("proxy", ["http://p:99999", "http://p:abc", "socks4://p", "http://[::1"])
def test_unusable_proxy_is_a_finding_and_ends_the_checks(proxy, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    checks = found()

    assert list(checks) == ["proxy"]
    assert checks["proxy"].state is State.FAIL
    assert "HTTPS_PROXY" in checks["proxy"].message
    assert checks["proxy"].fix


def test_proxy_is_named_without_its_password(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@proxy.example:3128")
    proxy = found()["proxy"]

    assert "proxy.example:3128" in proxy.message
    assert "secret" not in str(proxy)


def test_certificates_that_cannot_be_read_are_a_finding(tmp_path, monkeypatch):
    (tmp_path / "ca.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    ssl_context.cache_clear()
    tls = found(handshake=lambda _: str(ssl_context()))["tls"]
    ssl_context.cache_clear()

    assert tls.state is State.FAIL
    assert "ca.pem, which SSL_CERT_FILE names" in tls.message
    assert "layers doctor" not in str(tls.fix)


def test_password_that_the_proxy_asks_for_is_a_finding_of_the_proxy():
    proxy = found(transport=server(status=407))["proxy"]

    assert (proxy.state, "407" in proxy.message) == (State.FAIL, True)
