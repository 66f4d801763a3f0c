"""A ledger of its own for each test, with a clock that stands still."""

import pytest

from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import Intent


@pytest.fixture
def open_ledger(tmp_path):
    """Open the test's ledger; several times for several processes."""
    opened: list[Ledger] = []

    def make(**more) -> Ledger:
        given = {"clock": lambda: 1_000_000.0, **more}
        opened.append(Ledger(tmp_path / "state" / "ledger.db", **given))
        return opened[-1]

    yield make
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(open_ledger):
    return open_ledger()


def intent(key="k", **more) -> Intent:
    given = {
        "method": "POST",
        "path": "/v1/projects/prj_1/content",
        "body": b'{"format": "slideshow-builder", "hook": "hi"}',
        "kind": "create",
        "server": "api.example.com",
        "profile": "default",
        "credential": "c1",
        "run": key,
        "request_hash": "f1",
        "command": ("content", "generate"),
        "project": "prj_1",
        "format": "slideshow-builder",
        "hook": "hi",
        "containers": 1,
    }
    return Intent(key=key, **{**given, **more})
