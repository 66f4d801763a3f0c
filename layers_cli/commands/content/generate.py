"""`layers content generate`."""

from typing import Annotated, Literal

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    DownloadOption,
    DryRunOption,
    ForceNewOption,
    ForceOption,
    Format,
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
from layers_cli.services.jobs.generate import SubmitOptions
from layers_cli.services.jobs.requests import GenerateOptions


@command(
    changes=True,
    shape="JobRun",
    lists=True,
    prints=("JobRun[]", "Estimate"),
    examples=(
        "layers --sandbox content generate --hook 'Wait for it...'",
        "layers content generate --hook @hook.txt --variants 3 --download out",
        "layers content generate --hook 'So I tried it' --influencer inf_…",
        "layers content generate --hook 'POV: inbox zero' --no-watch --json",
        "layers content generate --hook @hook.txt --no-wait --handoff job.json",
    ),
)
def generate(
    context: CommandContext,
    hook: Annotated[
        list[str] | None,
        typer.Option(
            "--hook",
            metavar="TEXT",
            help="The words on the first slide, verbatim; @FILE reads a file, - reads stdin, @@"
            " begins a text with @. Repeat it for several creatives.",
        ),
    ] = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format", help="What to make. The API has no default; this is the command's."
        ),
    ] = Format["slideshow-builder"],
    variants: Annotated[
        int,
        typer.Option(
            "--variants", metavar="N", min=1, help="Containers per hook; each one is billed."
        ),
    ] = 1,
    media: Annotated[
        list[str] | None,
        typer.Option("--media", metavar="ID", help="Media of the project to use; repeatable."),
    ] = None,
    influencer: Annotated[
        str | None,
        typer.Option(
            "--influencer", metavar="ID", help="Who voices it; the project's own by default."
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account", metavar="ID", help="The social account whose influencer voices it."
        ),
    ] = None,
    watch: WatchOption = True,
    handoff: Annotated[
        str | None,
        typer.Option(
            "--handoff", metavar="FILE", help="Write what `jobs collect` needs; no key in it."
        ),
    ] = None,
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
    api_dialect: Annotated[
        Literal["auto", "content", "per-format"] | None,
        typer.Option("--api-dialect", help="The routes that create content."),
    ] = None,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Generate content from a hook and wait until it is ready."""
    after = result_options(
        context,
        *(timeout, download, name),
        watch=watch,
        sidecar=sidecar,
        force=force,
        preview=preview,
        web=web,
    )
    asked = (hook or (), format, variants, media or (), unescape, api_dialect, influencer, account)
    options = GenerateOptions(*asked)
    how = SubmitOptions(idempotency_key, force_new, max_credits, yes, handoff, force)
    run_generation(context, options, how, after, watch=watch, dry_run=dry_run)
