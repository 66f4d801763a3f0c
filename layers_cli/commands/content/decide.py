"""`layers content decide`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.cli.options import MaxCreditsOption, YesOption
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import exit_with
from layers_cli.render.views.content import decision_table
from layers_cli.services.decisions import decide as service
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
        bool, typer.Option("--resume", help="Send what earlier runs decided and did not send.")
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
    """Carry out the decisions in a file, each once: approve, reject, or try again."""
    if resume == (file is not None):
        raise UsageError(
            "Name a file of decisions, or say --resume",
            hint="layers content decide decisions.jsonl",
            param="FILE",
        )
    options = DecideOptions(file, None, results, yes, max_credits)
    decide_file(context, options, dry_run=dry_run)


def check_one_source(ids: Sequence[str] | None, file: str | None, **texts: str | None) -> None:
    """Raise `UsageError` unless there are either *ids* or a *file*, which has its own *texts*."""
    if bool(ids) == (file is not None):
        raise UsageError(
            "Name containers, or a file of decisions with --from",
            hint="list those that wait: layers content list --approval pending",
            param="ID",
        )
    for name in [name for name, text in texts.items() if file is not None and text is not None]:
        raise UsageError(
            f"--{name} and --from cannot be combined: each line of the file has its own",
            hint=f"leave out --{name}",
            param=name,
        )


def decide_file(context: CommandContext, options: DecideOptions, *, dry_run: bool = False) -> None:
    """Carry out the file of *options* and show each line; with *dry_run*, what would become of it.

    Raises the error for lines that were not carried out.
    """
    rows = service.plan(context, options)
    if dry_run:
        context.out.show_pages([ListPage([row.data for row in rows], rows)], decision_table)
        exit_with(service.exit_code(rows))
        return
    report = service.carry_out(context, rows, options)
    context.out.show_pages([report.listing], decision_table)
    report.raise_for_failures()
