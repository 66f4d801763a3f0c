"""Build the requests of `layers content generate`, checked before anything is sent."""

from collections.abc import Sequence
from typing import NamedTuple

from layers_cli.api.generation import GenerationRequest, keys_for
from layers_cli.config.values import DIALECTS
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.input_files import Inputs, read_hooks

SLIDESHOW = "slideshow-builder"
REMIX = "ugc-remix"


class GenerateOptions(NamedTuple):
    r"""What the command line asks to generate: *variants* containers for each of *hooks*.

    *hooks* are as they were written: `@file`, `-` or the text itself, in which *unescape* turns the
    two characters `\n` into a line break; *literal* ones are the text itself, always. *media* are
    ids. *dialect* is one of `DIALECTS`. The *influencer*, or that of the social *account*, voices
    it; both are ids. The *project* is the chosen one, if none is given.
    """

    hooks: Sequence[str]
    format: str
    variants: int
    media: Sequence[str]
    unescape: bool = False
    dialect: str | None = None
    influencer: str | None = None
    account: str | None = None
    project: str | None = None
    literal: bool = False

    @property
    def actors(self) -> list[str]:
        """Return the ids of those who voice it, if any were named."""
        return [name for name in (self.influencer, self.account) if name]

    def read_hooks(self, inputs: Inputs) -> list[str | None]:
        """Return the text of each hook; raises `UsageError` for a slideshow without one."""
        texts = list(read_hooks(self.hooks, inputs, unescape=self.unescape, literal=self.literal))
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
        GenerationRequest(
            project,
            text,
            options.format,
            options.variants,
            media,
            key,
            run_key,
            options.influencer,
            options.account,
        )
        for text, key in zip(texts, keys, strict=True)
    ]


def dialect_of(options: GenerateOptions, setting: str | None) -> str:
    """Return the dialect to send *options* in, where the settings say *setting*.

    Only the per-format routes take an influencer, and that of `ugc-remix` needs one (api-rest 15).
    Raises `UsageError` where these do not fit together.
    """
    dialect = checked_dialect(options.dialect or setting)
    if options.actors and dialect == "content":
        raise UsageError(
            "The dialect `content` takes no --influencer and no --account",
            hint="add --api-dialect per-format",
            param="influencer",
        )
    if options.actors:
        return "per-format"
    if dialect == "per-format" and options.format == REMIX:
        raise UsageError(
            "The per-format route of ugc-remix needs --influencer or --account",
            hint="see who is there: layers influencer list --status ready",
            param="influencer",
        )
    return dialect


def checked_dialect(given: str | None) -> str:
    """Return *given* if it names a way to create content, `auto` for none."""
    if given and given not in DIALECTS:
        raise UsageError(
            f"There is no dialect `{given}`",
            hint=f"choose one of: {', '.join(DIALECTS)}",
            param="api-dialect",
        )
    return given or "auto"
