"""Which record of campaigns a command works with."""

from importlib.util import find_spec

from layers_cli.campaigns.errors import DatabaseExtraError
from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext

DATABASE_VARIABLE = "LAYERS_DATABASE_URL"
MODULES = ("dbos", "psycopg")


def open_store(context: CommandContext) -> CampaignStore:
    """Return the campaigns of this account, as a shared database or this machine's ledger has them.

    The database where `LAYERS_DATABASE_URL` names one. Raises `DatabaseError` where it cannot be.
    """
    if is_shared(context):
        return _shared_store(context)
    return context.ledger.campaigns(context.scope.server, context.scope.profile)


def is_shared(context: CommandContext) -> bool:
    """Whether campaigns are in a shared database, and workers ask for their rows."""
    return bool(context.environ.get(DATABASE_VARIABLE, "").strip())


def _shared_store(context: CommandContext) -> CampaignStore:
    require_extra()
    # It needs the extra, and starts in a third of a second.
    from layers_cli.services.campaigns.fleet.database import database_url
    from layers_cli.services.campaigns.fleet.store import FleetStore

    scope, url = context.scope, database_url(context.environ)
    return FleetStore(url, scope.server, scope.profile, scope.credential)


def require_extra() -> None:
    """Raise `DatabaseExtraError` unless the modules of the extra are there."""
    for module in MODULES:
        if find_spec(module) is None:
            raise DatabaseExtraError(module)
