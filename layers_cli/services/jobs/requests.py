"""Build the requests of `layers content generate`, checked before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers_cli.api.generation import DIALECTS, GenerationRequest, keys_for
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.input_files import Inputs, read_hooks

SLIDESHOW = "slideshow-builder"


@dataclass(frozen=True)
class GenerateOptions:
    r"""What the command line asks to generate: *variants* containers for each of *hooks*.

    *hooks* are as they were written: `@file`, `-` or the text itself, in which *unescape* turns the
    two characters `\n` into a line break. *media* are ids. *dialect* is one of `DIALECTS`.
    """

    hooks: Sequence[str]
    format: str
    variants: int
    media: Sequence[str]
    unescape: bool = False
    dialect: str | None = None

    def read_hooks(self, inputs: Inputs) -> list[str | None]:
        """Return the text of each hook; raises `UsageError` for a slideshow without one."""
        texts = list(read_hooks(self.hooks, inputs, unescape=self.unescape))
        if not texts and self.format == SLIDESHOW:
            raise UsageError(
                "A slideshow needs a hook",
                hint="add one: layers content generate --hook 'Wait for it...'",
                param="hook",
            )
        return [*texts] or [None]


def build_requests(
    options: GenerateOptions, texts: Sequence[str | None], *, project: str, run_key: str
) -> list[GenerationRequest]:
    """Return a request for each hook text, with Idempotency-Keys made from *run_key*.

    Each create call has its own key (content page, "Creating one").
    """
    keys = keys_for(len(texts), run_key)
    media = tuple(options.media)
    return [
        GenerationRequest(project, text, options.format, options.variants, media, key, run_key)
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
