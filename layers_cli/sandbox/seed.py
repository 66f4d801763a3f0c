"""What a new sandbox holds: an organization with credits, a key, a project to generate for."""

import hashlib
import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import identifiers
from .rendering import write_whole

if TYPE_CHECKING:
    from .world import World

CREDITS = 100_000
OWNER_EMAIL = "owner@example.com"
SCOPES = ("*", "org:admin")
"""`*` is every data scope; `org:admin` has to be granted by name (api-core 11)."""

_DEMO = Path(__file__).parent / "media" / "demo"
_PICTURES = {".png", ".webp", ".jpg", ".jpeg"}


def plant(world: "World") -> None:
    """Fill an empty store; runs inside the caller's transaction."""
    now = world.clock.now()
    world.store.account.add_organization(
        world.organization, name="Sandbox Organization", tier="standard"
    )
    world.add_key(world.key, SCOPES)
    world.store.credits.add(world.organization, "grant", CREDITS, now=now)
    brand = json.loads((_DEMO / "brand.json").read_text(encoding="utf-8"))
    world.store.projects.add(
        {
            "id": world.project,
            "organization_id": world.organization,
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
    for role, file in _demo_media():
        add_media(world, world.project, role=role, name=file.name, content=file.read_bytes())


def add_media(world: "World", project_id: str, *, role: str, name: str, content: bytes) -> str:
    """Put a file into a project's library; return its id."""
    digest = hashlib.sha256(content).hexdigest()
    suffix = Path(name).suffix
    path = f"library/{digest[:32]}{suffix}"
    write_whole(world.media / path, content)
    media_id = identifiers.derived_ulid("med", world.seed, project_id, role, digest)
    world.store.projects.add_media(
        {
            "id": media_id,
            "project_id": project_id,
            "role": role,
            "path": path,
            "content_type": mimetypes.types_map.get(suffix, "application/octet-stream"),
            "created_at": world.clock.now(),
        }
    )
    return media_id


def _demo_media() -> Iterator[tuple[str, Path]]:
    pictures = (file for file in _DEMO.glob("*") if file.suffix in _PICTURES)
    for file in sorted(pictures, key=lambda file: file.name):
        yield ("logo" if file.stem.startswith("logo") else "app-screenshot"), file
