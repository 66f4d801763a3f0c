"""`layers sandbox clock`, one module a command."""

from layers_cli.commands.sandbox.clock import advance, freeze, resume, scale, show
from layers_cli.commands.sandbox.clock.noun import noun

__all__ = ["advance", "freeze", "noun", "resume", "scale", "show"]
