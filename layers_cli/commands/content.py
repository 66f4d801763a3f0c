"""`layers content`: generate, look at, review and download creatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument, option
from layers_cli.commands.options import (
    AllOption,
    ContainerArgument,
    ContainersArgument,
    CursorOption,
    DownloadOption,
    DryRunOption,
    ForceNewOption,
    ForceOption,
    IdempotencyKeyOption,
    LimitOption,
    MaxCreditsOption,
    NameOption,
    PreviewOption,
    SidecarOption,
    TimeoutOption,
    WebOption,
    YesOption,
)
from layers_cli.commands.tree import Noun
from layers_cli.errors import exceptions
from layers_cli.inputs import input_files, timestamps
from layers_cli.render.views import content, lists
from layers_cli.services import batch
from layers_cli.services import preview as preview_service
from layers_cli.services.jobs import budget, requests, submit, wait
from layers_cli.services.jobs import handoff as handoff_service
from layers_cli.services.transfers import download as download_service

if TYPE_CHECKING:
    from layers_cli.context.context import Runtime

noun = Noun("content", "Generate, look at, review and download content.")


@noun.command(
    "generate",
    shape="JobRun",
    also=("items",),
    prints=("JobRun", "JobRun[]", "Estimate"),
    examples=(
        "layers --sandbox content generate --hook 'Wait for it...'",
        "layers content generate --hook @hook.txt --variants 3 --download out",
        "layers content generate --hook 'POV: inbox zero' --no-watch --json",
        "layers content generate --hook @hook.txt --no-wait --handoff job.json",
    ),
)
def generate(
    run: Runtime,
    hook: Annotated[
        list[str] | None,
        option(
            "--hook",
            metavar="TEXT",
            help="The words on the first slide, verbatim; @FILE reads a file, - reads stdin, @@"
            " begins a text with @. Repeat it for several creatives.",
        ),
    ] = None,
    format: Annotated[
        str,
        option("--format", help="What to make. The API has no default; this is the command's."),
    ] = "slideshow-builder",
    variants: Annotated[
        int, option("--variants", min=1, help="Containers per hook; each one is billed.")
    ] = 1,
    media: Annotated[
        list[str] | None,
        option("--media", metavar="ID", help="Media of the project to use; repeatable."),
    ] = None,
    watch: Annotated[
        bool,
        option("--watch/--no-watch", " /--no-wait", help="Wait for the result, or only start it."),
    ] = True,
    handoff: Annotated[
        str | None,
        option("--handoff", metavar="FILE", help="Write what `jobs collect` needs; no key in it."),
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
    unescape: Annotated[
        bool, option("--unescape", help=r"Turn the two characters \n into a line break.")
    ] = False,
    api_dialect: Annotated[
        str | None,
        option("--api-dialect", metavar="NAME", help="Create by: auto, content or per-format."),
    ] = None,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Generate content from a hook and wait until it is there."""
    patience = timestamps.seconds(timeout)
    if download and not watch:
        raise exceptions.UsageError("--download needs the result", hint="leave out --no-watch")
    delivery = download_service.asked_for(download, name=name, force=force, with_sidecar=sidecar)
    orders = requests.settle_orders(
        run,
        hook or (),
        format=format,
        variants=variants,
        media=media or (),
        idempotency_key=idempotency_key,
        unescape=unescape,
        force_new=force_new,
        delivery=delivery,
        recorded=not dry_run,
    )
    if dry_run:
        wait.show_estimate(run, orders, dialect=api_dialect)
        return
    budget.guard(run, orders, budget.limits(run, most=max_credits, agreed=yes))
    file = handoff_service.checked_path(run, handoff, force=force)
    replies = handoff_service.place(run, orders, dialect=api_dialect, file=file)
    if not watch:
        wait.show_started(run, replies)
        return
    targets = wait.targets_from(replies)
    look = wait.Look(preview=preview, web=web)
    wait.finish(run, targets, timeout=patience, delivery=delivery, look=look)


@noun.command(
    "get",
    shape="Container",
    examples=("layers content get cnt_… --json", "layers content get cnt_… --preview"),
)
def get(
    run: Runtime,
    container_id: ContainerArgument,
    preview: PreviewOption = False,
    web: WebOption = False,
) -> None:
    """Show one container with everything known about it."""
    reply = run.api.get_content(batch.checked_id(container_id))
    run.out.show(reply, content.container_panel)
    if preview or web:
        look = wait.Look(preview=preview, web=web)
        preview_service.look_at(run, [reply.model], look)


@noun.command(
    "view",
    shape="SeenPicture",
    lists=True,
    examples=(
        "layers content view cnt_…",
        "layers content list --status completed -q --limit 5 | layers content view -",
    ),
)
def view(run: Runtime, container_ids: ContainersArgument) -> None:
    """Show slides and poster frames in the terminal; off a terminal, their addresses."""
    preview_service.view(run, batch.ids_from(run, container_ids))


