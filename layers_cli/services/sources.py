"""Read the sources of settings, for commands that need more than the values."""

from layers_cli.config.resolution import Sources, load_sources
from layers_cli.config.settings import resolve
from layers_cli.context.context import CommandContext


def read_sources(context: CommandContext) -> Sources:
    """Return all sources of settings."""
    return load_sources(
        context.flags,
        environ=context.environ,
        cwd=context.cwd,
        stdin=context.stdin,
        secret_stores=context.secret_stores,
    )


def profile_of(sources: Sources) -> str:
    """Return the name of the effective profile, whether it exists or not."""
    return str(resolve("profile", sources).value)
