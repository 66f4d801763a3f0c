"""`layers auth`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("auth", "Log in and out.")