@noun.command(
    "list",
    shape="Container",
    lists=True,
    examples=(
        "layers content list --status completed --approval pending",
        "layers content list --all --jsonl | jq -r .id",
        "layers content list --since 24h --format slideshow-builder",
    ),
)
def list_(
    run: Runtime,
    status: Annotated[
        list[str] | None,
        option(
            "--status",
            metavar="STATUS",
            help="queued, processing, completed, failed or canceled; repeatable.",
        ),
    ] = None,
    format: Annotated[
        list[str] | None, option("--format", metavar="FORMAT", help="A format; repeatable.")
    ] = None,
    creative_type: Annotated[
        str | None,
        option("--creative-type", metavar="TYPE", help="generated or uploaded."),
    ] = None,
    approval: Annotated[
        str | None,
        option("--approval", metavar="STATE", help="not_required, pending, approved or rejected."),
    ] = None,
    since: Annotated[
        str | None,
        option("--since", metavar="TIME", help="Created then or later: 2026-04-18, 24h, 7d."),
    ] = None,
    until: Annotated[
        str | None, option("--until", metavar="TIME", help="Created then or earlier.")
    ] = None,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's containers, newest first."""
    now = run.out.now()
    filters = {
        "status": status,
        "format": format,
        "creativeType": creative_type,
        "approvalStatus": approval,
        "since": since and timestamps.moment(since, param="since", now=now),
        "until": until and timestamps.moment(until, param="until", now=now),
    }
    pages = run.api.list_content(
        run.project, filters, limit=None if all_rows else limit, cursor=cursor
    )
    run.out.show_pages(pages, content.content_table)


@noun.command("progress", shape="Progress", examples=("layers content progress cnt_…",))
def progress(run: Runtime, container_id: ContainerArgument) -> None:
    """Show how far a container is, without its job."""
    name = batch.checked_id(container_id)
    run.out.show(run.api.get_progress(name), content.progress_panel)


@noun.command(
    "approve",
    shape="Review",
    prints=("Review", "Review[]"),
    examples=("layers content approve cnt_… cnt_… --note 'Love it'",),
)
def approve(
    run: Runtime,
    container_ids: ContainersArgument,
    note: Annotated[str | None, option("--note", metavar="TEXT", help="Why.")] = None,
) -> None:
    """Approve containers that wait for a review."""
    batch.for_each(
        run,
        batch.ids_from(run, container_ids),
        lambda name: run.api.approve(name, note=note),
        content.review_panel,
        lists.review_table,
    )


@noun.command(
    "reject",
    shape="Review",
    prints=("Review", "Review[]"),
    examples=("layers content reject cnt_… --reason 'Hook is off-brand'",),
)
def reject(
    run: Runtime,
    container_ids: ContainersArgument,
    reason: Annotated[str, option("--reason", metavar="TEXT", help="Why; @FILE and - read it.")],
) -> None:
    """Reject containers for good: a rejected one can never be scheduled."""
    text = run.text(reason, param="reason")
    batch.for_each(
        run,
        batch.ids_from(run, container_ids),
        lambda name: run.api.reject(name, reason=text),
        content.review_panel,
        lists.review_table,
    )


@noun.command(
    "caption",
    shape="Container",
    examples=("layers content caption cnt_… 'Day one'", "layers content caption cnt_… @text.txt"),
)
def caption(
    run: Runtime,
    container_id: ContainerArgument,
    text: Annotated[
        str,
        argument(metavar="TEXT", help="Published as written; @FILE and - read it."),
    ],
) -> None:
    """Change the caption of uploaded content."""
    name = batch.checked_id(container_id)
    words = input_files.checked_caption(run.text(text, param="TEXT"))
    key = submit.begin(run, ["caption", name, words])
    run.out.show(run.api.set_caption(name, words, key=key), content.container_panel)


@noun.command(
    "download",
    shape="SavedFile",
    lists=True,
    examples=(
        "layers content download cnt_… -o out",
        "layers content list --status completed -q | layers content download -",
        "layers content download --since 7d -o out --name '{created:%Y-%m-%d}/{hook_slug}.{ext}'",
    ),
)
def download(
    run: Runtime,
    container_ids: Annotated[
        list[str] | None,
        argument(metavar="ID...", help="Containers' ids; - reads them from stdin."),
    ] = None,
    everything: Annotated[
        bool, option("--all", help="All completed containers of the project.")
    ] = False,
    since: Annotated[
        str | None,
        option("--since", metavar="TIME", help="Those created then or later: 2026-04-18, 24h, 7d."),
    ] = None,
    output: Annotated[
        str, option("-o", "--output", metavar="DIR", help="The folder to save in.")
    ] = ".",
    name: NameOption = None,
    force: ForceOption = False,
    skip_existing: Annotated[
        bool, option("--skip-existing", help="Keep what has the name, whatever it is.")
    ] = False,
    sidecar: SidecarOption = True,
    jobs: Annotated[
        int, option("--jobs", min=1, max=32, help="Files that come at the same time.")
    ] = 4,
) -> None:
    """Save the media of containers; a second run does only what is missing."""
    delivery = download_service.settle(
        output,
        name=name,
        force=force,
        skip_existing=skip_existing,
        with_sidecar=sidecar,
        jobs=jobs,
    )
    ids = batch.ids_from(run, container_ids) if container_ids else []
    moment = since and timestamps.moment(since, param="since", now=run.out.now())
    creatives = download_service.chosen(run, ids, since=moment, everything=everything)
    download_service.save_content(run, creatives, delivery, alone=len(ids) == 1)


@noun.command("open", shape="Opened", examples=("layers content open cnt_…",))
def open_(run: Runtime, container_id: ContainerArgument) -> None:
    """Open a container's preview in the browser."""
    wait.open_preview(run, run.api.get_content(batch.checked_id(container_id)))
