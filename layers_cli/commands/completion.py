"""`layers completion`: the script that lets a shell complete commands, options and ids."""

from enum import StrEnum
from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.completion import install as install_module
from layers_cli.completion import scripts
from layers_cli.completion.install import Installed
from layers_cli.context.context import CommandContext
from layers_cli.render.output import Format
from layers_cli.render.views.help import installed_panel


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
    shell: Annotated[Shell, typer.Argument(help="The shell to print it for.")],
    install: Annotated[
        bool, typer.Option("--install", help="Put the script where the shell looks for it.")
    ] = False,
) -> None:
    """Print the script that completes commands, options and ids in a shell."""
    text = scripts.script(shell.value)
    if install:
        _show_installed(context, install_module.install(shell.value, text, context.environ))
    elif context.out.choices.is_text:
        context.out.line(text.rstrip("\n"))
    else:
        data = {"shell": shell.value, "script": text}
        context.out.show(
            CombinedResult(data, Installed(shell.value, "", None, ())), installed_panel
        )


def _show_installed(context: CommandContext, done: Installed) -> None:
    """Print the file that was written, and say what changed."""
    if context.out.choices.format is Format.HUMAN:
        context.out.line(done.file)
    else:
        context.out.show(CombinedResult(done.data, done), installed_panel)
    for path in done.changed:
        context.out.note(f"Wrote {path}")
    context.out.note("Open a new shell to use it" if done.changed else "It was there already")
