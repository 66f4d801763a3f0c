"""`layers config`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("config", "Read and change settings.")
