"""`python -m bench uploads`: how quick a large film gets in, beside nginx on the same disk and in the same run.

nginx takes the same bytes in one PUT, and its file is then flushed once; the product takes them as a browser sends,
in parts of 8 MB with their SHA-256. Also: how much memory that takes, how long the last part does, and how long an
autosave takes meanwhile. BENCH_UPLOAD_MB names the sizes (500,2000). `--strict` exits 1 where an aim is missed.
"""

import base64
import hashlib
import http.client
import json
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

from bench.pages.server import AS_AT_WORK, ROOT, assay, environment, served

MB, PART = 1_000_000, 8 * 1024 * 1024
FILM = ROOT / "src/assay/demo/content/media/open-1/pairs-talk.mp4"
#: Of nginx's rate; MB of memory more than before; seconds of the last part; an autosave beside it, times one alone.
AIMS = {"rate": 0.8, "memory": 64.0, "last": 0.3, "autosave": 1.5}
NGINX = """daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{ access_log off; client_body_temp_path {folder}/body; client_max_body_size 0;
  server {{ listen 127.0.0.1:{port}; location / {{ root {folder}/files; dav_methods PUT; }} }} }}
"""


def main() -> int:
    sizes = [int(size) for size in os.environ.get("BENCH_UPLOAD_MB", "500,2000").split(",")]
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-uploads-") as name:
        folder = Path(name)
        assay(folder / "var", "demo")
        assay(folder / "var", "collectstatic", "--noinput", "-v0")
        for size in sizes:
            film = make_film(folder / "film.mp4", size * MB)
            beside = nginx_rate(folder, film)
            missed += report(size, beside, upload(folder / "var", film))
            film.unlink()
    print("\nEvery aim is met." if not missed else "\nAims missed:\n  " + "\n  ".join(missed))
    return 1 if missed and "--strict" in sys.argv else 0


def make_film(path: Path, size: int) -> Path:
    """The film as a phone writes it: as much picture data as it takes, no two megabytes alike, headers last."""
    film = FILM.read_bytes()
    length = int.from_bytes(film[:4])  # of the first box, which says what kind of file it is
    rest = size - len(film) - 8
    with path.open("wb") as file:
        file.write(film[:length] + struct.pack(">I4s", rest + 8, b"mdat"))
        while rest:
            rest -= file.write(os.urandom(min(rest, 4 * MB)))
        file.write(film[length:])
    return path


def nginx_rate(folder: Path, film: Path) -> float:
    """MB a second that nginx takes, its file flushed at the end."""
    kept = folder / "nginx"
    for part in ("files", "body"):
        (kept / part).mkdir(parents=True, exist_ok=True)
    (kept / "conf").write_text(NGINX.format(folder=kept, port=8471))
    server = subprocess.Popen(["nginx", "-c", str(kept / "conf"), "-p", str(kept)])
    try:
        time.sleep(1)
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", 8471, timeout=600, blocksize=MB)
        with film.open("rb") as content:
            connection.request(
                "PUT", "/film", content, {"Content-Length": str(film.stat().st_size)}
            )
        assert connection.getresponse().status in {201, 204}
        written = os.open(kept / "files/film", os.O_RDONLY)
        os.fsync(written)
        os.close(written)
        return film.stat().st_size / MB / (time.perf_counter() - began)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(kept)


