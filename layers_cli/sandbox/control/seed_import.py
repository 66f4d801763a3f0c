"""`POST /_sandbox/seed`: import projects from YAML or JSON in one transaction, all or nothing."""

import asyncio
import base64
import hashlib
import tempfile
from pathlib import Path
from typing import Any

from layers_cli.filetypes.detection import SUFFIXES
from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.contract import seeds as contract
from layers_cli.sandbox.control import keys
from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.errors import conflict, invalid
from layers_cli.sandbox.core.timestamps import LATEST, parse_duration
from layers_cli.sandbox.http.endpoints import Endpoint, EndpointRequest, EndpointResponse
from layers_cli.sandbox.jobs import first_steps
from layers_cli.sandbox.media.probing.media_info import (
    MediaInfo,
    MediaLimits,
    MediaRefusedError,
)
from layers_cli.sandbox.posting.accounts import connect
from layers_cli.sandbox.rendering.renderer import shown_hook
from layers_cli.sandbox.state.seed import OWNER_EMAIL, LibraryFile, add_media, demo_media
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.uploads.media_ingest import IngestedFile, assets

LARGEST_FILE = 200 * 2**20
_HOOK = "A seeded hook"
_ANY_MEDIA = MediaLimits(tuple(SUFFIXES), image_bytes=LARGEST_FILE, video_bytes=LARGEST_FILE)


async def read_media(
    sandbox: SandboxState, request: EndpointRequest
) -> list[tuple[LibraryFile, ...]]:
    """Read and probe each project's media, before the transaction.

    Raises HttpError (422) for the first file that cannot be used.
    """
    return await asyncio.to_thread(_read_all, sandbox, request.body)


def _read_all(sandbox: SandboxState, seed: contract.SeedWorld) -> list[tuple[LibraryFile, ...]]:
    return [
        demo_media()
        if project.media is None
        else tuple(
            _read(sandbox, medium, f"projects.{number}.media.{place}")
            for place, medium in enumerate(project.media)
        )
        for number, project in enumerate(seed.projects)
    ]


def _read(sandbox: SandboxState, medium: contract.SeedMedia, path: str) -> LibraryFile:
    if medium.content is not None:
        content = base64.b64decode(medium.content)
    else:
        path += ".file"
        content = _read_file(Path(str(medium.file)), path)
    info = _probe(sandbox, content, path)
    wanted = "video" if medium.role == "app-demo" else "image"
    if info.kind != wanted:
        raise invalid((path, f"must be a common {wanted}, as its role is {medium.role}"))
    return LibraryFile(medium.role, content, info, medium.id)


def _probe(sandbox: SandboxState, content: bytes, path: str) -> MediaInfo:
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=sandbox.media) as folder:
        file = Path(folder, "seeded")
        file.write_bytes(content)
        try:
            return sandbox.prober.probe(file, limits=_ANY_MEDIA)
        except MediaRefusedError as exc:
            raise invalid((path, str(exc)), code=exc.code) from None


def _read_file(file: Path, path: str) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE or not file.is_file():
            raise invalid((path, f"must be a file of at most {LARGEST_FILE} bytes"))
        return file.read_bytes()
    except OSError as exc:
        raise invalid((path, f"cannot be read: {exc.strerror}")) from None


def seed(sandbox: SandboxState, request: EndpointRequest) -> EndpointResponse:
    """Add the keys and projects of the body to the sandbox, and set its balance."""
    body: contract.SeedWorld = request.body
    if body.credits is not None:
        _set_balance(sandbox, body.credits)
    created = [keys.create_key(sandbox, key) for key in body.keys]
    projects = [
        _ProjectImport(sandbox, project, f"projects.{number}").run(media)
        for number, (project, media) in enumerate(zip(body.projects, request.prepared, strict=True))
    ]
    balance = sandbox.store.credits.balance(sandbox.organization)
    return EndpointResponse({"balance": balance, "keys": created, "projects": projects}, 201)


def _set_balance(sandbox: SandboxState, wanted: int) -> None:
    missing = wanted - sandbox.store.credits.balance(sandbox.organization)
    if missing:
        now = sandbox.clock.now()
        sandbox.store.credits.add(sandbox.organization, "adjustment", missing, now=now)


