"""`assay vc-api`: the server that W3C's test suites call. Nothing else starts it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assay.lib import outbound
from badgecore import vc_server
from badgecore.errors import CouldNotFetch
from badgecore.verify import ACCEPT, Fetched


class Command(BaseCommand):
    help = (
        "For tests only: serve the VC-API for W3C's test suites. It signs whatever it is sent, with keys made at the "
        "start that mean nothing and end with it; it knows nothing of the program's keys, people or badges. "
        "GET / answers what the suites want to know of it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address of this machine's loopback (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8040, help="port to listen on (8040); 0 takes a free one")
        parser.add_argument("--certificate", type=Path, help="PEM file with a certificate, to speak https")
        parser.add_argument("--certificate-key", type=Path, help="PEM file with the certificate's key")

    def handle(self, *args: Any, **options: Any) -> None:
        if not vc_server.is_loopback(options["host"]):
            raise CommandError("This server signs anything, so it listens on this machine's loopback only.")
        try:
            server = vc_server.serve(options["host"], options["port"], fetch=_fetch, certificate=_certificate(options))
        except OSError as e:
            raise CommandError(f"The server did not start: {e}.") from e
        self.stdout.write(f"FOR TESTS ONLY: a VC-API that signs anything, on {server.base} (stop it with Ctrl+C)")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        finally:
            server.server_close()


def _fetch(url: str) -> Fetched:
    try:
        return outbound.fetch(url, accept=ACCEPT)
    except outbound.CouldNotFetch as e:
        raise CouldNotFetch(str(e)) from e


def _certificate(options: dict[str, Any]) -> vc_server.Certificate | None:
    chain, key = options["certificate"], options["certificate_key"]
    if (chain is None) != (key is None):
        raise CommandError("--certificate and --certificate-key go together.")
    return None if chain is None else vc_server.Certificate(chain, key)
