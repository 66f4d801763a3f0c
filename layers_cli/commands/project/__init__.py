"""`layers project`, one module a command."""

from layers_cli.commands.project import create, get, list, update, use
from layers_cli.commands.project.noun import noun

__all__ = ["create", "get", "list", "noun", "update", "use"]