class _ProjectImport:
    """Imports one project and its content."""

    def __init__(self, sandbox: SandboxState, seed: contract.SeedProject, path: str) -> None:
        self._sandbox, self._seed, self._path = sandbox, seed, path
        number = sandbox.store.projects.count() + 1
        self._id = seed.id or identifiers.derived_uuid("prj", sandbox.seed, "project", number)
        self._library: list[Row] = []

    def run(self, media: tuple[LibraryFile, ...]) -> dict[str, Any]:
        self._add_project()
        ids = [
            self._add_media(file, f"{self._path}.media.{place}") for place, file in enumerate(media)
        ]
        self._library = self._sandbox.store.projects.media(self._id)
        containers = [
            container
            for place, state in enumerate(self._seed.containers)
            for container in self._add_containers(state, f"{self._path}.containers.{place}")
        ]
        return {
            "id": self._id,
            "name": self._seed.name,
            "mediaIds": ids,
            "containerIds": containers,
            "socialAccountIds": self._add_accounts(),
        }

    def _add_accounts(self) -> list[str]:
        project = self._sandbox.store.projects.get(self._id, self._sandbox.organization)
        assert project is not None
        return [
            connect(self._sandbox, project, each.platform, each.handle, status=each.status)
            for each in self._seed.accounts
        ]

    def _add_media(self, file: LibraryFile, path: str) -> str:
        if file.id is not None and self._sandbox.store.media.exists(file.id):
            raise conflict("Media with this id already exists.", path=f"{path}.id")
        return add_media(self._sandbox, self._id, file)

    def _add_project(self) -> None:
        sandbox, seed = self._sandbox, self._seed
        if sandbox.store.projects.get(self._id, sandbox.organization) is not None:
            raise conflict("A project with this id already exists.", path=f"{self._path}.id")
        now = sandbox.clock.now()
        elsewhere = {"id", "policy", "archived", "media", "containers", "accounts"}
        row = seed.model_dump(exclude=elsewhere)
        row |= {
            "id": self._id,
            "organization_id": sandbox.organization,
            "owner_email": seed.owner_email or OWNER_EMAIL,
            "primary_language": seed.primary_language or "en",
            "metadata": None if seed.metadata is None else dumps(seed.metadata),
            "created_at": now,
            "updated_at": now,
        }
        if seed.policy is not None:
            row |= {
                "review_policy": seed.policy.policy,
                "review_first_n": seed.policy.first_n,
                "review_updated_at": now,
            }
        if seed.archived:
            row |= {"status": "archived", "archived_at": now}
        sandbox.store.projects.add(row)
        added = sandbox.store.projects.get(self._id, sandbox.organization)
        assert added is not None
        first_steps.have_begun(sandbox, added)

    def _add_containers(self, state: contract.SeedContainer, path: str) -> list[str]:
        sandbox = self._sandbox
        made_at = max(0, sandbox.clock.now() - parse_duration(state.age))
        job = self._add_job(state, made_at) if state.creative_type == "generated" else None
        row = self._columns(state, made_at) | {"job_id": job}
        shown = self._shown(state, path) if state.status == "completed" else []
        ids = [identifiers.new_uuid("cnt") for _ in range(state.count)]
        for variant, container_id in enumerate(ids):
            own = {"id": container_id, "variant": variant}
            if shown:
                own["assets"] = dumps(assets(container_id, shown))
            sandbox.store.containers.add(row | own)
        return ids

    def _add_job(self, state: contract.SeedContainer, made_at: int) -> str:
        sandbox = self._sandbox
        job_id = identifiers.new_ulid("job", now=made_at)
        running = state.status in ("queued", "processing")
        sandbox.store.jobs.add(
            {
                "id": job_id,
                "organization_id": sandbox.organization,
                "project_id": self._id,
                "kind": "content_generate",
                "format": state.format or "slideshow-builder",
                "status": "running" if running else state.status,
                "request": "{}",
                "error": _error(state),
                "started_at": made_at,
                "finished_at": None if running else made_at,
            }
        )
        return job_id

    def _influencer(self) -> str | None:
        default = self._sandbox.store.influencers.default(self._id)
        return None if default is None else str(default["id"])

    def _columns(self, state: contract.SeedContainer, made_at: int) -> dict[str, Any]:
        generated = state.creative_type == "generated"
        columns: dict[str, Any] = {
            "project_id": self._id,
            "creative_type": state.creative_type,
            "format": (state.format or "slideshow-builder") if generated else None,
            "hook": (state.hook or _HOOK) if generated else None,
            "influencer_id": self._influencer() if generated else None,
            "caption": state.caption,
            "status": state.status,
            "approval_status": state.approval_status,
            "review_note": state.reason,
            "stage": "queued" if state.status == "queued" else "generating_visuals",
            # As if it were drawn and not due: the worker leaves it as it is.
            "drawn": 1,
            "due_at": LATEST if state.status in ("queued", "processing") else made_at,
            "last_error": _error(state),
            "created_at": made_at,
            "updated_at": made_at,
            "completed_at": made_at if state.status == "completed" else None,
            "failed_at": made_at if state.status == "failed" else None,
        }
        if state.status == "completed":
            columns |= _described(state)
        return columns

    def _shown(self, state: contract.SeedContainer, path: str) -> list[IngestedFile]:
        """Return the files that a completed container shows: none is rendered here."""
        role = "app-demo" if state.format == "ugc-remix" else "app-screenshot"
        shown = [self._file(row) for row in self._library if row["role"] == role]
        if not shown:
            raise invalid((path, f"the project's media has no {role} to show for it"))
        # A remix is one video; so is an upload one picture.
        return shown if _preview(state) == "slideshow" else shown[:1]

    def _file(self, row: Row) -> IngestedFile:
        mime, duration = row["content_type"], row["duration_ms"]
        kind, _, codec = mime.partition("/")
        size = row["size_bytes"]
        info = MediaInfo(kind, mime, row["width"], row["height"], duration, size, False, codec)
        content = (self._sandbox.media / row["path"]).read_bytes()
        return IngestedFile(row["path"], info, hashlib.sha256(content).hexdigest())


def _described(state: contract.SeedContainer) -> dict[str, Any]:
    """Return the columns of a completed container that tell of its media."""
    if state.creative_type == "uploaded":
        return {"preview": _preview(state)}
    text = shown_hook(state.hook or _HOOK)
    captions = [{"platform": platform, "text": text} for platform in ("tiktok", "instagram")]
    return {"preview": _preview(state), "captions": dumps(captions)}


def _preview(state: contract.SeedContainer) -> str:
    if state.creative_type == "uploaded":
        return "image"
    return "video" if state.format == "ugc-remix" else "slideshow"


def _error(state: contract.SeedContainer) -> str | None:
    if state.status != "failed":
        return None
    return dumps((state.error or contract.SeedError()).model_dump())


ENDPOINTS = (
    Endpoint(
        "POST",
        "/_sandbox/seed",
        seed,
        "Add a world from YAML or JSON",
        contract.SeedReceipt,
        201,
        body=contract.SeedWorld,
        prepare=read_media,
        yaml=True,
        error_codes=("CONFLICT",),
    ),
)
