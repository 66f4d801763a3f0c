"""New takes of a review: started, waited for in a thread, and put into its queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from layers_cli.api.polling import Update, follow
from layers_cli.context.context import CommandContext
from layers_cli.services.jobs.again import take_options
from layers_cli.services.jobs.generate import SubmitOptions, generate
from layers_cli.services.jobs.results import mark_reported, record_results
from layers_cli.services.review.queue import ReviewItem, describe_items

if TYPE_CHECKING:
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed


class TakeLeftError(Exception):
    """The review has ended while a take was waited for; its job goes on."""


@dataclass
class TakeRun:
    """A new take of *old* with *hook*; *status* is the last known of its job *job_id*.

    It *is_over* once nobody waits for it, and *is_delivered* once its containers were read.
    """

    old: ReviewItem
    hook: str
    job_id: str | None = None
    status: str = "queued"
    is_over: bool = False
    is_delivered: bool = False


def make_take(
    context: CommandContext,
    take: TakeRun,
    stop: Event,
    on_change: Callable[[TakeRun], None],
) -> list[ReviewItem]:
    """Start *take*, wait for it, and return what came of it; it was agreed to, price and all.

    *context* is a thread's own, see `CommandContext.separate`. Raises what `generate` does,
    `ApiError` where the job cannot be followed, and `TakeLeftError` once *stop* is set.
    """
    try:
        options = take_options(context, take.old.container, [take.hook])._replace(literal=True)
        how = SubmitOptions(agreed=True, take_of=take.old.id)
        jobs = generate(context, options, how, None).tracked
        take.job_id = jobs[0].name
        on_change(take)
        for update in follow(context.api, jobs, timeout=None, pause=_pausing(stop)):
            _note(take, update, on_change)
        names = [name for job in jobs for name in job.container_ids]
        made: list[Container] = [context.api.get_content(name).model for name in names]
        record_results(context, jobs, made, saved=False)
        mark_reported(context, jobs)
        take.is_delivered = True
        return describe_items(context, made)
    finally:
        take.is_over = True
        context.close_ledger()


def _pausing(stop: Event) -> Callable[[float], None]:
    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise TakeLeftError

    return pause


def _note(take: TakeRun, update: Update, on_change: Callable[[TakeRun], None]) -> None:
    if take.status != update.status:
        take.status = update.status
        on_change(take)
