"""`layers project`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("project", "List, create, change and choose projects.")
