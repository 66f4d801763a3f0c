"""`layers content`, one module a command."""

from layers_cli.commands.content import (
    approve,
    caption,
    download,
    generate,
    get,
    list,
    open,
    progress,
    reject,
    view,
)
from layers_cli.commands.content.noun import noun

__all__ = [
    "approve",
    "caption",
    "download",
    "generate",
    "get",
    "list",
    "noun",
    "open",
    "progress",
    "reject",
    "view",
]
