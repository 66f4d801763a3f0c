"""`layers ci`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("ci", "Write workflows that run layers in CI.")
