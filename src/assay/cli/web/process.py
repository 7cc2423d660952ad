"""One web process, a child of `assay serve`."""

import asyncio
import contextlib
import logging
import os
import resource
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from assay.cli.web.front import Front

#: What is under way when the server is asked to end has so long; `assay serve` waits two seconds more.
DRAIN_SECONDS = 8.0
#: What has been answered leaves within this time; connections that stand idle are then cut.
LAST_WORDS_SECONDS = 1.0
#: The head of a request, and a connection between two, take no longer.
HEAD_SECONDS = 10
#: Read at once from a connection, and the longest head that is read before granian itself says 431.
BUFFER_BYTES = 128 * 1024
MOST_CONNECTIONS, FILES_EACH = 8192, 3


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM, in a process of its own: it ends with that, exit code 0."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C is for `assay serve`, which asks us in its turn
    asyncio.set_event_loop(loop := asyncio.new_event_loop())
    loop.run_until_complete(_serve(host, port, _most_connections()))
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(
        0
    )  # threads that still answer somebody slow, and connections that stand idle, are not waited for


def _most_connections() -> int:
    """As many as there are file handles for, with those that a body and an answer take."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * FILES_EACH
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(64, min(MOST_CONNECTIONS, soft // FILES_EACH))


async def _serve(host: str, port: int, connections: int) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(16, "files"))
    application = get_wsgi_application()
    logging.getLogger("_granian").setLevel(logging.ERROR)
    front = Front(application, folder=Path(settings.VAR) / "arriving")
    server = Server(
        front,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        backlog=1024,
        backpressure=connections,
        log_enabled=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=BUFFER_BYTES
        ),
    )
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    serving = asyncio.ensure_future(server.serve())
    asked = asyncio.ensure_future(ending.wait())
    await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
        return
    server.stop()  # type: ignore[no-untyped-call]  # granian types all but this one
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(front.quiet(), DRAIN_SECONDS)
    await asyncio.wait({serving}, timeout=LAST_WORDS_SECONDS)
