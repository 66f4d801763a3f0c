"""`layers sandbox faults`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("faults", "Let calls fail, hang or get lost, to see what a program makes of it.")
