"""Receivers of webhooks, and what they subscribe to."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.server.worker import Worker

ENDPOINTS = "/v1/webhook-endpoints"
URL = "http://127.0.0.1:9/hook"


class Receiver:
    """Takes deliveries and answers them with the statuses of its script, then with 200."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.script: list[int | Exception] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        said = self.script.pop(0) if self.script else 200
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]


@pytest.fixture
def receiver(sandbox) -> Receiver:
    receiver = Receiver()
    sandbox.webhook_transport = httpx.MockTransport(receiver)
    return receiver


@pytest.fixture
def subscribe(receiver, client) -> Callable[..., dict[str, Any]]:
    """Make an endpoint and return the answer to its create."""

    def _subscribe(*events: str, **more: Any) -> dict[str, Any]:
        body = {"url": URL, "events": list(events) or ["job.completed"]} | more
        response = client.post(ENDPOINTS, json=body)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return _subscribe


@pytest.fixture
def work(sandbox, receiver) -> Callable[[], int]:
    """Do and deliver what is due, with the receiver at the other end."""
    return lambda: Worker(sandbox).run_until_idle()


@pytest.fixture
def delivery(client) -> Callable[..., dict[str, Any]]:
    """Read an endpoint's latest delivery."""

    def _delivery(endpoint: dict[str, Any]) -> dict[str, Any]:
        rows = client.get(f"{ENDPOINTS}/{endpoint['endpoint']['id']}/deliveries").json()["items"]
        latest: dict[str, Any] = rows[0]
        return latest

    return _delivery


def marks(request: httpx.Request, secret: str) -> tuple[bool, int]:
    """Check a signature as the webhooks page tells receivers to; return it and how many came."""
    stamp, *given = request.headers["X-Layers-Signature"].split(",")
    signed = stamp.removeprefix("t=").encode() + b"." + request.content
    mark = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return mark in given, len(given)
