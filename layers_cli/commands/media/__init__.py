"""`layers media`, one module a command."""

from layers_cli.commands.media import add, list, remove
from layers_cli.commands.media.noun import noun

__all__ = ["add", "list", "noun", "remove"]
