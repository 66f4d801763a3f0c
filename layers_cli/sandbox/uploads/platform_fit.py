"""How well uploaded media fit the platforms. It is advice, and its shape and rules are ours.

The rules are those of the platforms' own publishing APIs: TikTok's media transfer guide and
Instagram's page on content publishing.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Platform:
    """What a platform takes, as far as an upload may not fit it; durations in milliseconds."""

    image_types: frozenset[str]
    shortest_video: int


PLATFORMS = {
    "tiktok": Platform(frozenset({"image/jpeg", "image/webp"}), 3_000),
    "instagram": Platform(frozenset({"image/jpeg"}), 3_000),
}
_NEAR = 0.01


def platform_fit(assets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return for each platform whether *assets* fit it, and what speaks against it."""
    fit = {}
    for name, platform in PLATFORMS.items():
        issues = [{"code": code, "message": text} for code, text in _issues(assets, platform)]
        fit[name] = {"fits": not issues, "issues": issues}
    return fit


def _issues(assets: list[dict[str, Any]], platform: Platform) -> list[tuple[str, str]]:
    found = []
    types = {asset["mimeType"] for asset in assets if asset["kind"] == "image"}
    if unknown := sorted(types - platform.image_types):
        found.append(("IMAGE_TYPE", f"The platform does not take {', '.join(unknown)}."))
    durations = [asset["durationMs"] for asset in assets if asset.get("durationMs")]
    if any(duration < platform.shortest_video for duration in durations):
        found.append(
            ("TOO_SHORT", f"Videos must be at least {platform.shortest_video // 1000} s long.")
        )
    if not all(map(_is_upright, assets)):
        found.append(
            ("ASPECT_RATIO", "Only 9:16 fills the screen: other shapes are cropped or get bars.")
        )
    return found


def _is_upright(asset: dict[str, Any]) -> bool:
    """Whether a file is 9:16, give or take a pixel or two."""
    width, height = asset.get("width"), asset.get("height")
    return not width or not height or abs(width / height - 9 / 16) < _NEAR
