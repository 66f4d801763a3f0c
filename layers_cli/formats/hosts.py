"""Which hosts are this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str | None) -> bool:
    """Whether *host*, a name or an address, is this machine and nothing that others reach."""
    name = (host or "").lower().rstrip(".")
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:  # a name
        return False


def host_of(url: str) -> str | None:
    """Return the host of *url*; None for what has none, and for what is no URL."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
