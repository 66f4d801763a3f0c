"""`layers content again`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    ContainerArgument,
    DownloadOption,
    DryRunOption,
    ForceNewOption,
    ForceOption,
    IdempotencyKeyOption,
    MaxCreditsOption,
    NameOption,
    PreviewOption,
    SidecarOption,
    TimeoutOption,
    UnescapeOption,
    WatchOption,
    WebOption,
    YesOption,
)
from layers_cli.commands.generating import result_options, run_generation
from layers_cli.context.context import CommandContext
from layers_cli.services import batch
from layers_cli.services.jobs.again import take_options
from layers_cli.services.jobs.generate import SubmitOptions


@command(
    changes=True,
    shape="JobRun",
    lists=True,
    prints=("JobRun[]", "Estimate"),
    examples=(
        "layers content again cnt_… --hook 'A better hook'",
        "layers content again cnt_… --hook @hook.txt --variants 3 --max-credits 200",
        "layers content again cnt_… --hook 'A better hook' --dry-run",
    ),
)
def again(
    context: CommandContext,
    container_id: ContainerArgument,
    hook: Annotated[
        list[str],
        typer.Option(
            "--hook",
            metavar="TEXT",
            help="The hook of the new take; @FILE reads a file, - reads stdin. Repeat it for"
            " several takes.",
        ),
    ],
    variants: Annotated[
        int,
        typer.Option("--variants", metavar="N", min=1, help="Takes per hook; each one is billed."),
    ] = 1,
    watch: WatchOption = True,
    timeout: TimeoutOption = "20m",
    download: DownloadOption = None,
    name: NameOption = None,
    sidecar: SidecarOption = True,
    force: ForceOption = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
    dry_run: DryRunOption = False,
    max_credits: MaxCreditsOption = None,
    yes: YesOption = False,
    unescape: UnescapeOption = False,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Generate another take of a container, with another hook.

    Format, media and influencer stay. `content history` shows what came of which.
    """
    after = result_options(
        context,
        *(timeout, download, name),
        watch=watch,
        sidecar=sidecar,
        force=force,
        preview=preview,
        web=web,
    )
    old = context.api.get_content(batch.checked_id(container_id)).model
    options = take_options(context, old, hook, variants=variants, unescape=unescape)
    how = SubmitOptions(idempotency_key, force_new, max_credits, yes, take_of=old.id)
    run_generation(context, options, how, after, watch=watch, dry_run=dry_run)
