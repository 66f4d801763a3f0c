"""`layers ci`, one module a command."""

from layers_cli.commands.ci import init
from layers_cli.commands.ci.noun import noun

__all__ = ["init", "noun"]
