"""The shared options that say how a run works, beside those of its output."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from layers_cli.config.settings import Flags

_FLAGS = ("profile", "sandbox", "project", "organization", "api_key_file", "base_url")


class RunOptions(NamedTuple):
    """What the command line asks of a run.

    *flags* override settings. *debug* prints tracebacks. A request is sent at most *tries* times,
    and *honor_retry_after* waits as long as the server asks. *ci* names the CI system to report to.
    """

    flags: Flags = Flags()
    debug: bool = False
    tries: int = 4
    honor_retry_after: bool = False
    ci: str | None = None

    def merge(self, given: Mapping[str, Any]) -> Self:
        """Return these options with those *given* later on the command line."""
        flags: dict[str, Any] = {
            name: given[name] for name in _FLAGS if given.get(name) is not None
        }
        return self._replace(
            flags=self.flags._replace(**flags),
            debug=self.debug or bool(given.get("debug")),
            tries=self.tries if given.get("retries") is None else given["retries"],
            honor_retry_after=self.honor_retry_after or bool(given.get("wait")),
            ci=given.get("ci") or self.ci,
        )
