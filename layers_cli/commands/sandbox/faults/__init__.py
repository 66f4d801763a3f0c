"""`layers sandbox faults`, one module a command."""

from layers_cli.commands.sandbox.faults import add, clear, list, use
from layers_cli.commands.sandbox.faults.noun import noun

__all__ = ["add", "clear", "list", "noun", "use"]
