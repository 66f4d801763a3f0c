"""Which certificates are trusted, loaded once for all connections of a run.

Loading a bundle takes twice as long as Python's start. Where the system keeps its certificates as a
folder in which OpenSSL finds one by its hash, only the one that is needed is read.
"""

import os
import re
import ssl
from functools import cache
from pathlib import Path

from .transport import httpx

_CHOSEN = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


@cache
def trusted() -> ssl.SSLContext:
    """Return the context for every TLS connection of this process; see `newly_trusted`."""
    return newly_trusted()


def newly_trusted() -> ssl.SSLContext:
    """Return a context that trusts whom the environment and the system trust by now.

    What `SSL_CERT_FILE` or `SSL_CERT_DIR` name counts first, then the system's folder, and where it
    has none the certificates that come with httpx.
    """
    folder = hashed_folder(ssl.get_default_verify_paths().capath)
    if folder is None or any(os.environ.get(name) for name in _CHOSEN):
        return httpx.create_ssl_context()
    return ssl.create_default_context(capath=str(folder))


def hashed_folder(folder: str | None) -> Path | None:
    """Return *folder* if OpenSSL can look up certificates in it by their hash."""
    try:
        found = folder and any(map(_HASHED.fullmatch, os.listdir(folder)))  # noqa: PTH208 - names alone
    except OSError:
        return None
    return Path(folder) if folder and found else None
