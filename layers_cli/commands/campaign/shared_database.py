"""The shared database that commands of campaigns use, from the environment alone."""

from layers_cli.context.context import CommandContext
from layers_cli.services.campaigns.stores import require_extra


def database_url(context: CommandContext) -> str:
    """Return the URL of the database; raises `DatabaseError` without the extra, or without one."""
    require_extra()
    from layers_cli.services.campaigns.fleet import database  # it needs the extra

    return database.database_url(context.environ)
