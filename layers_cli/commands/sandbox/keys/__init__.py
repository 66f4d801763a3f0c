"""`layers sandbox keys`, one module a command."""

from layers_cli.commands.sandbox.keys import kill, list, mint
from layers_cli.commands.sandbox.keys.noun import noun

__all__ = ["kill", "list", "mint", "noun"]
