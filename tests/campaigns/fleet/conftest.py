"""PostgreSQL for the tests of this folder: required in CI, skipped by name elsewhere."""

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if find_spec("dbos") is None or sys.platform == "win32":  # where the server is run by a service
    collect_ignore_glob = ["test_*.py"]
else:
    from tests.campaigns.fleet import postgres

if TYPE_CHECKING:
    from tests.campaigns.fleet.postgres import Postgres

_numbers = count(1)
_TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def server() -> "Iterator[Postgres]":
    """One server for all tests of this process: to make one takes seconds."""
    if postgres.programs() is None:
        if os.environ.get("CI"):
            pytest.fail(postgres.MISSING)
        pytest.skip(postgres.MISSING)
    # Not pytest's folder: only root may enter that, and a socket's path is short.
    with tempfile.TemporaryDirectory(prefix="layers-pg-") as folder:
        Path(folder).chmod(0o755)
        with postgres.running(Path(folder) / "server") as server:
            yield server


@pytest.fixture
def empty_database(server: "Postgres") -> Iterator[str]:
    """The URL of a new database without tables, as its owner."""
    name = f"camp{next(_numbers)}"
    server.execute(f"create database {name}")
    yield server.url(name)
    server.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def template(server: "Postgres") -> str:
    """The name of a database with all tables, to be copied: to make them takes seconds."""
    from layers_cli.services.campaigns.fleet.migration import migrate

    server.execute(f"create database {_TEMPLATE}")
    server.execute("create role worker login")
    migrate(server.url(_TEMPLATE), "worker")
    return _TEMPLATE


@pytest.fixture
def database(server: "Postgres", template: str) -> Iterator[str]:
    """The URL of a new database with all tables, for the role that workers have."""
    name = f"camp{next(_numbers)}"
    server.execute(f"create database {name} template {template}")
    yield server.url(name, "worker")
    server.execute(f"drop database {name} with (force)")
