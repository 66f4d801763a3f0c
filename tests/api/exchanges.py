"""Requests, answers and what becomes of them, for tests on real sockets."""

import select

import pytest

from layers_cli.api.errors import ConnectError, ContractError, ResponseLostError
from layers_cli.api.intents import PendingRequest
from layers_cli.api.wire import Outgoing
from tests.api.scripted_server import answer

CREATE = PendingRequest("POST", "/v1/projects/prj_1/content", b'{"format": "x"}', "key_1", "create")
STARTED = answer(b'{"jobId": "job_1"}')
HEADERS = {"User-Agent": "test", "Accept": "application/json", "Authorization": "Bearer k"}


def read(method="GET", path="/v1/whoami", *, headers=None, body=b"", seconds=5.0, **query):
    return Outgoing(method, path, headers or {}, seconds, query, body)


def chunked(*chunks, fields=(), end=b"0\r\n\r\n"):
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *fields, "", ""]
    return "\r\n".join(lines).encode() + b"".join(map(chunk, chunks)) + end


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def outcome(connection, recorder):
    with pytest.raises((ConnectError, ResponseLostError, ContractError)) as caught:
        connection.send(CREATE, read_seconds=0.3)
    [_, (noted, _)] = recorder.log
    return caught.value, noted


def settle(carrier):
    """Wait until what the server did after its answer has come."""
    for line in getattr(carrier, "_idle", ()):
        select.select([line.sock], [], [], 5)
