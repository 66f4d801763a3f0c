"""Check the address that a key is sent to."""

from urllib.parse import SplitResult, urlsplit

from layers_cli.config.errors import ConfigError
from layers_cli.formats.hosts import is_loopback

_EXAMPLE = "use an address such as https://api.layers.com"


def checked_base_url(value: str, origin: str) -> str:
    """Return the API's base URL *value* without its trailing slash; *origin* is named in errors.

    It must be https, or http to this machine, so that a key never travels in clear text. User
    name, password, query and fragment are rejected. Raises `ConfigError`, which never repeats
    *value*, since it may contain a password.
    """
    if not value or not all("!" <= character <= "~" for character in value) or "\\" in value:
        raise ConfigError(
            f"{origin}: the base URL contains characters that are not allowed in a URL",
            hint=_EXAMPLE,
        )
    url = _split(value, origin)
    if "@" in url.netloc:
        raise ConfigError(
            f"{origin}: the base URL must not contain a user name or password", hint=_EXAMPLE
        )
    if "?" in value or "#" in value:
        raise ConfigError(
            f"{origin}: the base URL must not contain a query or fragment", hint=_EXAMPLE
        )
    _check_transport(url, origin)
    if url.path.rstrip("/").endswith("/v1"):
        raise ConfigError(
            f"{origin}: the base URL must not end in /v1, which is added to every call",
            hint="leave out /v1",
        )
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/')}"


def _split(value: str, origin: str) -> SplitResult:
    try:
        url = urlsplit(value)
        is_whole = bool(url.hostname) and url.port != 0  # reading the port checks it
    except ValueError:
        is_whole = False
    if not is_whole or url.scheme not in ("http", "https"):
        raise ConfigError(f"{origin}: the base URL needs https:// and a host", hint=_EXAMPLE)
    return url


def _check_transport(url: SplitResult, origin: str) -> None:
    if url.scheme == "https" or is_loopback(url.hostname):
        return
    raise ConfigError(
        f"{origin}: http:// would send the key in clear text to {url.hostname}",
        hint=f"use https://{url.netloc}, or a tunnel to a local port",
    )
