"""Generate, then wait, show and download, for the commands that pay for content."""

from layers_cli.api.responses import CombinedResult
from layers_cli.commands.results import FollowOptions, follow_jobs, show_started
from layers_cli.context.context import CommandContext
from layers_cli.errors import exceptions
from layers_cli.render.views import jobs as views
from layers_cli.services.jobs import generate as generate_service
from layers_cli.services.jobs.generate import SubmitOptions
from layers_cli.services.jobs.requests import GenerateOptions


def check_needs(*, watch: bool, **given: bool) -> None:
    """Raise `UsageError` for an option that needs the result, where nobody waits for it."""
    for name in [name for name, is_given in given.items() if is_given and not watch]:
        raise exceptions.UsageError(f"--{name} needs the result", hint="leave out --no-watch")


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
