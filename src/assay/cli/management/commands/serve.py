import errno
import socket
from argparse import ArgumentParser

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from assay.cli.processes import Child, Tree, clock, letters, made_ready, media, web, worker
from assay.credentials.issuers import sealed_keys

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Serve the product: web server, background workers and the clock, as one process tree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument(
            "--port",
            type=int,
            default=settings.PORT,
            help="port to listen on (ASSAY_PORT, else 8000)",
        )
        parser.add_argument("--web", type=int, default=2, help="web processes (2)")
        parser.add_argument("--workers", type=int, default=1, help="background workers (1)")
        parser.add_argument(
            "--only",
            choices=["web", "work", "clock"],
            help="one kind of process, where several machines share the load",
        )
        parser.add_argument(
            "--migrate", action="store_true", help="bring the database up to date first"
        )

    def handle(self, *args: object, **options: object) -> None:
        if settings.DEMO and options["host"] not in LOOPBACK and options["only"] in {None, "web"}:
            raise CommandError(
                "The demo lets anyone be anyone, so it listens on 127.0.0.1 only: whoever reaches another address"
                " could send the name of this machine."
            )
        host, port = str(options["host"]), int(str(options["port"]))
        if options["only"] in {None, "web"}:
            _refuse_port(host, port)
        _refuse_database()
        if options["migrate"]:
            call_command("migrate", interactive=False, verbosity=0)
        elif _migrations_wait():
            raise CommandError(
                "The database is older than this program. Run `assay migrate`, or add --migrate."
            )
        if shut := sealed_keys.shut_issuers():
            raise CommandError(
                f"The vault key does not open the signing keys of {', '.join(shut)}. {sealed_keys.REMEDY}"
            )
        if options["only"] in {None, "web"}:
            call_command("collectstatic", interactive=False, verbosity=0)
        connection.close()
        self.stdout.write(f"Serving {settings.BASE_URL} (listening on {host}:{port})")
        made_ready()
        Tree(_children(options)).run()


def _children(options: dict[str, object]) -> list[Child]:
    only = options["only"]
    children = []
    if only in {None, "web"}:
        where = str(options["host"]), int(str(options["port"]))
        children += [web(n + 1, *where) for n in range(int(str(options["web"])))]
    if only in {None, "work"}:
        children += [worker(n + 1) for n in range(int(str(options["workers"])))]
        children += [letters(), media()]
    if only in {None, "clock"}:
        children.append(clock())
    return children


def _refuse_port(host: str, port: int) -> None:
    """Raises CommandError where nobody can listen there, with what to do."""
    if not 0 < port < 65536:
        raise CommandError(f"{port} is not a port: ports go from 1 to 65535.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except OSError:
        raise CommandError(
            f"“{host}” is no address of this machine. Listen on 127.0.0.1, or on 0.0.0.0 for all."
        )
    with socket.socket(family, kind, protocol) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(address)
            trying.listen()
        except PermissionError:
            raise CommandError(
                f"Port {port} is for root alone. Choose one above 1023, and put a proxy in front."
            )
        except OSError as e:
            if e.errno == errno.EADDRINUSE:
                other = port + 10 if port < 65526 else 8010
                raise CommandError(
                    f"Another program listens on port {port} already. Stop it, or choose another: ASSAY_PORT={other}."
                )
            raise CommandError(
                f"“{host}” is no address of this machine. Listen on 127.0.0.1, or on 0.0.0.0 for all."
            )


def _refuse_database() -> None:
    """Raises CommandError where the database cannot be reached or opened."""
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as e:
        why = (str(e).strip().splitlines() or ["no reason given"])[0].rstrip(".")
        raise CommandError(f"The database of DATABASE_URL cannot be used: {why}.") from e


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
