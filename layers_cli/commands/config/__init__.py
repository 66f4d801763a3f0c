"""`layers config`, one module a command."""

from layers_cli.commands.config import get, list, path, set, unset
from layers_cli.commands.config.noun import noun

__all__ = ["get", "list", "noun", "path", "set", "unset"]
