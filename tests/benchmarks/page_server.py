"""Serves prepared pages of containers as fast as Python can: the ground both sides stand on.

`python -m tests.benchmarks.page_server ROWS PAGE_SIZE` prints its port and serves until killed.
"""

import json
import re
import socket
import sys
import threading

CURSOR = re.compile(rb"cursor=(\d+)")


def row(number: int) -> dict[str, object]:
    """Make a container of the size that the content page's example has."""
    name = f"{number:032x}"
    slides = [f"https://media.example.com/{name}/slide-{n:02}.jpg" for n in range(1, 6)]
    return {
        "id": f"cnt_{name}",
        "projectId": "prj_254a4ce1-f4ca-42b1-9e36-17ca45ef3d39",
        "status": "completed",
        "approvalStatus": "approved",
        "format": "slideshow-builder",
        "hook": f"wait for it...\nthis simple habit changed everything {number} 🧠",
        "preview": {"kind": "slideshow", "primaryUrl": slides[0], "imageUrls": slides},
        "assets": [
            {"assetId": f"ast_{n}", "kind": "image", "url": url, "width": 1080, "height": 1920}
            for n, url in enumerate(slides)
        ],
        "captions": [{"platform": "tiktok", "text": "..."}],
        "lastError": None,
        "createdAt": "2026-04-18T12:04:11.000Z",
        "updatedAt": "2026-04-18T12:07:33.000Z",
    }


def pages(rows: int, size: int) -> list[bytes]:
    """Prepare each page's whole HTTP answer."""
    answers = []
    for start in range(0, rows, size):
        after = str(start + size) if start + size < rows else None
        items = [row(n) for n in range(start, min(start + size, rows))]
        body = json.dumps({"items": items, "nextCursor": after}, ensure_ascii=False).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        answers.append(head.encode() + body)
    return answers


def serve(rows: int, size: int) -> None:
    """Answer each GET with the page its cursor names."""
    answers = pages(rows, size)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_answer, args=(connection, answers, size), daemon=True).start()


def _answer(connection: socket.socket, answers: list[bytes], size: int) -> None:
    waiting = b""
    while data := connection.recv(65536):
        waiting += data
        while b"\r\n\r\n" in waiting:
            request, _, waiting = waiting.partition(b"\r\n\r\n")
            found = CURSOR.search(request.split(b"\r\n", 1)[0])
            connection.sendall(answers[int(found[1]) // size if found else 0])


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
