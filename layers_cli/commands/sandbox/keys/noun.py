"""`layers sandbox keys`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("keys", "Mint, list and suspend the sandbox's keys.")
