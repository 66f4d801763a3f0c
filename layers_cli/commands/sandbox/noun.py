"""`layers sandbox`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("sandbox", "Run the local stand-in for the API.")
