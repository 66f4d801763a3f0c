"""What `auth`, `config` and `doctor` need beyond the settings: the places they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.config.resolution import Sources, load_sources
from layers_cli.config.settings import resolve

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext


def read_sources(context: CommandContext) -> Sources:
    """Read all places of settings for *context*."""
    return load_sources(
        context.flags,
        environ=context.environ,
        cwd=context.cwd,
        stdin=context.stdin,
        secret_stores=context.secret_stores,
    )


def profile_of(sources: Sources) -> str:
    """Return the name of the profile that counts, whether there is such a profile or not."""
    return str(resolve("profile", sources).value)
