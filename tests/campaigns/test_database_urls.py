"""Where the shared database is, what is said of it, and what a command needs for it."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_cli.campaigns.errors import DatabaseExtraError, NoDatabaseError
from layers_cli.services.campaigns import stores

database = pytest.importorskip(
    "layers_cli.services.campaigns.fleet.database", reason="the extra `campaigns` is not installed"
)
engine = pytest.importorskip(
    "layers_cli.services.campaigns.fleet.engine", reason="the extra `campaigns` is not installed"
)


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"LAYERS_DATABASE_URL": "postgres://u@h/camp"}, "postgresql://u@h/camp"),
        (
            {"LAYERS_DATABASE_URL": "postgresql://u@h", "PGDATABASE": "camp"},
            "postgresql://u@h/camp",
        ),
        ({"PGHOST": "h", "PGDATABASE": "camp"}, "postgresql:///camp"),
        ({"PGHOST": "h", "PGUSER": "ann"}, "postgresql:///ann"),
    ],
)
def test_a_url_is_completed_from_the_environment_as_libpq_does(environ, url):
    assert database.database_url(environ) == url


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LAYERS_DATABASE_URL": "mysql://u:s3cret@h/x"},
        {"LAYERS_DATABASE_URL": "postgresql://h"},
        {"LAYERS_DATABASE_URL": "postgresql://u:s3cret@[::1/x"},
    ],
)
def test_a_database_that_is_not_named_is_refused_without_its_secrets(environ):
    with pytest.raises(NoDatabaseError) as refused:
        database.database_url(environ)

    assert "s3cret" not in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize("text", ["cannot reach {url}", "the password was {password}, it seems"])
def test_neither_url_nor_password_is_ever_told(text):
    url = "postgresql://ann:s3cret@db/camp"

    told = database.masked(text.format(url=url, password="s3cret"), url)

    assert "s3cret" not in told


@given(st.floats(min_value=0.1, max_value=100_000))
def test_the_limiter_keeps_the_rate_in_small_portions(per_minute):
    limiter = engine.Limits(per_minute, 1).limiter

    assert limiter["limit"] / limiter["period"] * 60 == pytest.approx(per_minute)
    assert limiter["limit"] >= 1
    assert limiter["limit"] == 1 or limiter["period"] < 0.5


def test_without_the_extra_the_error_names_the_line_that_installs_it(layers, monkeypatch):
    monkeypatch.setattr(stores, "MODULES", ("no_such_module",))

    refused = layers("campaign", "worker")

    assert refused.code == 2
    assert "no_such_module" in refused.err
    assert "pip install 'layers-cli[campaigns]'" in refused.err
    with pytest.raises(DatabaseExtraError):
        stores.require_extra()


def test_no_other_command_loads_the_extra(layers):
    before = set(sys.modules)

    assert layers("campaign", "worker").code == 2  # no database is named

    assert "dbos" not in set(sys.modules) - before
