"""Media is read over https, also after redirects."""

import ssl
from contextlib import closing

import httpx
import pytest
import trustme

from layers_cli.api.errors import (
    CertificateError,
    ContractError,
)
from layers_cli.api.media import MediaSource
from tests.downloads.store import serving
from tests.downloads.test_transfer import BODY

# TLS


def test_file_is_read_over_tls(trusted):
    with serving(trusted("localhost")) as server, closing(MediaSource()) as source:
        server.put("/v.mp4", BODY)
        with source.open(server.url("/v.mp4")) as media:
            assert b"".join(bytes(block) for block in media.blocks) == BODY


def test_untrusted_certificate_is_refused():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with serving(context) as server:
        server.put("/v.mp4", BODY)

        with pytest.raises(CertificateError), MediaSource().open(server.url("/v.mp4")):
            pass

    assert server.asked == []


# Redirects


def redirecting(places):
    """A transport that answers with the next of *places* as a redirect, then with a file."""
    left = list(places)

    def handle(request):
        seen.append(request)
        if left:
            return httpx.Response(302, headers={"Location": left.pop(0)})
        return httpx.Response(200, content=b"file")

    seen: list[httpx.Request] = []
    return MediaSource(transport=httpx.MockTransport(handle)), seen


@pytest.mark.parametrize(
    ("start", "places"),
    [
        ("https://cdn.example.com/a", ["https://other.example.com/b"]),
        ("https://cdn.example.com/a", ["/b", "//third.example.com/c"]),
        ("http://127.0.0.1:9/a", ["http://localhost:8/b"]),
        ("http://127.0.0.1:9/a", ["https://cdn.example.com/b"]),
    ],
)
def test_a_redirect_to_a_safe_place_is_followed(start, places):
    source, seen = redirecting(places)

    with source.open(start) as media:
        assert b"".join(media.blocks) == b"file"

    assert len(seen) == len(places) + 1
    assert all("authorization" not in request.headers for request in seen)


@pytest.mark.parametrize(
    ("start", "place"),
    [
        ("https://cdn.example.com/a", "http://cdn.example.com/a"),
        ("https://cdn.example.com/a", "http://127.0.0.1:9/a"),
        ("https://cdn.example.com/a", "file:///etc/passwd"),
        ("http://127.0.0.1:9/a", "http://10.0.0.1/a"),
        ("http://127.0.0.1:9/a", "ftp://127.0.0.1/a"),
        ("https://cdn.example.com/a", "https://[cdn/a"),
        ("https://cdn.example.com/a", "//[cdn/a"),
        ("https://cdn.example.com/a", "https://cdn.example.com:port/a"),
        ("http://127.0.0.1:9/a", "https://"),
    ],
)
def test_a_redirect_to_any_other_place_is_refused(start, place):
    source, seen = redirecting([place])

    with pytest.raises(ContractError), source.open(start):
        pass

    assert len(seen) == 1


def test_plain_http_from_another_machine_is_not_read():
    source, seen = redirecting([])

    with pytest.raises(ContractError), source.open("http://cdn.example.com/a"):
        pass

    assert seen == []


def test_a_loop_of_redirects_ends():
    source, seen = redirecting(["https://cdn.example.com/a"] * 50)

    with pytest.raises(ContractError), source.open("https://cdn.example.com/a"):
        pass

    assert len(seen) < 10
