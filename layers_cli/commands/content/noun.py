"""`layers content`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("content", "Generate, look at, review and download content.")
