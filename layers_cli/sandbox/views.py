"""Rows of containers as the API shows them."""

import json
import math
from typing import Any

from .operations import Call
from .store import Row
from .timestamps import written, written_or_none
from .world import World


def container(row: Row, call: Call) -> dict[str, Any]:
    """Show a container; what is not there yet is `null` or empty (get-container page)."""
    assets = shown_assets(row, call)
    return {
        "id": row["id"],
        "projectId": row["project_id"],
        "creativeType": row["creative_type"],
        "status": row["status"],
        "approvalStatus": row["approval_status"],
        "format": row["format"],
        "influencerId": row["influencer_id"],
        "hook": row["hook"],
        "caption": row["caption"],
        "firstComment": None,
        "sourceTiktokId": None,
        "mediaId": None,
        "preview": _preview(row["preview"], assets) if assets else None,
        "primaryAsset": assets[0] if assets else None,
        "assets": assets,
        "captions": json.loads(row["captions"]) if row["status"] == "completed" else [],
        "adsEnrollment": "opted_out" if row["creative_type"] == "uploaded" else None,
        "lastError": json.loads(row["last_error"]) if row["last_error"] else None,
        "createdAt": written(row["created_at"]),
        "updatedAt": written(row["updated_at"]),
        "completedAt": written_or_none(row["completed_at"]),
        "failedAt": written_or_none(row["failed_at"]),
    }


def reread(world: World, call: Call, container_id: str) -> dict[str, Any]:
    """Show a container of the caller's as it is in the store now."""
    row = world.store.containers.get(container_id, call.key["organization_id"])
    assert row is not None
    return container(row, call)


def shown_assets(row: Row, call: Call) -> list[dict[str, Any]]:
    """Show a container's files: none until it is complete."""
    if row["status"] != "completed":
        return []
    return [_asset(asset, call.base_url) for asset in json.loads(row["assets"])]


def _asset(asset: dict[str, Any], base_url: str) -> dict[str, Any]:
    shown = asset | {"url": base_url + asset["url"]}
    if asset.get("thumbnailUrl"):
        shown["thumbnailUrl"] = base_url + asset["thumbnailUrl"]
    return shown


def _preview(kind: str, assets: list[dict[str, Any]]) -> dict[str, Any]:
    """Show what to render (preview-object page): a video, an image, or a slideshow of images."""
    first = assets[0]
    is_video = kind == "video"
    return {
        "kind": kind,
        "primaryUrl": first["url"],
        "thumbnailUrl": first.get("thumbnailUrl") if is_video else first["url"],
        "imageUrls": [] if is_video else [asset["url"] for asset in assets],
        "videoUrl": first["url"] if is_video else None,
        "hlsUrl": None,
        "durationMs": first.get("durationMs") if is_video else None,
        "aspectRatio": _aspect_ratio(first.get("width"), first.get("height")),
    }


def _aspect_ratio(width: int | None, height: int | None) -> str | None:
    if not width or not height:
        return None
    shared = math.gcd(width, height)
    return f"{width // shared}:{height // shared}"
