"""Machines and networks for the tests about money."""

from datetime import UTC, datetime, timedelta

import pytest

from layers_cli.campaigns.keys import digest_of
from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.store import AppliedRow
from layers_cli.ledger.ledger import Ledger
from layers_cli.services.campaigns import planning
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


@pytest.fixture
def planned(layers):
    """Plan a sheet with this content."""

    def run(content: str | bytes, *more: str, name: str = "hooks.csv", server=layers):
        content = content.encode() if isinstance(content, str) else content
        (layers.cwd / name).write_bytes(content)
        return server("campaign", "plan", name, "--json", *more)

    return run


@pytest.fixture
def applied(monkeypatch):
    """Take a plan file for one that was applied, every row of it."""
    rows: dict[str, AppliedRow] = {}

    class Store:
        def applied(self, campaign):
            return iter(rows.values())

    def take(path):
        for row in read_plan(path).rows():
            if row.is_asked_for:
                made = (f"cnt_{row.name}-{row.take}",)
                rows[row.name] = AppliedRow(row.name, digest_of(row), row.take, row.key, made)

    monkeypatch.setattr(planning, "open_store", lambda context: Store())
    return take
