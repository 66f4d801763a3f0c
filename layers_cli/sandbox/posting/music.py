"""The music that TikTok offers here: invented, as nothing public lists it (ours)."""

from typing import Any

_TRACKS = (
    ("7301000000000000001", "Slow Morning", "Marlow Hart", "First Light", 31, "en", 1_840_000),
    ("7301000000000000002", "Bounce Back", "Kiko & the Tapes", "Rewind", 24, "en", 962_400),
    ("7301000000000000003", "Café con Sol", "Lía Duarte", "Terraza", 42, "es", 711_300),
    ("7301000000000000004", "Paper Planes at Dawn", "Oda Nilsen", None, 58, None, 540_200),
    ("7301000000000000005", "Neon Rain", "Hatsu", "Platform 9", 36, "ja", 389_900),
    ("7301000000000000006", "One More Page", "The Quiet Desk", "Focus", 60, None, 214_050),
    ("7301000000000000007", "Kleine Schritte", "Jonas Brandt", "Heimweg", 29, "de", 98_700),
    ("7301000000000000008", "Wait for It", "Drop Theory", "Cuts", 15, "en", 97_100),
)


def tracks() -> list[dict[str, Any]]:
    """Return all tracks, those that most people use first; there is nothing to hear (ours)."""
    return [
        {
            "id": track_id,
            "title": title,
            "author": author,
            "album": album,
            "duration": duration,
            "previewUrl": None,
            "coverUrl": None,
            "language": language,
            "userCount": users,
            "isCommerceMusic": True,
        }
        for track_id, title, author, album, duration, language, users in _TRACKS
    ]


def track(track_id: str) -> dict[str, Any] | None:
    """Return one track, or `None`."""
    return next((each for each in tracks() if each["id"] == track_id), None)
