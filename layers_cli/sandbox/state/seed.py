"""Seeds a new sandbox: an organization and a child, each with credits, key and project."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from layers_cli.filetypes.detection import SUFFIXES
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.jobs import first_steps
from layers_cli.sandbox.media.probing.media_info import MediaInfo
from layers_cli.sandbox.posting import accounts
from layers_cli.sandbox.rendering.renderer import write_whole
from layers_cli.sandbox.state.state import SandboxState

CHILD_CREDITS = 10_000
OWNER_EMAIL = "owner@example.com"
SCOPES = ("*", "org:admin")
"""`*` is every data scope; `org:admin` has to be granted by name (api-core 11)."""

ACCOUNTS = (
    ("tiktok", "@inboxzen.daily", "reauth_required"),
    ("instagram", "@inboxzen", "connected"),
    ("tiktok", "@inboxzen", "connected"),
)
"""Platform, handle and status of the social accounts that each project begins with."""

_DEMO = Path(__file__).parents[1] / "media" / "demo"
_PICTURES = {".png", ".webp", ".jpg", ".jpeg"}


def plant(sandbox: SandboxState) -> None:
    """Fill an empty store, but for its keys; runs inside the caller's transaction."""
    account, child = sandbox.store.account, sandbox.child_organization
    account.add_organization(sandbox.organization, name="Sandbox Organization", tier="standard")
    account.add_organization(
        child, name="Sandbox Child", tier="standard", parent_id=sandbox.organization
    )
    brand = json.loads((_DEMO / "brand.json").read_text(encoding="utf-8"))
    for organization_id, project_id, credits_ in (
        (sandbox.organization, sandbox.project, sandbox.seeded_credits),
        (child, sandbox.child_project, CHILD_CREDITS),
    ):
        sandbox.store.credits.add(organization_id, "grant", credits_, now=sandbox.clock.now())
        _add_project(sandbox, organization_id, project_id, brand)


def plant_keys(sandbox: SandboxState) -> None:
    """Add the keys of the two organizations; runs inside the caller's transaction."""
    sandbox.add_key(sandbox.key, SCOPES)
    # A child's key never holds org:admin (sub-organizations guide).
    sandbox.add_key(sandbox.child_key, ("*",), organization_id=sandbox.child_organization)


def _add_project(
    sandbox: SandboxState, organization_id: str, project_id: str, brand: dict[str, str]
) -> None:
    now = sandbox.clock.now()
    sandbox.store.projects.add(
        {
            "id": project_id,
            "organization_id": organization_id,
            "name": brand["name"],
            "timezone": "UTC",
            "primary_language": brand["language"],
            "owner_email": OWNER_EMAIL,
            "app_name": brand["name"],
            "app_description": brand["description"],
            "tagline": brand["tagline"],
            "created_at": now,
            "updated_at": now,
        }
    )
    for file in demo_media():
        add_media(sandbox, project_id, file)
    project = sandbox.store.projects.get(project_id, organization_id)
    assert project is not None
    first_steps.have_begun(sandbox, project)
    for platform, handle, status in ACCOUNTS:
        accounts.connect(sandbox, project, platform, handle, status=status)


@dataclass(frozen=True)
class LibraryFile:
    """A file for a project's library; without an *id* it gets one that the seed decides."""

    role: str
    content: bytes
    info: MediaInfo
    id: str | None = None


def add_media(sandbox: SandboxState, project_id: str, file: LibraryFile) -> str:
    """Put a file into a project's library; return its id."""
    digest, info = hashlib.sha256(file.content).hexdigest(), file.info
    path = f"library/{digest[:32]}{SUFFIXES[info.mime][0]}"
    write_whole(sandbox.media / path, file.content)
    place = len(sandbox.store.projects.media(project_id))
    media_id = file.id or identifiers.derived_ulid("med", sandbox.seed, project_id, place, digest)
    sandbox.store.projects.add_media(
        {
            "id": media_id,
            "project_id": project_id,
            "role": file.role,
            "path": path,
            "content_type": info.mime,
            "size_bytes": info.size_bytes,
            "width": info.width,
            "height": info.height,
            "duration_ms": info.duration_ms,
            "created_at": sandbox.clock.now(),
        }
    )
    return media_id


@cache
def demo_media() -> tuple[LibraryFile, ...]:
    """Return the media files that ship with the sandbox."""
    # Not at the top: only the first start of a sandbox needs it.
    from PIL import Image

    found = []
    pictures = (file for file in _DEMO.glob("*") if file.suffix in _PICTURES)
    for file in sorted(pictures, key=lambda file: file.name):
        content = file.read_bytes()
        with Image.open(file) as picture:
            (width, height), mime = picture.size, str(picture.get_format_mimetype())
        codec = mime.partition("/")[2]
        info = MediaInfo("image", mime, width, height, None, len(content), False, codec)
        role = "logo" if file.stem.startswith("logo") else "app-screenshot"
        found.append(LibraryFile(role, content, info))
    return tuple(found)