def upload(var: Path, film: Path) -> dict[str, float]:
    """The same film into the product; what came of it."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.uploads", "prepare"],
        env=environment(var) | AS_AT_WORK,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    ask: dict[str, Any] = json.loads(told.stdout)
    with served(var) as (port, (pid,)):
        alone = saves(port, ask, until=lambda: None, count=60)
        before = memory(pid)
        with watched(pid) as peak, autosaving(port, ask) as beside:
            began = time.perf_counter()
            last = send(port, ask, film)
            took = time.perf_counter() - began
    return {
        "rate": film.stat().st_size / MB / took,
        "memory": (max(peak) - before) / MB,
        "last": last,
        "autosave": statistics.median(beside) / statistics.median(alone),
        "alone": 1000 * statistics.median(alone),
        "saves": len(beside),
    }


def send(port: int, ask: dict[str, Any], film: Path) -> float:
    """As the browser does; seconds of the last part."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600, blocksize=MB)
    size, offset, took = film.stat().st_size, 0, 0.0
    name = base64.b64encode(b"film.mp4").decode()
    headers = ask["headers"] | {"Tus-Resumable": "1.0.0"}
    begin = headers | {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
    connection.request("POST", ask["uploads"], b"", begin)
    response = connection.getresponse()
    assert response.status == 201, response.read()
    response.read()
    place = response.headers["Location"]
    with film.open("rb") as content, ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(_next_part, content)
        while offset < size:
            part, digest = coming.result()
            coming = ahead.submit(_next_part, content)
            sent = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
            sent["Content-Type"] = "application/offset+octet-stream"
            began = time.perf_counter()
            connection.request("PATCH", place, part, headers | sent)
            response = connection.getresponse()
            assert response.status == 204, response.read()
            response.read()
            took, offset = time.perf_counter() - began, offset + len(part)
    assert response.headers["Upload-Artifact"]
    return took


def _next_part(content: BinaryIO) -> tuple[bytes, str]:
    """Read and hashed while the one before is on its way, as the browser does."""
    part = content.read(PART)
    return part, base64.b64encode(hashlib.sha256(part).digest()).decode()


def saves(port: int, ask: dict[str, Any], *, until: Any, count: int = 1_000_000) -> list[float]:
    """Seconds of each autosave, ten a second."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took: list[float] = []
    while len(took) < count and not until():
        body = urlencode(
            {"text": f"Three routes, and all end at the same two targets. {len(took)}"}
        )
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        began = time.perf_counter()
        connection.request("POST", ask["answer"], body, ask["headers"] | kind)
        response = connection.getresponse()
        assert response.status == 200, response.read()
        response.read()
        took.append(time.perf_counter() - began)
        time.sleep(0.1)
    return took


@contextmanager
def autosaving(port: int, ask: dict[str, Any]) -> Iterator[list[float]]:
    ended, took = threading.Event(), list[float]()
    thread = threading.Thread(target=lambda: took.extend(saves(port, ask, until=ended.is_set)))
    thread.start()
    try:
        yield took
    finally:
        ended.set()
        thread.join()


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """Memory of a process, looked at ten times a second."""
    ended, seen = threading.Event(), [memory(pid)]

    def look() -> None:
        while not ended.wait(0.1):
            seen.append(memory(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def memory(pid: int) -> int:
    """Bytes of its own (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def report(size: int, beside: float, found: dict[str, float]) -> list[str]:
    """Print what was found; what was missed, in words."""
    share = found["rate"] / beside
    print(
        f"{size} MB: {found['rate']:.0f} MB/s, nginx {beside:.0f} ({share:.2f} of it, aim {AIMS['rate']});"
        f" memory +{found['memory']:.0f} MB (aim {AIMS['memory']:.0f}); last part {found['last']:.2f} s"
        f" (aim {AIMS['last']}); autosave {found['alone']:.1f} ms alone, {found['autosave']:.2f} times that beside"
        f" (aim {AIMS['autosave']}, {found['saves']:.0f} saves)"
    )
    values = found | {"rate": share}
    return [
        f"{size} MB: {name} {values[name]:.2f}, aim {aim}"
        for name, aim in AIMS.items()
        if (values[name] < aim if name == "rate" else values[name] > aim)
    ]


def prepare() -> None:
    """A learner's draft that takes a film, and their session: one JSON line."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from assay.catalog.models import Version
    from assay.evidence import actions
    from assay.people.models import Person, Role

    settings.ALLOWED_HOSTS.append("testserver")
    person = Person.objects.filter(memberships__role=Role.LEARNER, starts__isnull=True)[0]
    version, item = next(
        (version, item)
        for version in Version.objects.open_to_starts().select_related("micro_credential")
        for item in version.content.items
        if "mp4" in item.formats and item.max_mb_each >= 2000
    )
    draft = actions.begin(person, version.micro_credential, by=person)
    client = Client()
    client.force_login(person)
    client.get("/people/profile/")
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    print(
        json.dumps(
            {
                "headers": {"Cookie": cookies, "X-CSRFToken": client.cookies["csrftoken"].value},
                "uploads": reverse("evidence:uploads", args=[draft.pk, item.id]),
                "answer": reverse(
                    "evidence:answer", args=[draft.pk, draft.version.content.prompts[0].id]
                ),
            }
        )
    )


if __name__ == "__main__":
    prepare()
