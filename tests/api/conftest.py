"""A client whose network is a function: for answers that the sandbox never gives."""

from collections.abc import Callable

import httpx
import pytest

from layers_cli.api.client import LayersClient
from layers_cli.api.retries import Retries

from .recorder import MemoryRecorder

Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def client_for():
    """Make a client whose requests go to a function."""
    clients: list[LayersClient] = []

    def make(
        handler: Handler, *, base_url: str = "https://api.example.com", tries: int = 0
    ) -> LayersClient:
        client = LayersClient(
            base_url,
            "lp_live_SECRET",
            transport=httpx.MockTransport(handler),
            organization="org_1",
            recorder=MemoryRecorder(),
            retries=Retries(tries, pause=lambda _: None),
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
