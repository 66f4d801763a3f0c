"""Generate, then wait, show and download, for the commands that pay for content."""

from layers_cli.api.responses import CombinedResult
from layers_cli.commands.results.jobs import (
    FollowOptions,
    follow_jobs,
    follow_options,
    show_started,
)
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.render.views import jobs as views
from layers_cli.services.jobs import generate as generate_service
from layers_cli.services.jobs.generate import SubmitOptions
from layers_cli.services.jobs.requests import GenerateOptions


def result_options(
    context: CommandContext,
    timeout: str,
    download: str | None,
    name: str | None,
    *,
    watch: bool,
    sidecar: bool,
    force: bool,
    preview: bool,
    web: bool,
) -> FollowOptions:
    """Return what `follow_options` does.

    Raises what that does, and `UsageError` for an option that needs the result, without *watch*.
    """
    given = {"download": download is not None, "preview": preview, "web": web}
    for option in [option for option, is_given in given.items() if is_given and not watch]:
        raise UsageError(f"--{option} needs the result", hint="leave out --no-watch")
    return follow_options(
        context, timeout, download, name, sidecar=sidecar, force=force, preview=preview, web=web
    )


def run_generation(
    context: CommandContext,
    options: GenerateOptions,
    how: SubmitOptions,
    after: FollowOptions,
    *,
    watch: bool,
    dry_run: bool,
) -> None:
    """Submit what *options* ask for, and show what came of it, or on a *dry_run* what it costs.

    Unless somebody is to *watch*, it is only started. Raises what `generate` and `follow_jobs` do.
    """
    if dry_run:
        found = generate_service.estimate(context, options, how)
        context.out.show(CombinedResult(found.data, found), views.estimate_panel)
        return
    started = generate_service.generate(context, options, how, after.download)
    if not watch:
        show_started(context, started.accepted, started.missing)
        return
    follow_jobs(context, started.tracked, after, missing=started.missing)
