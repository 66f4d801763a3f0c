"""`layers media`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("media", "Keep what a project's content is made from: logo, screenshots, demo.")
