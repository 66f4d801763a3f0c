"""Tells failures of the disk from bugs."""

import errno
import sqlite3


def is_disk_error(exc: Exception) -> bool:
    """Say whether the disk is full, read-only or broken; any other error is a bug."""
    if isinstance(exc, OSError):
        return exc.errno in (errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO)
    if not isinstance(exc, sqlite3.Error):
        return False
    primary = getattr(exc, "sqlite_errorcode", 0) & 0xFF
    return primary in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    )
