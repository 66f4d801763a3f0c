"""Whether the extra `campaigns` is installed; nothing of it is imported to find out."""

from importlib.util import find_spec

from layers_cli.campaigns.errors import DatabaseExtraError

MODULES = ("dbos", "psycopg")


def require_extra() -> None:
    """Raise `DatabaseExtraError` unless the modules of the extra are there."""
    for module in MODULES:
        if find_spec(module) is None:
            raise DatabaseExtraError(module)
