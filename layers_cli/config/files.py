"""Read and write TOML files; a crash leaves the old file or the new one."""

import os
import stat
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from layers_cli import APP_NAME
from layers_cli.config.errors import ConfigError
from layers_cli.config.paths import USER_FILE
from layers_cli.config.validation import (
    PROFILE_KEYS,
    SANDBOX_KEYS,
    VERSION,
    check_project_document,
    check_user_document,
)
from layers_cli.config.values import SANDBOX
from layers_cli.formats.file_owners import foreign_owner
from layers_cli.formats.text import NotTextError, decode

_Document = MutableMapping[str, Any]

_LOCK_SECONDS = 10.0
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def read_config(path: Path) -> dict[str, Any]:
    """Read the user's `config.toml` at *path*; a missing file counts as empty.

    Raises `ConfigError` with the file and the line if it cannot be read or parsed.
    """
    document = _parsed(_text(path), path)
    check_user_document(document, origin=str(path))
    return document


def read_project_file(path: Path) -> dict[str, Any]:
    """Read the `layers.toml` at *path*. Raises `ConfigError` as `read_config` does."""
    document = _parsed(_text(path), path)
    check_project_document(document, origin=str(path))
    return document


def permission_warning(path: Path) -> str | None:
    """Return a warning and its fix if other users may read the file at *path*, else None."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None
    if os.name == "nt" or not mode & 0o077:
        return None
    return f"{path} is accessible to other users (mode {mode:04o}), run: chmod 600 {path}"


def write_profile(path: Path, name: str, values: Mapping[str, str | None]) -> None:
    """Set *values* in the profile *name* of the file at *path*, creating both if needed.

    None removes a key. Comments and everything else stay. The values must be checked already.
    Raises `ConfigError` and leaves the old file unchanged.
    """
    known = SANDBOX_KEYS if name == SANDBOX else PROFILE_KEYS
    for key in values:
        if key not in known:
            raise ConfigError(
                f"`{key}` cannot be set for the profile `{name}`",
                hint=f"these can be set: {', '.join(known)}",
            )

    def change(document: _Document) -> None:
        profiles = _table(document, "profiles")
        profile = _table(profiles, name)
        for key, value in values.items():
            if value is None:
                profile.pop(key, None)
            else:
                profile[key] = str(value)

    _edit(path, change)


def set_default_profile(path: Path, name: str | None) -> None:
    """Make *name* the default profile; None removes the choice."""

    def change(document: _Document) -> None:
        document.pop("profile", None) if name is None else document.update(profile=name)

    _edit(path, change)


def _table(parent: _Document, name: str) -> _Document:
    if name not in parent:
        parent[name] = {}
    table: _Document = parent[name]  # read again: tomlkit stores a copy
    return table


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except NotTextError as exc:
        raise ConfigError(f"{path}, {exc}", hint=f"save {path} as UTF-8") from exc
    except OSError as exc:
        hint = "make it readable, or set LAYERS_CONFIG_DIR to another folder"
        raise _refused(path, f"cannot be read: {exc.strerror}", hint) from exc


def _refused(path: Path, why: str, hint: str) -> ConfigError:
    """Return the error for a file that cannot be used, with whose it is if that is another user."""
    owner = foreign_owner(path, path.parent)
    if owner is None or path.name != USER_FILE:
        return ConfigError(f"{path} {why}", hint=hint)
    return ConfigError(f"{path} {why}; {owner.sentence}", hint=owner.way_out("LAYERS_CONFIG_DIR"))


def _parsed(text: str, path: Path) -> dict[str, Any]:
    if not text or text.isspace():
        return {}
    import tomllib  # for runs with a config file only

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise ConfigError(f"{path} is not valid TOML: {exc}", hint=f"edit {path}") from exc


def _edit(path: Path, change: Callable[[_Document], None]) -> None:
    """Apply *change* to the document at *path* under a lock."""
    from filelock import FileLock, Timeout  # for writes only

    target = path.resolve()  # a symlink, into dotfiles for example, stays one
    try:
        _make_folder(target.parent)
        with FileLock(f"{target}.lock", timeout=_LOCK_SECONDS, mode=_PRIVATE_FILE):
            _replace(target, _changed(target, change))
    except Timeout as exc:
        raise ConfigError(
            f"Another layers command has locked {path} for {_LOCK_SECONDS:g} s",
            hint="run it again when the other command has finished",
        ) from exc
    except OSError as exc:
        hint = "set LAYERS_CONFIG_DIR to a writable folder"
        why = f"cannot be written: {exc.strerror}; nothing was changed"
        raise _refused(path, why, hint) from exc


def _changed(path: Path, change: Callable[[_Document], None]) -> str:
    """Return the text of the file at *path* after *change*, comments and order kept.

    tomlkit loses values in some layouts (a `[profiles]` after a `[profiles.work]`), and the file
    may hold the only copy of a key: what it wrote must read as if a plain dict had been changed.
    """
    import tomlkit  # for writes only
    from tomlkit.exceptions import TOMLKitError  # for writes only

    expected = read_config(path)  # raises for a file that must not be touched
    try:
        document = tomlkit.parse(_text(path))
        for copy in (expected, document):
            copy.setdefault("version", VERSION)
            change(copy)
        text = tomlkit.dumps(document)
    except TOMLKitError as exc:
        raise ConfigError(f"{path} cannot be changed: {exc}", hint=f"edit {path}") from exc
    if _parsed(text, path) != expected:
        raise ConfigError(f"{path} cannot be changed without loss", hint=f"edit {path}")
    return text


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    if folder.name == APP_NAME:  # any other folder is the user's choice and may be shared
        folder.chmod(_PRIVATE_FOLDER)


def _replace(target: Path, text: str) -> None:
    """Replace the file *target* atomically with *text*."""
    from tempfile import mkstemp  # for writes only

    descriptor, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
