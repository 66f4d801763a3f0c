"""`layers auth`, one module a command."""

from layers_cli.commands.auth import login, logout, status
from layers_cli.commands.auth.noun import noun

__all__ = ["login", "logout", "noun", "status"]
