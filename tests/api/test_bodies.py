"""Broken and hostile bodies are read where that is safe, else refused (issue 12, kind 13)."""

import gzip
import json
import time
import zlib
from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.api import transport
from layers_cli.api.endpoints.lists import MOST_EMPTY_PAGES
from layers_cli.api.errors import (
    ApiError,
    ContractError,
    RateLimitError,
    ResponseLostError,
    ServerError,
    WebPageError,
)
from layers_cli.api.session import Session
from layers_cli.formats.json_text import MOST_DEPTH, loads, tidied
from tests.api.exchanges import CREATE, read
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, scripted
from tests.strict_json import strict_json

CONTAINER = {"id": "cnt_1", "status": "completed", "hook": "Wait … \U0001f600"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"]))
def test_json_in_any_encoding_becomes_json_that_every_program_reads(value, encoding):
    found = tidied(json.dumps({"v": value}, ensure_ascii=False).encode(encoding, "surrogatepass"))

    assert strict_json(found).keys() == {"v"}


@given(st.binary())
def test_any_bytes_are_read_or_refused(content):
    assert tidied(content) is not None
    try:
        loads(content)
    except ValueError:
        assert tidied(content) == content


@pytest.mark.parametrize("text", ['"NaN, Infinity"', '{"a": "1e400"}', "1" + "0" * 30, '"\\ud83d"'])
def test_sound_json_is_passed_on_byte_for_byte(text):
    assert tidied(text.encode()) == text.encode()


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "-1e999", "9" * 400 + ".0"])
def test_number_that_is_none_is_null(number):
    assert loads(b'{"a": [%s, 1.5]}' % number.encode()) == {"a": [None, 1.5]}


@pytest.mark.parametrize("depth", [MOST_DEPTH + 1, 300, 50_000])
@pytest.mark.parametrize("pair", [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"]": "}", "a":', b"}]")])
def test_deep_nesting_is_refused(depth, pair):
    with pytest.raises(ValueError, match="deep"):
        loads(pair[0] * depth + b"1" + pair[1] * depth)


@pytest.mark.parametrize("text", ["[" * 500, "]}" * 500, "{[" * 200 + "(" * 200])
def test_brackets_in_a_text_are_no_nesting(text):
    assert loads(json.dumps({"a": [text]}).encode()) == {"a": [text]}


@pytest.mark.parametrize(
    "packed",
    [
        ("deflate", zlib.compress),
        ("identity", bytes),
        ("GZIP", gzip.compress),
    ],
)
def test_packing_that_can_be_undone_is(session_to, packed):
    name, pack = packed
    body = json.dumps(CONTAINER).encode()
    with scripted(answer(pack(body), f"Content-Encoding: {name}")) as server:
        assert read(session_to(server.base)).content == body


@pytest.mark.parametrize("name", ["br", "zstd", "compress", "aes128gcm", "gzip, br", "gzip, gzip"])
def test_packing_that_nobody_asked_for_is_refused_by_name(session_to, name):
    body = answer(b"{}", f"Content-Encoding: {name}")
    with scripted(body) as server, pytest.raises(ContractError, match="packed"):
        read(session_to(server.base))


@pytest.mark.parametrize(("status", "kind"), [("429 No", RateLimitError), ("503 No", ServerError)])
@pytest.mark.parametrize("fields", ["Content-Encoding: br", "Content-Encoding: gzip"])
def test_status_counts_even_where_the_body_cannot_be_read(session_to, status, kind, fields):
    recorder = MemoryRecorder()
    with scripted(answer(b"x", fields, status=status)) as server, pytest.raises(kind) as caught:
        session_to(server.base, recorder).send(CREATE)

    assert caught.value.maybe_executed is (kind is ServerError)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("page", ["\n <!DOCTYPE html><title>Wi-Fi</title>", "<html>"])
def test_login_page_is_called_what_it_is(client_for, page, encoding):
    client = client_for(lambda _: httpx.Response(200, content=page.encode(encoding)))

    with pytest.raises(WebPageError, match="captive portal"):
        client.whoami()
    with pytest.raises(WebPageError, match="captive portal"):
        client.create_content(CREATE)


KEY = "lp_live_ABCDEFGH_se/cret+x"


@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "200 lp_live_ABCDEFGH_se/cret+x"])
def test_key_that_a_server_echoes_is_masked_everywhere(session_to, status):
    said = {
        "error": {"code": KEY, "message": f"not {KEY}", "requestId": KEY, "details": {"k": KEY}}
    }
    body = json.dumps({**said, "again": said}).encode()
    with scripted(answer(body, f"X-Request-Id: {KEY}", f"X-Key: {KEY}", status=status)) as server:
        try:
            got = repr(read(session_to(server.base, key=KEY)))
        except ApiError as exc:
            got = repr(exc) + repr(vars(exc))

    assert "se/cret" not in got


