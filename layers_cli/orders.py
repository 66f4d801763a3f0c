"""Turns the options of `layers content generate` into orders, checked before anything is sent."""

import uuid
from collections.abc import Sequence

from layers_cli.api.generation import DIALECTS, LONGEST_KEY, Order, keys_for
from layers_cli.problems import UsageError
from layers_cli.runtime import Runtime
from layers_cli.texts import read_hooks

SLIDESHOW = "slideshow-builder"
LONGEST_SUFFIX = len("-9999-v9999")


def settle_orders(
    run: Runtime,
    hooks: Sequence[str],
    *,
    format: str,
    variants: int,
    media: Sequence[str],
    idempotency_key: str | None,
    unescape: bool,
) -> list[Order]:
    """Return one order per hook; each has an Idempotency-Key (content page, "Creating one").

    Raises `UsageError` for what the API would refuse and can be seen from here.
    """
    texts: list[str | None] = list(
        read_hooks(hooks, cwd=run.cwd, stdin=run.stdin, unescape=unescape)
    )
    if not texts and format == SLIDESHOW:
        raise UsageError(
            "A slideshow needs a hook",
            hint="say it: layers content generate --hook 'Wait for it...'",
            param="hook",
        )
    texts = texts or [None]
    keys = keys_for(len(texts), checked_key(idempotency_key))
    return [
        Order(run.project, text, format, variants, tuple(media), key)
        for text, key in zip(texts, keys, strict=True)
    ]


def checked_key(given: str | None) -> str:
    """Return *given* if it can be an Idempotency-Key, or a new one.

    Raises `UsageError` for a key that is empty, too long, or not printable ASCII.
    """
    if given is None:
        return str(uuid.uuid4())
    printable = given.isascii() and given.isprintable() and given.strip() == given
    if not given or not printable or len(given) > LONGEST_KEY - LONGEST_SUFFIX:
        raise UsageError(
            f"An idempotency key is 1 to {LONGEST_KEY - LONGEST_SUFFIX} printable ASCII characters",
            hint="a new UUID does: uuidgen",
            param="idempotency-key",
        )
    return given


def checked_dialect(given: str | None) -> str:
    """Return *given* if it names a way to create content, `auto` for none."""
    if given and given not in DIALECTS:
        raise UsageError(
            f"There is no dialect `{given}`",
            hint=f"choose one of: {', '.join(DIALECTS)}",
            param="api-dialect",
        )
    return given or "auto"
