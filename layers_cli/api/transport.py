"""Imports httpx, and only httpx.

Where Click, Rich and Pygments are installed, `import httpx` loads its own command line with them,
which takes as long again as httpx itself. Nothing here uses it.
"""

import ssl
import sys
from functools import cache
from types import ModuleType


def _no_command_line() -> None:
    """Stand in for the function that httpx exports from there."""


_command_line = ModuleType("httpx._main")
vars(_command_line)["main"] = _no_command_line
sys.modules.setdefault(_command_line.__name__, _command_line)

import httpx  # noqa: E402 - the stand-in must be there first

if sys.modules.get(_command_line.__name__) is _command_line:
    del sys.modules[_command_line.__name__]


@cache
def certificates(*, trust_env: bool = True) -> ssl.SSLContext:
    """Return what decides whom to trust over TLS: read once, as each reading takes 20 ms.

    With *trust_env* `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
    """
    return httpx.create_ssl_context(trust_env=trust_env)


__all__ = ["certificates", "httpx"]
