"""Serves a project of containers with real slides, as fast as Python can.

`python -m tests.benchmarks.gallery_server ROWS FOLDER` prints its port and serves until killed. Each
container has all slides of FOLDER, at addresses of its own, and five have one hook.
"""

import json
import socket
import sys
import threading
from pathlib import Path

PAGE = 200
PROJECT = "prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39"


def row(number: int, host: str, slides: list[str]) -> dict[str, object]:
    """Make a container that waits for a review."""
    name = f"cnt_{number:032x}"
    urls = [f"{host}/media/{name}/{slide}" for slide in slides]
    hook = f"wait for it...\nthis simple habit changed everything {number // 5} 🧠"
    return {
        "id": name,
        "projectId": PROJECT,
        "status": "completed",
        "approvalStatus": "pending",
        "format": "slideshow-builder",
        "hook": hook,
        "preview": {"kind": "slideshow", "primaryUrl": urls[0], "imageUrls": urls},
        "captions": [
            {"platform": "tiktok", "text": f"{hook}\n\nClears your inbox #InboxZen #overnight"},
            {"platform": "instagram", "text": f"{hook}\n\nClears your inbox while you sleep"},
        ],
        "createdAt": f"2026-04-18T{number // 60 % 24:02}:{number % 60:02}:11.000Z",
    }


class Project:
    """What the server answers."""

    def __init__(self, rows: int, folder: Path, host: str) -> None:
        self.slides = {file.name: file.read_bytes() for file in sorted(folder.glob("*.jpg"))}
        self.rows = [row(number, host, list(self.slides)) for number in range(rows)]

    def answer(self, target: str) -> tuple[str, bytes]:
        """Return type and body of the answer to one GET."""
        path, _, query = target.partition("?")
        if path.startswith("/media/"):
            return "image/jpeg", self.slides[path.rpartition("/")[2]]
        if not path.endswith("/content"):
            return "application/json", json.dumps({"id": PROJECT, "name": "InboxZen"}).encode()
        start = int(dict(each.split("=") for each in query.split("&")).get("cursor", 0))
        after = start + PAGE
        items = self.rows[start:after]
        body = {"items": items, "nextCursor": str(after) if after < len(self.rows) else None}
        return "application/json", json.dumps(body).encode()


def _talk(connection: socket.socket, project: Project) -> None:
    waiting = b""
    while data := connection.recv(65536):
        waiting += data
        while b"\r\n\r\n" in waiting:
            request, _, waiting = waiting.partition(b"\r\n\r\n")
            kind, body = project.answer(request.split(b" ", 2)[1].decode())
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)


def main(rows: int, folder: Path) -> None:
    """Serve until killed."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    project = Project(rows, folder, f"http://127.0.0.1:{port}")
    print(port, flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_talk, args=(connection, project), daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
