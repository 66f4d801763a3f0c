"""`layers jobs`."""

from __future__ import annotations

from layers_cli.commands.tree import Noun

noun = Noun("jobs", "Watch, read, resume and cancel generation jobs.")
