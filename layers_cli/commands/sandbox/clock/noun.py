"""`layers sandbox clock`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("clock", "Read, stop, move and speed up the sandbox's clock.")
