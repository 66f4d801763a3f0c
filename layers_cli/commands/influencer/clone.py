"""`layers influencer clone`."""

from typing import Annotated

from layers_cli.cli.command import command
from layers_cli.cli.options import IdempotencyKeyOption, LanguageOption, TimeoutOption
from layers_cli.commands.influencer.options import (
    NAME,
    AgeRangeOption,
    GenderOption,
    InfluencerArgument,
    VoiceOption,
    WatchOption,
)
from layers_cli.commands.influencer.results import show_started
from layers_cli.context.context import CommandContext
from layers_cli.inputs.durations import parse_duration
from layers_cli.services import batch, influencers


@command(
    changes=True,
    shape="Influencer",
    examples=("layers influencer clone inf_… --name 'Ava in Spanish' --language es",),
)
def clone(
    context: CommandContext,
    influencer_id: InfluencerArgument,
    name: Annotated[str, NAME],
    gender: GenderOption = None,
    age_range: AgeRangeOption = None,
    voice: VoiceOption = None,
    language: LanguageOption = None,
    watch: WatchOption = True,
    timeout: TimeoutOption = "20m",
    idempotency_key: IdempotencyKeyOption = None,
) -> None:
    """Make another influencer from one, and wait until it is ready."""
    how = influencers.StartOptions(parse_duration(timeout) if watch else None, idempotency_key)
    overrides = influencers.given_fields(
        gender=gender, ageRange=age_range, brandVoice=voice, language=language
    )
    original = batch.checked_id(influencer_id)
    show_started(context, influencers.clone(context, original, name, overrides, how))
