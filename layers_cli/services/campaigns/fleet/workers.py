"""Hires a worker for the account of a run."""

from __future__ import annotations

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.campaigns.fleet.worker import Worker, WorkerOptions

# Rows a minute by tier (rate-limits page); an unknown tier counts as the slowest.
TIER_RATES = {"standard": 20.0, "pilot": 60.0, "partner": 300.0}


def hire(
    context: CommandContext,
    url: str,
    *,
    per_minute: float | None,
    concurrency: int | None,
    drain: bool,
) -> Worker:
    """Return a worker for the account that *context* works for, with the database at *url*."""
    base_url, key, organization = context.account
    return Worker(
        WorkerOptions(
            url=url,
            base_url=base_url,
            key=key,
            organization=organization,
            server=context.scope.server,
            credential=context.scope.credential,
            tier_rate=lambda: _tier_rate(context),
            per_minute=per_minute,
            concurrency=concurrency,
            drain=drain,
            dialect=str(context.settings.api_dialect.value),
            retries=context.options.tries,
        )
    )


def _tier_rate(context: CommandContext) -> float:
    tier = context.api.whoami().data.get("rateLimitTier")
    return TIER_RATES.get(str(tier), TIER_RATES["standard"])


def check_end(worker: Worker) -> None:
    """Raise `CommandError` for a worker that left since no row may start."""
    if worker.held:
        raise CommandError(
            f"Rows are left, and none may start: {worker.held}",
            code="cli_held",
            exit_code=ExitCode.PARTIAL,
            hint="once that is settled: layers campaign resume NAME",
        )
