"""Clients whose network is a function, and sessions over real sockets."""

from collections.abc import Callable

import httpx
import pytest

from layers_cli.api.client import LayersClient
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from tests.api.recorder import MemoryRecorder

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


@pytest.fixture
def session_to():
    """Make a session that talks to real sockets."""
    made = []

    def make(base_url, recorder=None, tries=0, key="lp_live_SECRET"):
        retries = Retries(tries, pause=lambda _: None)
        made.append(Session(base_url, key, recorder=recorder, retries=retries))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def tls(trusted):
    """A TLS server's context for `localhost`, whose authority is trusted."""
    return trusted("localhost")
