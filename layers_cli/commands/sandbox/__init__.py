"""`layers sandbox`, one module a command."""

from layers_cli.commands.sandbox import (
    logs,
    requests,
    reset,
    seed,
    serve,
    start,
    status,
    stop,
    verify,
)
from layers_cli.commands.sandbox.clock import noun as clock_noun
from layers_cli.commands.sandbox.faults import noun as faults_noun
from layers_cli.commands.sandbox.keys import noun as keys_noun
from layers_cli.commands.sandbox.noun import noun

noun.group(clock_noun)

noun.group(keys_noun)

noun.group(faults_noun)

__all__ = [
    "logs",
    "noun",
    "requests",
    "reset",
    "seed",
    "serve",
    "start",
    "status",
    "stop",
    "verify",
]
