"""Which proxy a request goes through, and what the proxy gets to see."""

import sys

import httpx
import pytest

from layers_cli.api.errors import ConnectError
from layers_cli.api.transport import proxy_for
from tests.api.exchanges import read
from tests.api.scripted_server import answer, scripted

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

    assert proxy_for(httpx.URL(url)) == ("http://proxy.example.com:3128" if is_used else None)


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


def test_tunnel_that_the_proxy_refuses_is_reported_as_not_sent(monkeypatch, session_to):
    with scripted(answer(b"", status="403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", "//me:secret@"))
        with pytest.raises(ConnectError, match="403") as caught:
            read(session_to("https://api.example.com"))

    assert proxy.requests[0].startswith(b"CONNECT api.example.com:443 HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in proxy.requests[0]
    assert b"SECRET" not in proxy.requests[0]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ftp://me:secret@proxy.example.com", "no valid address"),
        ("socks5://me:secret@proxy.example.com", "layers-cli.socks."),
    ],
)
def test_unusable_proxy_is_reported_without_its_password(monkeypatch, session_to, address, said):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(ConnectError, match=said) as caught:
        read(session_to("https://api.example.com"))

    assert "secret" not in str(caught.value)
