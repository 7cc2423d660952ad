import socket
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assay.cli.processes import Child, Tree, clock, web, worker

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Serve the product: web server, background workers and the clock, as one process tree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (ASSAY_PORT, else 8000)")
        parser.add_argument("--web", type=int, default=2, help="web processes (2)")
        parser.add_argument("--workers", type=int, default=1, help="background workers (1)")
        parser.add_argument(
            "--only",
            choices=["web", "work", "clock"],
            help="one kind of process, where several machines share the load",
        )
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, *args: object, **options: object) -> None:
        if settings.DEMO and options["host"] not in LOOPBACK and options["only"] in {None, "web"}:
            raise CommandError(
                "The demo lets anybody be anybody, so it listens on 127.0.0.1 only: whoever reaches another address"
                " could send the name of this machine."
            )
        host, port = str(options["host"]), int(str(options["port"]))
        if options["only"] in {None, "web"} and _is_taken(host, port):
            raise CommandError(
                f"Another program listens on port {port} already. Stop it, or choose another: ASSAY_PORT={port + 10}."
            )
        if options["migrate"]:
            call_command("migrate", interactive=False, verbosity=0)
        elif _migrations_wait():
            raise CommandError("The database is older than this program. Run `assay migrate`, or add --migrate.")
        if options["only"] in {None, "web"}:
            call_command("collectstatic", interactive=False, verbosity=0)
        connection.close()
        self.stdout.write(f"Serving {settings.BASE_URL} (listening on {host}:{port})")
        Tree(_children(options)).run()


def _children(options: dict[str, object]) -> list[Child]:
    only = options["only"]
    children = []
    if only in {None, "web"}:
        children.append(web(str(options["host"]), int(str(options["port"])), int(str(options["web"]))))
    if only in {None, "work"}:
        children += [worker(n + 1) for n in range(int(str(options["workers"])))]
    if only in {None, "clock"}:
        children.append(clock())
    return children


def _is_taken(host: str, port: int) -> bool:
    """Whether something answers there; 0.0.0.0 and :: are asked at home."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as asking:
        asking.settimeout(1)
        try:
            return asking.connect_ex((host, port)) == 0
        except OSError:
            return False  # a name that cannot be looked up here: the web server says so better


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
