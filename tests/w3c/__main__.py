"""`python -m tests.w3c`: the server that W3C's test suites call. It ships with no wheel, and nothing else starts it."""

import argparse
import sys
from pathlib import Path

from badgecore import outbound
from badgecore.verify import ACCEPT, Fetched
from tests.w3c import vc_server

ABOUT = (
    "For tests only: serve the VC-API for W3C's test suites. It signs whatever it is sent, with keys made at the start "
    "that mean nothing and end with it; it knows nothing of a program's keys, people or badges. GET / answers what the "
    "suites want to know of it."
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.w3c", description=ABOUT)
    parser.add_argument(
        "--host", default="127.0.0.1", help="address of this machine's loopback (127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=int, default=8040, help="port to listen on (8040); 0 takes a free one"
    )
    parser.add_argument(
        "--certificate", type=Path, help="PEM file with a certificate, to speak https"
    )
    parser.add_argument("--certificate-key", type=Path, help="PEM file with the certificate's key")
    options = parser.parse_args(arguments)
    if not vc_server.is_loopback(options.host):
        parser.error("this server signs anything, so it listens on this machine's loopback only")
    if (options.certificate is None) != (options.certificate_key is None):
        parser.error("--certificate and --certificate-key go together")
    certificate = (
        vc_server.Certificate(options.certificate, options.certificate_key)
        if options.certificate
        else None
    )
    try:
        server = vc_server.serve(options.host, options.port, fetch=_fetch, certificate=certificate)
    except OSError as e:
        parser.error(f"the server did not start: {e}")
    print(
        f"FOR TESTS ONLY: a VC-API that signs anything, on {server.base} (stop it with Ctrl+C)",
        flush=True,
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.")
    finally:
        server.server_close()
    return 0


def _fetch(url: str) -> Fetched:
    return outbound.fetch(url, accept=ACCEPT, agent="badgecore")


if __name__ == "__main__":
    sys.exit(main())
