"""`layers jobs`, one module a command."""

from layers_cli.commands.jobs import cancel, collect, get, list, resume, watch
from layers_cli.commands.jobs.noun import noun

__all__ = ["cancel", "collect", "get", "list", "noun", "resume", "watch"]
