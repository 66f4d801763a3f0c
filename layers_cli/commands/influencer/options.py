"""What the commands of `layers influencer` share."""

from enum import StrEnum
from typing import Annotated

import typer

Gender = StrEnum("Gender", ["male", "female", "non_binary"])
AgeRange = StrEnum("AgeRange", ["teen", "young_adult", "adult", "mid_adult", "mature", "senior"])
Voice = StrEnum("Voice", ["authentic", "witty", "professional", "warm", "casual", "educational"])
State = StrEnum("State", ["pending", "training", "ready", "failed"])

InfluencerArgument = Annotated[str, typer.Argument(metavar="ID", help="An influencer's id.")]
NAME = typer.Option("--name", metavar="TEXT", help="The name, 1 to 128 characters.")
GenderOption = Annotated[Gender | None, typer.Option("--gender", help="The gender.")]
AgeRangeOption = Annotated[
    AgeRange | None, typer.Option("--age-range", metavar="RANGE", help="The age range.")
]
VoiceOption = Annotated[
    Voice | None, typer.Option("--voice", metavar="VOICE", help="How the texts sound.")
]
WatchOption = Annotated[
    bool,
    typer.Option("--watch/--no-watch", " /--no-wait", help="Wait until it is ready, or not."),
]
