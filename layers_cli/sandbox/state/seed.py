"""Seeds a new sandbox: an organization and a child, each with credits, key and project."""

import hashlib
import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.jobs import first_steps
from layers_cli.sandbox.rendering.renderer import write_whole
from layers_cli.sandbox.state.state import SandboxState

CREDITS = 100_000
CHILD_CREDITS = 10_000
OWNER_EMAIL = "owner@example.com"
SCOPES = ("*", "org:admin")
"""`*` is every data scope; `org:admin` has to be granted by name (api-core 11)."""

_DEMO = Path(__file__).parents[1] / "media" / "demo"
_PICTURES = {".png", ".webp", ".jpg", ".jpeg"}


def plant(sandbox: SandboxState) -> None:
    """Fill an empty store; runs inside the caller's transaction."""
    account = sandbox.store.account
    account.add_organization(sandbox.organization, name="Sandbox Organization", tier="standard")
    sandbox.add_key(sandbox.key, SCOPES)
    child = sandbox.child_organization
    account.add_organization(
        child, name="Sandbox Child", tier="standard", parent_id=sandbox.organization
    )
    # A child's key never holds org:admin (sub-organizations guide).
    sandbox.add_key(sandbox.child_key, ("*",), organization_id=child)
    brand = json.loads((_DEMO / "brand.json").read_text(encoding="utf-8"))
    for organization_id, project_id, credits_ in (
        (sandbox.organization, sandbox.project, CREDITS),
        (child, sandbox.child_project, CHILD_CREDITS),
    ):
        sandbox.store.credits.add(organization_id, "grant", credits_, now=sandbox.clock.now())
        _add_project(sandbox, organization_id, project_id, brand)


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
    for role, file in demo_media():
        add_media(sandbox, project_id, role=role, name=file.name, content=file.read_bytes())
    project = sandbox.store.projects.get(project_id, organization_id)
    assert project is not None
    first_steps.have_begun(sandbox, project)


def add_media(
    sandbox: SandboxState, project_id: str, *, role: str, name: str, content: bytes
) -> str:
    """Put a file into a project's library; return its id."""
    digest = hashlib.sha256(content).hexdigest()
    suffix = Path(name).suffix
    path = f"library/{digest[:32]}{suffix}"
    write_whole(sandbox.media / path, content)
    media_id = identifiers.derived_ulid("med", sandbox.seed, project_id, role, digest)
    sandbox.store.projects.add_media(
        {
            "id": media_id,
            "project_id": project_id,
            "role": role,
            "path": path,
            "content_type": mimetypes.types_map.get(suffix, "application/octet-stream"),
            "size_bytes": len(content),
            "created_at": sandbox.clock.now(),
        }
    )
    return media_id


def demo_media() -> Iterator[tuple[str, Path]]:
    """Yield role and path of each media file that ships with the sandbox."""
    pictures = (file for file in _DEMO.glob("*") if file.suffix in _PICTURES)
    for file in sorted(pictures, key=lambda file: file.name):
        yield ("logo" if file.stem.startswith("logo") else "app-screenshot"), file
