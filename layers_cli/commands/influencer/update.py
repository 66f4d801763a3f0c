"""`layers influencer update`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import LanguageOption
from layers_cli.commands.influencer.options import (
    NAME,
    AgeRangeOption,
    GenderOption,
    InfluencerArgument,
    VoiceOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.views import influencers as views
from layers_cli.services import batch, influencers


@command(
    changes=True,
    shape="Influencer",
    examples=("layers influencer update inf_… --name Ava --voice warm",),
)
def update(
    context: CommandContext,
    influencer_id: InfluencerArgument,
    name: Annotated[str | None, NAME] = None,
    gender: GenderOption = None,
    age_range: AgeRangeOption = None,
    no_age_range: Annotated[
        bool, typer.Option("--no-age-range", help="Let the age range be open.")
    ] = False,
    voice: VoiceOption = None,
    language: LanguageOption = None,
) -> None:
    """Change an influencer; the portrait stays."""
    fields = influencers.given_fields(
        name=name, gender=gender, ageRange=age_range, brandVoice=voice, language=language
    )
    changes = influencers.with_age_range(fields, cleared=no_age_range)
    reply = influencers.update(context, batch.checked_id(influencer_id), changes)
    context.out.show(reply, views.influencer_panel)
