"""`layers auth login`."""

from typing import Annotated

import typer

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import auth as views
from layers_cli.services import accounts


@command(
    shape="KeyReport",
    examples=(
        "layers auth login",
        "layers auth login --profile work --with-token < key.txt",
        "layers auth login --keyring",
    ),
)
def login(
    context: CommandContext,
    with_token: Annotated[
        bool, typer.Option("--with-token", help="Read the key from standard input.")
    ] = False,
    keyring: Annotated[
        bool,
        typer.Option("--keyring", help="Keep it in the system's keyring, not in config.toml."),
    ] = False,
) -> None:
    """Check an API key and keep it in a profile."""
    may_ask = not context.out.choices.no_input
    report = accounts.log_in(context, with_token=with_token, keyring=keyring, may_ask=may_ask)
    context.out.show(CombinedResult(report.data, report), views.login_panel)
    if warning := accounts.environment_warning(context, "takes precedence over the profile"):
        context.out.warn(warning)
    for step in accounts.next_steps(context, report.profile):
        context.out.hint(step)
