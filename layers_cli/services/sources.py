"""What `auth`, `config` and `doctor` need beyond the settings: the places they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.config.resolution import Sources, gather
from layers_cli.config.settings import effective

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext


def read_sources(context: CommandContext) -> Sources:
    """Read all places of settings for *context*."""
    return gather(
        context.flags,
        environ=context.environ,
        cwd=context.cwd,
        stdin=context.stdin,
        keepers=context.keepers,
    )


def profile_of(sources: Sources) -> str:
    """Return the name of the profile that counts, whether there is such a profile or not."""
    return str(effective("profile", sources).value)
