"""What a system lacks that a test needs: marks that skip it there."""

import os

import pytest

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

posix_only = pytest.mark.skipif(
    os.name != "posix", reason="owners, modes, sessions, signals and pseudo-terminals are POSIX"
)
root_only = pytest.mark.skipif(
    not IS_ROOT, reason="only root may give files away and become another user"
)
not_as_root = pytest.mark.skipif(
    os.name != "posix" or IS_ROOT, reason="root may write anywhere, and Windows has no modes"
)
named_pipes_only = pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="folders hold no named pipes here"
)
