"""What it means for people that a file cannot be read, by the number of the system's error."""

import errno
from pathlib import Path

from layers_cli.formats.file_names import near_names, printable

_PERMISSION = "cannot be read: you have no permission"
_CLOUD = (
    "is kept by a cloud drive and is not on this machine, or is locked: open it once to download it"
)
_LOST = "cannot be read: the network drive it is on does not answer"
_MEANINGS = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.ELOOP: "is a symbolic link that leads back to itself",
    errno.ENAMETOOLONG: "has a name that is too long for this system",
    errno.EISDIR: "is a folder",
    errno.EIO: "cannot be read: the disk it is on reports an error; copy it from a backup",
    errno.EDEADLK: _CLOUD,
    errno.EBUSY: "cannot be read: another program uses it",
    errno.EMFILE: "cannot be read: too many files are open",
    errno.ENFILE: "cannot be read: too many files are open",
}
_MEANINGS |= {
    number: _LOST
    for name in ("ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ENODEV", "ENXIO")
    if (number := getattr(errno, name, None)) is not None
}
# ERROR_CLOUD_FILE_…: the provider is not running, unsuccessful, not reachable, and the like.
_CLOUD_ON_WINDOWS = range(358, 405)
MISSING = (errno.ENOENT, errno.ENOTDIR)


def why_unreadable(exc: OSError, path: Path | None = None) -> str:
    """Return what is behind a name to say why it could not be read: `does not exist`.

    With *path*, names that are near to a missing one are added.
    """
    if getattr(exc, "winerror", None) in _CLOUD_ON_WINDOWS:
        return _CLOUD
    said = _MEANINGS.get(exc.errno or 0, f"cannot be read: {exc.strerror or exc}")
    if path is None or exc.errno not in MISSING:
        return said
    if path.is_symlink():
        return f"is a symbolic link to `{printable(path.readlink())}`, which {said}"
    near = " or ".join(f"`{printable(name)}`" for name in near_names(path))
    return f"{said}; there is {near}" if near else said
