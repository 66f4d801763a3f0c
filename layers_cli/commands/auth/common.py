"""What the commands of `layers auth` share."""

from layers_cli.api.models import Identity
from layers_cli.config import reports
from layers_cli.config.resolution import ENVIRONMENT, Sources
from layers_cli.config.settings import ConfigError, Setting, masked
from layers_cli.config.values import SANDBOX
from layers_cli.context.context import CommandContext
from layers_cli.services.sources import profile_of

_NOWHERE: dict[str, str | None] = {
    "api_key": None,
    "api_key_command": None,
    "api_key_keyring": None,
}


def _hosted_profile(sources: Sources) -> str:
    profile = profile_of(sources)
    if profile == SANDBOX:
        raise ConfigError(
            "The sandbox brings its own key: there is nothing to log in to",
            hint="name another profile: layers auth login --profile default",
        )
    return profile


def _report(
    sources: Sources,
    profile: str,
    key: Setting,
    base_url: str,
    identity: Identity,
    places: tuple[reports.KeySource, ...] = (),
) -> reports.KeyReport:
    return reports.KeyReport(
        profile=profile,
        key=masked(str(key.value)),
        origin=key.origin,
        base_url=base_url,
        organization_id=identity.organization_id,
        organization_name=identity.organization_name,
        file=str(sources.user_path),
        sources=places,
    )


def _warn_of_environment(context: CommandContext, what: str) -> None:
    name = ENVIRONMENT["api_key"]
    if context.environ.get(name, "").strip():
        context.out.warn(f"{name} is set and {what}")
