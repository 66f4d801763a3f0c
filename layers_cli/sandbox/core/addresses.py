"""Tells addresses of this machine from others."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach *host*, a name or an IP address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
