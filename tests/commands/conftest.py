"""Machines and networks for the tests about money."""

from datetime import UTC, datetime, timedelta

import pytest

from layers_cli.ledger.ledger import Ledger
from tests.conftest import Layers
from tests.unreliable import Unreliable


@pytest.fixture
def ledger(tmp_path):
    """Read the ledger as a later process would: the one that wrote it has ended."""

    def entries():
        opened = Ledger(
            tmp_path / "state" / "ledger.db", owner="later", process_has_exited=lambda _: True
        )
        try:
            return opened.intents.newest()[::-1]
        finally:
            opened.close()

    return entries


@pytest.fixture
def slow(sandbox):
    """The sandbox, whose jobs take an hour of its clock, which stands still."""
    sandbox.settings.generation_seconds = 3600
    sandbox.set_clock(mode="frozen")
    return sandbox


@pytest.fixture
def unreliable(layers):
    """Run `layers` over a network that fails as told."""

    def make(*faults) -> tuple[Layers, Unreliable]:
        network = Unreliable(layers.transport, *faults)
        return Layers(layers.environ, layers.cwd, network, layers.pauses), network

    return make


@pytest.fixture
def a_day_later(layers, sandbox):
    """The same machine and the same server, 25 hours later or as many as are given."""

    def later(hours: int = 25) -> Layers:
        sandbox.set_clock(advance=hours * 3600 * 1000)
        now = datetime.now(UTC) + timedelta(hours=hours)
        return Layers(layers.environ, layers.cwd, layers.transport, layers.pauses, lambda: now)

    return later
