"""A client whose network is a function, and carriers of both kinds to real sockets."""

import ssl
from collections.abc import Callable

import httpx
import pytest
import trustme

from layers_cli.api.client import LayersClient
from layers_cli.api.direct import Direct, Origin
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.api.through_httpx import ThroughHttpx
from layers_cli.api.tls import ssl_context
from tests.api.exchanges import HEADERS
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


def carried_directly(base_url, headers=HEADERS):
    origin = Origin.of(base_url)
    assert origin
    return Direct(origin, headers)


def carried_by_httpx(base_url, headers=HEADERS):
    return ThroughHttpx(base_url, headers, transport=None)


@pytest.fixture(params=[carried_directly, carried_by_httpx], ids=["direct", "httpx"])
def carrier_to(request):
    """Make a carrier of either kind."""
    made = []

    def make(base_url, **given):
        made.append(request.param(base_url, **given))
        return made[-1]

    yield make
    for carrier in made:
        carrier.close()


@pytest.fixture
def direct_to():
    """Make a carrier of the ordinary kind."""
    made = []

    def make(base_url, headers=HEADERS):
        made.append(carried_directly(base_url, headers))
        return made[-1]

    yield make
    for carrier in made:
        carrier.close()


@pytest.fixture(params=[False, True], ids=["direct", "httpx"])
def connection_to(request):
    """Make a connection that either kind carries."""
    made = []

    def make(base_url, recorder=None, tries=0, key="lp_live_SECRET"):
        made.append(
            Session(
                base_url,
                key,
                recorder=recorder,
                retries=Retries(tries, pause=lambda _: None),
                transport=httpx.HTTPTransport(verify=ssl_context()) if request.param else None,
            )
        )
        return made[-1]

    yield make
    for connection in made:
        connection.close()


@pytest.fixture
def tls(monkeypatch, tmp_path):
    """A TLS server's context for `localhost`, whose authority is trusted."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    ssl_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    yield context
    ssl_context.cache_clear()
