"""`layers content decide`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import MaxCreditsOption, YesOption
from layers_cli.commands.decisions import decide_file
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.services.decisions.decide import DecideOptions


@command(
    changes=True,
    shape="Decision",
    lists=True,
    examples=(
        "layers content decide decisions.jsonl -n",
        "layers content decide decisions.csv --yes",
        "layers content decide --resume",
    ),
)
def decide(
    context: CommandContext,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="JSON lines or CSV: id, decision (approve or reject), reason, note, newHook,"
            " reviewer, at; - is stdin.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Make what earlier runs decided and did not send.")
    ] = False,
    results: Annotated[
        str | None,
        typer.Option("--results", metavar="FILE", help="Report here, not beside FILE."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show what would happen; send nothing.")
    ] = False,
    max_credits: MaxCreditsOption = None,
    yes: YesOption = False,
) -> None:
    """Make the decisions of a file, each once: approve, reject, or try again."""
    if resume == (file is not None):
        raise UsageError(
            "Name a file of decisions, or say --resume",
            hint="layers content decide decisions.jsonl",
            param="FILE",
        )
    options = DecideOptions(file, None, results, yes, max_credits)
    decide_file(context, options, dry_run=dry_run)
