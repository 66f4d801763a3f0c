"""Each step of the way to the API, well and broken."""

import ssl
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import trustme

from layers_cli.doctor.findings import Finding, State
from layers_cli.doctor.network import Account, World, check_network

NOW = 1_776_513_600.0
KEY = "lp_live_ABCDEFGHIJKLMNOP_" + "s" * 43
ACCOUNT = Account("https://api.example", KEY)


def server(skew: float = 0, status: int = 200) -> httpx.MockTransport:
    body = {"organizationId": "org_1", "organizationName": "Acme"} if status == 200 else None
    headers = {"Date": formatdate(NOW + skew, usegmt=True)}
    return httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers=headers))


def found(account: Account = ACCOUNT, **world: Any) -> dict[str, Finding]:
    given: dict[str, Any] = {
        "transport": server(),
        "addresses": lambda place: ["192.0.2.1"],
        "handshake": lambda place: "TLSv1.3",
        **world,
    }
    checks = check_network(account, World(given.pop("environ", {}), lambda: NOW, **given))
    return {finding.name: finding for finding in checks}


def raises(exc: OSError) -> Any:
    def call(place: object) -> Any:
        raise exc

    return call


def test_all_is_well():
    checks = found()

    assert {name: each.state for name, each in checks.items()} == dict.fromkeys(
        ["proxy", "dns", "tls", "key", "clock"], State.PASS
    )
    assert "Acme" in checks["key"].message
    assert KEY not in str(checks)


def test_a_name_without_an_address_ends_the_way():
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
def test_a_failed_handshake_says_which_it_is(exc, said):
    assert said in found(handshake=raises(exc))["tls"].message


@pytest.mark.parametrize(("skew", "side"), [(300, "behind"), (-300, "ahead of")])
def test_a_wrong_clock_fails(skew, side):
    clock = found(transport=server(skew))["clock"]

    assert clock.state is State.FAIL
    assert "300 s" in clock.message
    assert side in clock.message


def test_a_key_that_is_not_accepted_fails():
    key = found(transport=server(status=401))["key"]

    assert (key.state, key.fix) == (State.FAIL, "layers auth login")


def test_a_server_in_trouble_is_explained():
    assert found(transport=server(status=503))["key"].fix == "layers explain HTTP_503"


def test_no_key_is_a_warning():
    assert found(Account("https://api.example", None))["key"].state is State.WARN


def test_a_proxy_is_named_without_its_password_and_not_walked_around():
    checks = found(
        environ={"HTTPS_PROXY": "http://me:hunter2@proxy.example:3128"},
        addresses=raises(AssertionError()),  # type: ignore[arg-type]  # it must not be called
    )

    assert "proxy.example:3128" in checks["proxy"].message
    assert "hunter2" not in str(checks)
    assert checks["key"].state is State.PASS


@pytest.mark.parametrize("exempt", ["api.example", ".example", "*", "other, example"])
def test_no_proxy_is_heeded(exempt):
    checks = found(environ={"https_proxy": "http://proxy:1", "NO_PROXY": exempt})

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
    with ThreadingHTTPServer(("127.0.0.1", 0), _Silent) as listening:
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        listening.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client may hang up
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening.server_port
        listening.shutdown()
        thread.join()


def test_a_real_handshake_trusts_whom_the_environment_trusts(
    authority, secured, tmp_path, monkeypatch
):
    from layers_cli.api.reachability import Place, addresses, handshake

    place = Place.of(f"https://localhost:{secured}")
    assert addresses(place)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(place)

    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))

    assert handshake(place).startswith("TLS")
