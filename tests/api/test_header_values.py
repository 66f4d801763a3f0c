"""Any header of a response gives an answer or an error of ours (issue 12, kind 13)."""

from contextlib import closing, suppress

import httpx
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api.errors import ApiError
from layers_cli.api.media import MediaSource
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.doctor.network import Network, ProbedAccount, check_network

NAMES = (
    *("Retry-After", "Date", "ETag", "X-Request-Id", "Content-Type", "Content-Length"),
    *("Content-Encoding", "Content-Range", "Last-Modified", "Location", "Set-Cookie"),
)
ODD = (
    *("inf", "nan", "-1", "1e400", "9" * 5000, "Thu, 01 Jan 0000 00:00:00 GMT", "²", "bytes 0-1/²"),
    *("Fri, 31 Dec 9999 23:59:59 -1200", "Sat, 01 Jan 0001 00:00:00 +1400", "bytes 5-4/*", '"x'),
    *("http://[::1", "//", "https://h:99999/", "\x00", "bytes 0-" + "9" * 30 + "/5", "é", ""),
    *("Mon, 99 Foo 2026 99:99:99 GMT", "gzip, gzip", "text/html; charset=\x1b[2J", "https://h/"),
)
VALUES = st.sampled_from(ODD) | st.text(st.characters(max_codepoint=255))
HEADERS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
STATUSES = st.sampled_from([200, 202, 206, 299, 304, 302, 307, 400, 407, 408, 416, 429, 500, 503])


def answering(status, headers, body):
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return httpx.MockTransport(
        lambda _: httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))
    )


@given(STATUSES, HEADERS, st.binary(max_size=20))
def test_api_answers_with_any_headers(status, headers, body):
    waits: list[float] = []
    session = Session(
        "https://api.example.com",
        "lp_live_SECRET",
        retries=Retries(1, pause=waits.append),
        transport=answering(status, headers, body),
    )
    with suppress(ApiError):
        assert session.request("GET", "/v1/whoami").status == status
    assert all(0 <= wait <= 60 for wait in waits)


@given(STATUSES, HEADERS, st.binary(max_size=20), st.sampled_from([0, 3]))
def test_media_with_any_headers(status, headers, body, start):
    transport = answering(status, headers, body)
    with (
        closing(MediaSource(transport=transport)) as source,
        suppress(ApiError),
        source.open("https://media.example/a", start=start, validator='"v"') as media,
    ):
        assert media.length is None or media.length >= 0
        assert media.start in (0, start)
        list(media.blocks)


@given(STATUSES, HEADERS, st.sampled_from([b'{"organizationId": "o"}', b"", b"<html>", b"[]"]))
def test_doctor_survives_any_headers(status, headers, body):
    world = Network(
        lambda: 1_776_513_600.0,
        answering(status, headers, body),
        lambda _: ["192.0.2.1"],
        lambda _: "TLSv1.3",
    )
    account = ProbedAccount("https://api.example.com", "lp_live_SECRET")

    found = [each.name for each in check_network(account, world)]
    assert found[:3] == ["proxy", "dns", "tls"]
