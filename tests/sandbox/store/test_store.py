"""The data folder: versions, full disks, and what may not happen twice."""

import sqlite3
from contextlib import closing

import pytest

from layers_cli.sandbox.store import ContainerFilter, Store, StoreVersionError
from layers_cli.sandbox.store.schema import MIGRATIONS, SCHEMA
from layers_cli.sandbox.testing import open_sandbox
from tests.platforms import posix_only
from tests.sandbox.conftest import error_of, make_client


def test_a_folder_of_a_newer_version_is_rejected_unchanged(tmp_path):
    open_sandbox(tmp_path).close()
    path = tmp_path / "sandbox.db"
    database = sqlite3.connect(path)
    database.execute("pragma user_version = 99")
    database.close()
    before = path.read_bytes()

    with pytest.raises(StoreVersionError, match="99"):
        open_sandbox(tmp_path)

    assert path.read_bytes() == before


@posix_only
def test_the_database_is_private_even_in_an_open_folder(tmp_path):
    tmp_path.chmod(0o755)

    sandbox = open_sandbox(tmp_path)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("sandbox.db*")}
    assert set(modes.values()) == {0o600}
    sandbox.close()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "sandbox.db").write_bytes(b"not a database" * 100)

    with pytest.raises(sqlite3.DatabaseError):
        open_sandbox(tmp_path)


def test_a_start_killed_before_the_seed_is_complete_seeds_again(tmp_path):
    Store(tmp_path / "sandbox.db").close()

    sandbox = open_sandbox(tmp_path)

    assert sandbox.store.projects.count() == 2
    sandbox.close()


def test_the_seeded_key_stays_the_same_and_differs_between_folders(tmp_path):
    first = open_sandbox(tmp_path / "a")
    key = first.key
    first.close()
    again, other = open_sandbox(tmp_path / "a"), open_sandbox(tmp_path / "b")

    assert again.key == key != other.key
    assert again.project == other.project
    assert key.startswith("lp_test_")
    assert (len(key.split("_", 3)[2]), len(key.split("_", 3)[3])) == (16, 43)
    again.close()
    other.close()


def test_a_container_cannot_be_billed_or_refunded_twice(sandbox, create, client):
    create()
    client.get("/v1/whoami")
    row = sandbox.store.containers.page(sandbox.project, ContainerFilter(), limit=1)[0]

    with pytest.raises(sqlite3.IntegrityError):
        sandbox.store.credits.add(sandbox.organization, "usage", -50, now=0, container=row)
    sandbox.store.credits.refund(row, now=0)
    with pytest.raises(sqlite3.IntegrityError):
        sandbox.store.credits.refund(row, now=0)


def test_a_full_disk_is_reported_and_nothing_is_lost(sandbox):
    """SQLite is given no room to grow: the same error as a full disk."""
    client = make_client(sandbox, working=False)
    body = {"format": "slideshow-builder", "hook": "x" * 2000, "variantCount": 10}
    pages = sandbox.store._db.value("pragma page_count")
    sandbox.store._db.run(f"pragma max_page_count = {pages}")

    response = client.post(f"/v1/projects/{sandbox.project}/content", json=body)

    assert error_of(response) == (507, "STORAGE_UNWRITABLE")
    assert client.get("/v1/credits").json()["balance"] == 100_000
    sandbox.store._db.run("pragma max_page_count = 1000000")
    assert client.post(f"/v1/projects/{sandbox.project}/content", json=body).status_code == 202
    assert sandbox.store._db.value("pragma integrity_check") == "ok"


def test_a_nested_transaction_is_rolled_back_with_the_outer_one(sandbox):
    def fail() -> None:
        with sandbox.store.transaction():
            with sandbox.store.transaction():
                sandbox.store.settings.put("x", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert sandbox.store.settings.get("x") is None


def test_a_store_of_the_first_version_gets_what_came_later_and_keeps_its_rows(tmp_path):
    path = tmp_path / "sandbox.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA.removesuffix("".join(MIGRATIONS)))
        database.executescript(
            "insert into setting values ('seed', '\"kept\"'); pragma user_version = 1;"
        )

    store = Store(path)

    assert store.settings.get("seed") == "kept"
    assert store.keywords.latest("prj_1") is None
    store.close()
    Store(path).close()


def test_balance_takes_as_many_steps_however_many_rows_there_are(sandbox):
    credits_ = sandbox.store.credits
    steps: list[None] = []
    connection = credits_._db._db

    def counted(rows: int) -> int:
        for _ in range(rows):
            credits_.add(sandbox.organization, "top_up", 1, now=0)
        steps.clear()
        connection.set_progress_handler(lambda: steps.append(None), 1)
        assert credits_.balance(sandbox.organization) > rows
        connection.set_progress_handler(None, 1)
        return len(steps)

    assert counted(10) == counted(300)
