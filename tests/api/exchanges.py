"""Requests, responses and what becomes of them, for tests on real sockets."""

import pytest

from layers_cli.api.errors import ConnectError, ContractError, ResponseLostError
from layers_cli.api.intents import PendingRequest
from tests.api.scripted_server import answer

CREATE = PendingRequest("POST", "/v1/projects/prj_1/content", b'{"format": "x"}', "key_1", "create")
STARTED = answer(b'{"jobId": "job_1"}')


def read(session, method="GET", path="/v1/whoami", **given):
    return session.request(method, path, retried=False, **{"read_seconds": 5.0, **given})


def chunked(*chunks, fields=(), end=b"0\r\n\r\n"):
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *fields, "", ""]
    return "\r\n".join(lines).encode() + b"".join(map(chunk, chunks)) + end


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def outcome(session, recorder):
    with pytest.raises((ConnectError, ResponseLostError, ContractError)) as caught:
        session.send(CREATE, read_seconds=0.3)
    [_, (noted, _)] = recorder.log
    return caught.value, noted
