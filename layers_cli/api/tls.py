"""Makes the SSL context, once for all connections of a run.

Loading a bundle takes twice as long as Python's start. Where the system keeps its certificates as a
folder in which OpenSSL finds one by its hash, only the one that is needed is read.
"""

import errno
import os
import re
import ssl
from functools import cache
from pathlib import Path

from layers_cli.api.errors import CertificateError

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


@cache
def ssl_context() -> ssl.SSLContext:
    """Return the context for every TLS connection of this process.

    It trusts what `SSL_CERT_FILE` names, else the folder `SSL_CERT_DIR`, else the system's folder,
    and where it has none Mozilla's certificates. Raises `CertificateError` where they cannot be
    read.
    """
    try:
        return _new_ssl_context()
    except (OSError, ValueError) as exc:
        name = next(
            (name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), ""
        )
        where = f" in {os.environ[name]}, which {name} names" if name else ""
        said = getattr(exc, "strerror", None) or str(exc)
        raise CertificateError(f"Cannot read the certificates{where}: {said}") from exc


def _new_ssl_context() -> ssl.SSLContext:
    context = _context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _context() -> ssl.SSLContext:
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if given := os.environ.get("SSL_CERT_DIR"):
        folders = [folder for folder in given.split(os.pathsep) if Path(folder).is_dir()]
        if not folders:
            raise FileNotFoundError(errno.ENOENT, "there is no such folder")
        return ssl.create_default_context(capath=os.pathsep.join(folders))
    if folder := hashed_folder(ssl.get_default_verify_paths().capath):
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
