"""Which proxy a request goes through, and what the proxy gets to see (issue 12, kind 7)."""

import re
import sys
from base64 import b64encode
from contextlib import suppress
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api.errors import (
    CertificateError,
    ConnectError,
    NetworkLoginError,
    ProxyRefusedError,
    ProxySettingError,
    ResponseLostError,
)
from layers_cli.api.proxies import Proxy, proxy_for
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from tests.api.exchanges import CREATE, read
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, hang_up, reset, scripted

NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("name", "url", "is_used"),
    [
        ("HTTPS_PROXY", "https://api.example.com", True),
        ("https_proxy", "https://api.example.com", True),
        ("ALL_PROXY", "https://api.example.com", True),
        ("HTTP_PROXY", "http://api.example.com", True),
        ("HTTP_PROXY", "https://api.example.com", False),
        ("npm_config_proxy", "https://api.example.com", False),
        *[("ALL_PROXY", f"http://{host}:1", False) for host in ("127.0.0.1", "localhost", "[::1]")],
    ],
)
def test_environment_names_the_proxy_but_never_for_this_machine(monkeypatch, name, url, is_used):
    monkeypatch.setenv(name, "proxy.example.com:3128")

    found = proxy_for(httpx.URL(url))
    assert (found and (found.address, found.name, found.variable)) == (
        ("http://proxy.example.com:3128", "proxy.example.com:3128", name) if is_used else None
    )


@pytest.mark.parametrize(
    ("host", "no_proxy", "is_exempt"),
    [
        ("api.example.com", "other.com, .example.com", True),
        ("api.example.com", "example.com", True),
        ("api.example.com", "*", True),
        ("notexample.com", "example.com", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("[2001:db8::1]", "2001:db8::1", True),
        ("[2001:db8::1]", "[2001:db8::1]", True),
        ("[2001:db8::1]", "2001:db8::/32", True),
        ("[2001:db9::1]", "2001:db8::/32,10.0.0.0/8", False),
        ("api.example.com", "*.example.com", True),
        ("example.com", ".example.com", True),
        ("API.example.com", "Example.COM", True),
        ("api.example.com", "other.com  example.com", True),
        ("api.example.com", " , ,example.com , ", True),
        ("api.example.com", "example.com:443", True),
        ("api.example.com", "example.com:8443", False),
        ("api.example.com:8443", "example.com:8443", True),
        ("api.example.com:8443", "example.com", True),
        ("api.example.com", "api.example.com.", True),
        ("api.example.com.", "example.com", True),
        ("[2001:db8::1]", "[2001:db8::1]:443", True),
        ("[2001:db8::1]", "[2001:db8::1]:80", False),
        ("10.1.2.3", "10.1.2.3:443", True),
        ("10.1.2.3", "10.1.0.0/99", False),
        ("bücher.example.com", "bücher.example.com", True),
        ("bücher.example.com", "xn--bcher-kva.example.com", True),
        ("api.example.com", ", .,", False),
        ("api.example.com", "ample.com", False),
    ],
)
def test_no_proxy_exempts_domains_addresses_and_networks(monkeypatch, host, no_proxy, is_exempt):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)

    assert (proxy_for(httpx.URL(f"https://{host}/")) is None) is is_exempt


