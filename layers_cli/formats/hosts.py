"""Which hosts are this machine."""

from ipaddress import ip_address


def is_loopback(host: str | None) -> bool:
    """Whether *host*, a name or an address, is this machine and nothing that others reach."""
    name = (host or "").lower().rstrip(".")
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:  # a name
        return False