ESCAPES = st.sampled_from([chr, "\\u{:04x}".format, "\\u{:04X}".format])


@given(
    st.lists(ESCAPES, min_size=len(KEY), max_size=len(KEY)), st.sampled_from(["k", "é", "\ud800"])
)
def test_key_is_masked_however_json_escapes_it(escapes, other):
    echoed = "".join(escape(ord(c)) for escape, c in zip(escapes, KEY, strict=True))
    body = json.dumps({other: "Bearer KEY", "KEY": [other]}).replace("KEY", echoed).encode()
    network = httpx.MockTransport(lambda _: httpx.Response(200, content=body))

    got = Session("https://api.example.com", KEY, transport=network).request("GET", "/v1/whoami")

    assert strict_json(got.content) == {other: "Bearer ***", "***": [other]}


def test_escapes_that_spell_no_key_are_passed_on_byte_for_byte(session_to):
    body = rb'{"a": "\u0026 \u006c", "b":1.50}'
    with scripted(answer(body)) as server:
        assert read(session_to(server.base, key=KEY)).content == body


def test_broken_response_that_holds_the_key_is_reported_without_it(session_to):
    # Whatever is raised is looked at.
    with scripted(f"{KEY}\r\n\r\n".encode()) as server, pytest.raises(Exception) as caught:  # noqa: PT011
        read(session_to(server.base, key=KEY))

    assert "cret" not in str(caught.value)


@pytest.mark.parametrize("key", ["k", "id"])
def test_short_word_as_key_hides_nothing(session_to, key):
    with scripted(answer(b'{"id": "k"}')) as server:
        assert read(session_to(server.base, key=key)).content == b'{"id": "k"}'


def pages(*cursors):
    """A client's handler: a list with these cursors, the last one again and again."""
    left = list(cursors)

    def handle(request):
        cursor = left.pop(0) if len(left) > 1 else left[0]
        cursor = cursor(request) if callable(cursor) else cursor
        return httpx.Response(200, json={"items": [], "nextCursor": cursor})

    return handle


@pytest.mark.parametrize(
    "cursors",
    [
        ("a", "a"),
        ("a", "b", "c", "a"),
        (lambda request: request.url.params.get("cursor", "") + "a",),
    ],
)
def test_list_that_never_ends_is_stopped(client_for, cursors):
    with pytest.raises(ContractError, match="does not end") as caught:
        list(client_for(pages(*cursors)).list_projects())

    assert caught.value.status == 200


def test_list_with_many_empty_pages_is_read_to_its_end(client_for):
    cursors = [str(number) for number in range(MOST_EMPTY_PAGES - 1)]

    assert len(list(client_for(pages(*cursors, None)).list_projects())) == MOST_EMPTY_PAGES


@pytest.mark.parametrize("cursor", [{"a": 1}, ["x"], True, 1.5, "\ud83d"])
def test_cursor_that_is_no_text_is_refused(client_for, cursor):
    def handle(_):
        return httpx.Response(200, content=json.dumps({"items": [], "nextCursor": cursor}).encode())

    with pytest.raises(ContractError):
        list(client_for(handle).list_projects())


def test_number_as_cursor_is_taken(client_for):
    asked = []

    def handle(request):
        asked.append(request.url.params.get("cursor"))
        return httpx.Response(200, json={"items": [], "nextCursor": None if asked[1:] else 7})

    assert len(list(client_for(handle).list_projects())) == 2
    assert asked == [None, "7"]


def drip(data):
    """Send byte by byte for as long as somebody listens."""

    def turn(connection):
        with suppress(OSError):
            for byte in data:
                connection.sendall(bytes([byte]))
                time.sleep(0.01)

    return turn


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5000,
        answer(b"x" * 5000),
        b"HTTP/1.1 100 Continue\r\n" * 99,
    ],
)
def test_response_that_drips_for_ever_ends(session_to, data):
    with scripted(drip(data)) as server, pytest.raises(ResponseLostError, match="in time"):
        read(session_to(server.base), read_seconds=0.05)


def test_slow_response_within_its_time_is_read(session_to):
    with scripted(drip(answer(b"{}"))) as server:
        assert read(session_to(server.base), read_seconds=5.0).content == b"{}"


@pytest.mark.parametrize(
    "body",
    [b"x" * 40_000, gzip.compress(b"x" * 40_000), gzip.compress(b"") + b"\0" * 40_000],
    ids=["plain", "packed", "zeros behind a packed one"],  # what is packed holds the time
)
def test_body_has_a_bound_packed_or_not(session_to, monkeypatch, body):
    monkeypatch.setattr(transport, "MAX_BODY_BYTES", 20_000)
    fields = ["Content-Encoding: gzip"] if body[:2] == b"\x1f\x8b" else []
    with scripted(answer(body, *fields)) as server, pytest.raises(ContractError, match="more than"):
        read(session_to(server.base))
