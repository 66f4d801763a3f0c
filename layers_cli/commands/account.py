"""`layers whoami` and `layers credits`: who the key is, and what it can spend."""

from layers_cli.commands.tree import Noun
from layers_cli.render import views
from layers_cli.runtime import Runtime

verbs = Noun("", "")


@verbs.command("whoami", examples=("layers whoami", "layers whoami --json"))
def whoami(run: Runtime) -> None:
    """Say who the key belongs to, and what it may do."""
    run.out.show(run.api.whoami(), views.identity_panel)


@verbs.command("credits", examples=("layers credits", "layers credits --fields available"))
def show_credits(run: Runtime) -> None:
    """Show what can still be spent, and what a format is estimated to cost."""
    run.out.show(run.api.get_credits(), views.credits_panel)
