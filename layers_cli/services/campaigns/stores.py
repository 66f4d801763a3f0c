"""Which record of campaigns a command works with."""

from layers_cli.campaigns.store import CampaignStore
from layers_cli.context.context import CommandContext


def open_store(context: CommandContext) -> CampaignStore:
    """Return the campaigns of this account as this machine's ledger has them."""
    return context.ledger.campaigns(context.scope.server, context.scope.profile)
