"""Carry out decisions and show what became of them, for the commands that take a file of them."""

from collections.abc import Sequence

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import exit_with
from layers_cli.render.views.content import decision_table
from layers_cli.services.decisions import decide
from layers_cli.services.decisions.decide import DecideOptions


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
    rows = decide.plan(context, options)
    if dry_run:
        context.out.show_pages([ListPage([row.data for row in rows], rows)], decision_table)
        exit_with(decide.exit_code(rows))
        return
    report = decide.carry_out(context, rows, options)
    context.out.show_pages([report.listing], decision_table)
    report.raise_for_failures()
