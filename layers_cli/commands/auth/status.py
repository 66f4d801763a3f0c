"""`layers auth status`."""

from layers_cli.api.responses import CombinedResult
from layers_cli.cli.command import command
from layers_cli.commands.auth.common import _report
from layers_cli.config import reports
from layers_cli.config.files import permission_warning
from layers_cli.config.settings import Setting, masked
from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import CommandError
from layers_cli.render.views import auth as views
from layers_cli.services.sources import profile_of, read_sources


@command(shape="KeyReport", examples=("layers auth status", "layers auth status --json"))
def status(context: CommandContext) -> None:
    """Say which key is used, where it comes from and whose it is."""
    used, base_url = _used_key(context)
    sources = read_sources(context)
    profile = profile_of(sources)
    places = tuple(reports.key_sources(sources, used, profile=profile))
    if not used.value:
        raise _no_key(places)
    if warning := permission_warning(sources.user_path):
        context.out.warn(warning)
    context.out.note(f"Asking {base_url} about the key {masked(used.value)} ({used.origin})")
    identity = context.api.whoami().model
    report = _report(sources, profile, used, base_url, identity, places)
    context.out.show(CombinedResult(report.data, report), views.status_panel)


def _used_key(context: CommandContext) -> tuple[Setting, str]:
    """Return the key that is used and the address it goes to."""
    if context.settings.is_sandbox:
        return Setting(context.sandbox.key, "the sandbox"), context.sandbox.base_url
    return context.settings.api_key, str(context.settings.base_url.value)


def _no_key(places: tuple[reports.KeySource, ...]) -> CommandError:
    from layers_cli.context.context import no_key

    looked = ", ".join(place.origin for place in places)
    return no_key(f"; looked at, in this order: {looked}")
