"""Turns the options of `layers content generate` into orders, checked before anything is sent."""

from collections.abc import Sequence

from layers_cli.api.generation import DIALECTS
from layers_cli.api.order import GenerationRequest, keys_for
from layers_cli.context.context import CommandContext
from layers_cli.downloads.options import DownloadOptions
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.input_files import read_hooks
from layers_cli.services.jobs.submit import begin, checked_key

SLIDESHOW = "slideshow-builder"


def settle_orders(
    context: CommandContext,
    hooks: Sequence[str],
    *,
    format: str,
    variants: int,
    media: Sequence[str],
    idempotency_key: str | None,
    unescape: bool,
    force_new: bool = False,
    delivery: DownloadOptions | None = None,
    recorded: bool = True,
) -> list[GenerationRequest]:
    """Return one order per hook; each has an Idempotency-Key (content page, "Creating one").

    With *recorded*, the run's calls are going to be, see `errands.begin`; a dry run makes none.

    Raises `UsageError` for what the API would refuse and can be seen from here, and what
    `errands.begin` raises.
    """
    texts: list[str | None] = list(
        read_hooks(hooks, cwd=context.cwd, stdin=context.stdin, unescape=unescape)
    )
    if not texts and format == SLIDESHOW:
        raise UsageError(
            "A slideshow needs a hook",
            hint="say it: layers content generate --hook 'Wait for it...'",
            param="hook",
        )
    texts = texts or [None]
    asked = [context.project, format, texts, variants, list(media)]
    run_key = (
        begin(
            context,
            asked,
            given=idempotency_key,
            force_new=force_new,
            delivery=delivery,
        )
        if recorded
        else checked_key(idempotency_key)
    )
    keys = keys_for(len(texts), run_key)
    return [
        GenerationRequest(context.project, text, format, variants, tuple(media), key, run_key)
        for text, key in zip(texts, keys, strict=True)
    ]


def checked_dialect(given: str | None) -> str:
    """Return *given* if it names a way to create content, `auto` for none."""
    if given and given not in DIALECTS:
        raise UsageError(
            f"There is no dialect `{given}`",
            hint=f"choose one of: {', '.join(DIALECTS)}",
            param="api-dialect",
        )
    return given or "auto"
