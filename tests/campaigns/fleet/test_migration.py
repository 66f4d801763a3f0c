"""`layers campaign migrate`: the tables as the owner makes them, and what workers then may."""

import os
import subprocess

import pytest

from layers_cli.formats.json_text import loads
from tests.campaigns.sandbox_process import layers_command

pytestmark = pytest.mark.slow


def migrate(url: str, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        layers_command("campaign", "migrate", *options),
        env={**os.environ, "LAYERS_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_owner_makes_the_tables_once(empty_database):
    first, second = migrate(empty_database, "--json"), migrate(empty_database, "--json")

    assert [loads(each.stdout)["created"] for each in (first, second)] == [True, False]
    assert (first.stderr, second.stderr) == ("", "")


def test_a_role_that_is_not_there_is_named_with_the_way_out(empty_database):
    refused = migrate(empty_database, "--application-role", "nobody")

    assert refused.returncode == 1
    assert 'role "nobody" does not exist' in refused.stderr
    assert "create role" in refused.stderr
    assert "Traceback" not in refused.stderr
