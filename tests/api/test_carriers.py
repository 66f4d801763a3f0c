"""Who carries requests: sockets of our own on ordinary ways, httpx on all others."""

import sys
from urllib import request as urllib_request

import httpx
import pytest

from layers_cli.api.carriers import carrier_to, proxies_are_set
from layers_cli.api.direct import Direct
from layers_cli.api.intents import PendingRequest
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.api.through_httpx import ThroughHttpx
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, scripted

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def kind_for(base_url, **given):
    carrier = carrier_to(base_url, {}, **given)
    carrier.close()
    return type(carrier)


@pytest.mark.parametrize(
    "url",
    ["https://api.example.com", "http://127.0.0.1:1", "http://localhost:1", "https://[::1]:1"],
)
def test_an_ordinary_address_is_reached_directly(url):
    assert kind_for(url) is Direct


@pytest.mark.parametrize(
    "url",
    [
        "https://user:password@api.example.com",
        "https://bücher.example.com",
        "https://xn--bcher-kva.example.com",
        "https://api.example.com.",
        "http://api.example.com:99999",
        "https://api.example.com?x=1",
    ],
)
def test_an_odd_one_is_left_to_httpx(url):
    assert kind_for(url) is ThroughHttpx


def test_so_is_a_network_that_a_test_replaces():
    transport = httpx.MockTransport(lambda _: httpx.Response(200))

    assert kind_for("https://api.example.com", transport=transport) is ThroughHttpx


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY"])
def test_so_is_any_host_where_the_environment_names_a_proxy_but_never_this_machine(
    monkeypatch, name
):
    monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert kind_for("https://api.example.com") is ThroughHttpx
    assert kind_for("http://127.0.0.1:1") is Direct


@pytest.mark.parametrize("name", ["NO_PROXY", "npm_config_proxy", "FTP_PROXY"])
def test_a_variable_that_names_no_proxy_for_us_changes_nothing(monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("HTTPS_PROXY", "")

    assert kind_for("https://api.example.com") is Direct


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_the_systems_own_settings_count_where_a_system_has_them(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(urllib_request, "getproxies", lambda: {"https": "http://127.0.0.1:1"})
    assert proxies_are_set()

    monkeypatch.setattr(urllib_request, "getproxies", lambda: {"ftp": "http://127.0.0.1:1"})
    assert not proxies_are_set()


def test_a_request_through_a_proxy_arrives(monkeypatch):
    with scripted(answer(b'{"a": 1}')) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        connection = Session("http://api.example.com", "k", retries=Retries(0))
        content = connection.request("GET", "/v1/whoami").content
        connection.close()

    assert content == b'{"a": 1}'
    assert proxy.requests[0].startswith(b"GET http://api.example.com/v1/whoami HTTP/1.1\r\n")


def test_both_write_the_same_requests():
    """But for the packing they can read, and the place of a length."""
    calls = {
        "direct": None,
        "httpx": httpx.HTTPTransport(),
    }
    written = {}
    for name, transport in calls.items():
        with scripted(*[answer(b'{"jobId": "j"}')] * 6) as server:
            connection = Session(
                f"{server.base}/base",
                "k",
                organization="org_1",
                recorder=MemoryRecorder(),
                transport=transport,
            )
            connection.request("GET", "/v1/content", query={"a": ["1", "ü b"], "b": True})
            connection.request("GET", "/v1/x?y=%20z", headers={"Accept": "text/csv", "X-A": "b"})
            connection.request("PATCH", "/v1/x", body={"name": "Zoë"})
            connection.request("PUT", "/v1/x")
            connection.request("DELETE", "/v1/x")
            connection.send(PendingRequest("POST", "/v1/x", b'{"a": 1}', "key_1", "create"))
            connection.close()
        written[name] = [_comparable(each, server.port) for each in server.requests]

    assert len(written["direct"]) == 6
    assert written["direct"] == written["httpx"]


def _comparable(request, port):
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().replace(str(port), "PORT").split("\r\n")
    kept = [line for line in lines if not line.startswith("Accept-Encoding:")]
    return first, sorted(kept, key=lambda line: line.startswith("Content-Length:")), body
