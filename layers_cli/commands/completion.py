"""`layers completion`: the script that lets a shell complete commands, options and ids."""

from enum import StrEnum
from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.completion import install as install_module
from layers_cli.completion import scripts
from layers_cli.context.context import CommandContext
from layers_cli.render import output


class Shell(StrEnum):
    """The shells there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


@command(
    examples=(
        "layers completion bash --install",
        'eval "$(layers completion bash)"',
        "layers completion fish | source",
    ),
)
def completion(
    context: CommandContext,
    shell: Annotated[
        Shell, typer.Argument(metavar="SHELL", help="One of: bash, zsh, fish, powershell.")
    ],
    install: Annotated[
        bool, typer.Option("--install", help="Put the script where the shell looks for it.")
    ] = False,
) -> None:
    """Print the script that completes commands, options and ids in a shell."""
    text = scripts.script(shell.value)
    if install:
        install_module.install(context, shell.value, text)
    elif context.out.choices.format in (output.Format.HUMAN, output.Format.IDS):
        context.out.line(text.rstrip("\n"))
    else:
        install_module.show(context, {"shell": shell.value, "script": text})
