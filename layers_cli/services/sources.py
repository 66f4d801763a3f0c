"""What `auth`, `config` and `doctor` need beyond the settings: the places they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_cli.config.settings import effective
from layers_cli.config.sources import Sources, gather

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime


def read_sources(run: Runtime) -> Sources:
    """Read all places of settings for *run*."""
    return gather(run.flags, environ=run.environ, cwd=run.cwd, stdin=run.stdin, keepers=run.keepers)


def profile_of(sources: Sources) -> str:
    """Return the name of the profile that counts, whether there is such a profile or not."""
    return str(effective("profile", sources).value)