def test_request_goes_through_the_proxy(monkeypatch, session_to):
    with scripted(answer(b'{"a": 1}')) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)

        assert read(session_to("http://api.example.com")).content == b'{"a": 1}'
    assert proxy.requests[0].startswith(b"GET http://api.example.com/v1/whoami HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        ("407 Proxy Authentication Required", ProxyRefusedError, "does not accept .* (407)"),
        ("511 Network Authentication Required", NetworkLoginError, "asks to log in"),
        ("403 Forbidden", ProxyRefusedError, "refuses connections to api.example.com: 403"),
        ("429 Too Many Requests", ConnectError, "no connection to api.example.com: 429"),
        ("503 Service Unavailable", ConnectError, "no connection to api.example.com: 503"),
    ],
)
def test_tunnel_that_the_proxy_refuses_is_reported_as_not_sent(
    monkeypatch, session_to, status, kind, said
):
    with scripted(answer(b"", status=status)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", "//me:secret@"))
        with pytest.raises(
            ConnectError, match=said.replace("(", r"\(").replace(")", r"\)")
        ) as caught:
            read(session_to("https://api.example.com"))

    assert type(caught.value) is kind
    assert proxy.requests[0].startswith(b"CONNECT api.example.com:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in proxy.requests[0]
    assert b"SECRET" not in proxy.requests[0]
    assert f"proxy localhost:{proxy.port}" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_proxy_of_a_plain_request_that_asks_for_a_password_is_named(monkeypatch, session_to):
    with scripted(answer(b"", status="407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        with pytest.raises(ProxyRefusedError, match=f"{proxy.port} asks for a user name"):
            read(session_to("http://api.example.com"))


@pytest.mark.parametrize("does", [hang_up, reset, b"\0 me:secret no HTTP\r\n\r\n"])
def test_tunnel_that_breaks_before_it_is_made_has_sent_nothing(monkeypatch, session_to, does):
    with scripted(does) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", "//me:secret@"))
        with pytest.raises(ConnectError, match=f"The proxy localhost:{proxy.port}") as caught:
            session_to("https://api.example.com", MemoryRecorder()).send(CREATE)

    assert caught.value.maybe_executed is False
    assert "secret" not in str(caught.value)


def test_request_in_a_tunnel_that_breaks_may_be_executed(monkeypatch, session_to, trusted):
    """The proxy is the server too, which answers nothing once it has read the request."""

    def be_server(raw):
        raw.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with trusted("api.example.com").wrap_socket(raw, server_side=True) as secured:
            secured.recv(1)

    with scripted(be_server) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        with pytest.raises(ResponseLostError) as caught:
            session_to("https://api.example.com", MemoryRecorder()).send(CREATE)

    assert caught.value.maybe_executed is True


@pytest.mark.parametrize("password", ["secret", "se%63ret", "s%40cret"])
def test_password_that_a_proxy_echoes_is_masked(password):
    proxy = Proxy(f"http://me:{password}@localhost:1", "localhost:1", "HTTPS_PROXY")
    plain = unquote(password)
    token = b64encode(f"me:{plain}".encode()).decode()

    assert proxy.hidden(f"{password} {plain} {token}") == "*** *** ***"


def test_network_that_asks_to_log_in_is_named_and_nothing_was_sent(session_to):
    """RFC 6585, 6: a 511 comes from the network between, never from the server."""
    turn = answer(b"<html>", status="511 Network Authentication Required")
    asks = pytest.raises(NetworkLoginError, match="asks to log in first")
    with scripted(turn) as portal, asks as caught:
        session_to(portal.base, MemoryRecorder(), tries=3).send(CREATE)

    report = describe(caught.value)
    assert (len(portal.requests), caught.value.maybe_executed) == (1, False)
    assert (report.code, report.problem.submitted) == (ExitCode.ERROR, "no")
    assert report.problem.hint is not None
    assert "in a browser" in report.problem.hint


def test_proxy_that_nobody_answers_at_is_named(monkeypatch, session_to):
    monkeypatch.setenv("https_proxy", "me:secret@localhost:1")
    with pytest.raises(ConnectError, match="proxy localhost:1, which https_proxy names") as caught:
        read(session_to("https://api.example.com"))

    assert "secret" not in str(caught.value)
    assert describe(caught.value).code is ExitCode.TEMPORARY


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://me:secret@proxy.example.com", "no address"),
        ("://me:secret@proxy.example.com", "no address"),
        ("http://me:secret@", "no address"),
        ("http://me:secret@:3128", "no address"),
        ("http://me:secret@proxy.example.com:99999", "no address"),
        ("http://me:secret@proxy.example.com:0", "no address"),
        ("http://me:secret@proxy.example.com:abc", "no address"),
        ("http://me:secret@proxy example.com", "no address"),
        ("http://me:se\ncret@proxy.example.com", "no address"),
        ("http://me:sec@ret/x@proxy.example.com", "no address"),
        ("http://me:secret@[::1", "no address"),
        ("me:secret@proxy.example.com:x", "no address"),
        ("SOCKS4://me:secret@proxy.example.com", "SOCKS 4"),
        ("socks4a://me:secret@proxy.example.com", "SOCKS 4"),
        ("socks5://me:secret@proxy.example.com", "layers-cli.socks."),
        ("socks5h://me:secret@proxy.example.com", "layers-cli.socks."),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_unusable_proxy_is_reported_without_its_password(
    monkeypatch, session_to, name, address, said
):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv(name, address)
    with pytest.raises(ProxySettingError, match=f"{name} .*{said}") as caught:
        read(session_to("https://api.example.com"))

    assert not {"secret", "ret", "proxy.example.com"} & set(re.split(r"[\W_]", str(caught.value)))
    assert describe(caught.value).code is ExitCode.USAGE


@pytest.mark.parametrize("address", [" http://proxy.example.com:3128/ ", "PROXY.example.com:3128"])
def test_spaces_and_a_slash_around_the_address_are_no_part_of_it(monkeypatch, address):
    monkeypatch.setenv("HTTPS_PROXY", address)
    found = proxy_for(httpx.URL("https://api.example.com"))

    assert found is not None
    assert found.name == "proxy.example.com:3128"


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_as_proxy_or_exception_is_used_or_refused(text):
    url = httpx.URL("https://api.example.com:8443")
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        patch.setenv("HTTPS_PROXY", "proxy.example.com")
        patch.setenv("NO_PROXY", text)
        proxy_for(url)
        patch.delenv("NO_PROXY")
        for address in (text, f"http://{text}", f"socks5://u:{text}@{text}:{text}"):
            patch.setenv("HTTPS_PROXY", address)
            with suppress(ProxySettingError):
                found = proxy_for(url)
                assert found is None or httpx.Proxy(found.address).url.host


def test_untrusted_certificate_is_not_temporary_and_names_the_variable_to_set():
    end = describe(CertificateError("self-signed certificate in certificate chain"))

    assert end.code is ExitCode.ERROR
    assert end.problem.retryable is False
    assert "SSL_CERT_FILE" in (end.problem.hint or "")
