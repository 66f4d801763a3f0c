"""Makes the SSL context, once for all connections of a run.

Loading a bundle takes twice as long as Python's start. Where the system keeps its certificates as a
folder in which OpenSSL finds one by its hash, only the one that is needed is read.
"""

import os
import re
import ssl
from functools import cache
from pathlib import Path

from layers_cli.api.errors import CertificateError

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


@cache
def ssl_context() -> ssl.SSLContext:
    """Return the context for every TLS connection of this process; see `new_ssl_context`.

    Raises `CertificateError` where the certificates cannot be read.
    """
    try:
        return new_ssl_context()
    except OSError as exc:
        named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        where = f" that {named[0]} names" if named else ""
        raise CertificateError(f"Cannot read the certificates{where}: {exc}") from exc


def new_ssl_context() -> ssl.SSLContext:
    """Return a context that trusts the certificates of the environment and the system.

    What `SSL_CERT_FILE` names counts first, then the folder `SSL_CERT_DIR`, then the system's
    folder, and where it has none Mozilla's certificates. Raises `OSError` for what cannot be read.
    """
    context = _context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _context() -> ssl.SSLContext:
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    folder = os.environ.get("SSL_CERT_DIR") or hashed_folder(ssl.get_default_verify_paths().capath)
    if folder:
        return ssl.create_default_context(capath=str(folder))
    import certifi  # most systems have certificates of their own

    return ssl.create_default_context(cafile=certifi.where())


def hashed_folder(folder: str | None) -> Path | None:
    """Return *folder* if OpenSSL can look up certificates in it by their hash."""
    try:
        found = folder and any(map(_HASHED.fullmatch, os.listdir(folder)))  # noqa: PTH208 - names alone
    except OSError:
        return None
    return Path(folder) if folder and found else None
