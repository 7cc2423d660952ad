"""Asking a server many times over kept-alive connections: how fast, how long, and how much processor time it took."""

import http.client
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Ask:
    """One kind of request."""

    name: str
    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it: requests a second, milliseconds at the median and at 95 %, processor milliseconds a request."""

    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    size_bytes: int


def run(port: int, ask: Ask, *, pids: list[int], seconds: float = 4.0, clients: int = 2) -> Answer:
    """Ask from `clients` threads for `seconds`; raises RuntimeError at the first answer that is not 2xx."""
    times: list[float] = []
    troubles: list[str] = []
    size = _once(
        http.client.HTTPConnection("127.0.0.1", port, timeout=30), ask
    )  # the first is slow, and not counted
    until = time.perf_counter() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.perf_counter() < until and not troubles:
                began = time.perf_counter()
                _once(connection, ask)
                times.append(time.perf_counter() - began)
        except Exception as e:  # a thread's exception would be lost otherwise
            troubles.append(f"{ask.name}: {e}")

    before, began = cpu_seconds(pids), time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - began, cpu_seconds(pids) - before
    if troubles or not times:
        raise RuntimeError(troubles[0] if troubles else f"{ask.name}: no answer")
    times.sort()
    return Answer(
        per_second=len(times) / took,
        p50_ms=1000 * times[len(times) // 2],
        p95_ms=1000 * times[int(len(times) * 0.95)],
        cpu_ms=1000 * used / len(times),
        size_bytes=size,
    )


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes and of the threads in them."""
    ticks = 0
    for pid in pids:
        try:
            after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        ticks += int(after[11]) + int(after[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _once(connection: http.client.HTTPConnection, ask: Ask) -> int:
    connection.request(ask.method, ask.path, body=ask.body, headers=ask.headers)
    response = connection.getresponse()
    body = response.read()
    if not 200 <= response.status < 300:
        raise RuntimeError(f"{ask.method} {ask.path} answered {response.status}: {body[:200]!r}")
    return len(body)
