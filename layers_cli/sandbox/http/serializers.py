"""Serializes rows of containers for the API."""

import json
import math
from typing import Any

from layers_cli.sandbox.core.timestamps import format_optional_timestamp, format_timestamp
from layers_cli.sandbox.http.endpoints import EndpointRequest
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.uploads.platform_fit import platform_fit


def container(row: Row, request: EndpointRequest) -> dict[str, Any]:
    """Serialize a container; missing values are `null` or empty (get-container page)."""
    shown = shown_assets(row, request.base_url)
    is_uploaded = row["creative_type"] == "uploaded"
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
        "preview": preview(row["preview"], shown),
        "primaryAsset": shown[0] if shown else None,
        "assets": shown,
        "captions": json.loads(row["captions"]) if row["status"] == "completed" else [],
        "adsEnrollment": "opted_out" if is_uploaded else None,
        "platformFit": platform_fit(shown) if is_uploaded and shown else None,
        "lastError": json.loads(row["last_error"]) if row["last_error"] else None,
        "createdAt": format_timestamp(row["created_at"]),
        "updatedAt": format_timestamp(row["updated_at"]),
        "completedAt": format_optional_timestamp(row["completed_at"]),
        "failedAt": format_optional_timestamp(row["failed_at"]),
    }


def reread(sandbox: SandboxState, request: EndpointRequest, container_id: str) -> dict[str, Any]:
    """Load and serialize a container of the caller's organization."""
    row = sandbox.store.containers.get(container_id, request.key["organization_id"])
    assert row is not None
    return container(row, request)


def shown_assets(row: Row, base_url: str) -> list[dict[str, Any]]:
    """Serialize a container's files with absolute URLs; none until it is complete."""
    return assets(row, base_url) if row["status"] == "completed" else []


def assets(row: Row, base_url: str) -> list[dict[str, Any]]:
    """Serialize a container's files, complete or not."""
    return [_asset(asset, base_url) for asset in json.loads(row["assets"])]


def job_result(containers: list[Row], base_url: str) -> dict[str, Any]:
    """Serialize a job's result, for one container with the fields of the get-job page."""
    result: dict[str, Any] = {"containerIds": [row["id"] for row in containers]}
    if len(containers) == 1:
        result["containerId"] = containers[0]["id"]
        result["assets"] = shown_assets(containers[0], base_url)
    return result


def timed_job_result(sandbox: SandboxState, job: Row) -> dict[str, Any]:
    """Serialize the result of a job that makes no container: the influencer's id, if it is one."""
    influencer = sandbox.store.influencers.of_job(job["id"], now=sandbox.clock.now())
    return {} if influencer is None else {"influencerId": influencer["id"]}


def _asset(asset: dict[str, Any], base_url: str) -> dict[str, Any]:
    shown = asset | {"url": base_url + asset["url"]}
    if asset.get("thumbnailUrl"):
        shown["thumbnailUrl"] = base_url + asset["thumbnailUrl"]
    return shown


def preview(kind: str, assets: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Serialize the preview of what there is of media (preview-object page)."""
    if not assets:
        return None
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
