"""Signs and checks upload URLs, which alone say what may be stored where."""

import hashlib
import hmac
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode


class Grant(NamedTuple):
    """What one signed URL allows.

    Args:
        path: of the URL, such as `/store/upl_…`.
        size: in bytes, exactly.
        expires_at: in milliseconds of the sandbox's clock.

    """

    path: str
    content_type: str
    size: int
    expires_at: int
    method: str = "PUT"


def signed_query(grant: Grant, secret: bytes) -> str:
    """Return the signed query string of *grant*."""
    names = {
        "X-Layers-Expires": grant.expires_at,
        "X-Layers-Size": grant.size,
        "X-Layers-Signature": _signature(grant, secret),
    }
    return urlencode(names)


def read_grant(
    method: str, path: str, query: bytes, content_type: str, secret: bytes
) -> Grant | None:
    """Return the grant of a request; `None` if its URL was not signed for it."""
    given = {name: values[-1] for name, values in parse_qs(query.decode("latin-1")).items()}
    try:
        size, expires_at = int(given["X-Layers-Size"]), int(given["X-Layers-Expires"])
        signature = given["X-Layers-Signature"].encode()
    except (KeyError, ValueError):
        return None
    grant = Grant(path, content_type, size, expires_at, method)
    if not hmac.compare_digest(signature, _signature(grant, secret).encode()):
        return None
    return grant


def _signature(grant: Grant, secret: bytes) -> str:
    text = "\n".join(map(str, grant))
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
