"""`layers completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from layers_cli.commands.tree import Noun

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime

verbs = Noun("", "")

VARIABLE = "_LAYERS_COMPLETE"


class Shell(str, Enum):
    """The shells there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@verbs.command(
    "completion",
    examples=("layers completion bash > ~/.local/share/bash-completion/completions/layers",),
)
def completion(
    run: Runtime,
    shell: Annotated[Shell, typer.Argument(help="The shell to complete in.")],
) -> None:
    """Print the script that completes commands and options in a shell."""
    run.out.line(script(shell.value))


def script(shell: str) -> str:
    """Return the completion script for *shell*; it asks `layers` itself at each TAB."""
    from typer._completion_shared import get_completion_script

    return str(get_completion_script(prog_name="layers", complete_var=VARIABLE, shell=shell))
