"""Starting the product: what is refused before anything listens."""

import socket
import subprocess
import sys
from importlib.metadata import version

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@pytest.mark.parametrize("host", ["::", "192.0.2.7", "badges.example.org"])
def test_the_demo_listens_on_this_machine_alone(settings, host: str) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="lets anyone be anyone"):
        call_command("serve", host=host)


def test_without_the_demo_any_address_may_be_listened_on(settings, monkeypatch, db: None) -> None:
    settings.DEMO = False
    started: list[str] = []
    module = "assay.cli.management.commands.serve"
    monkeypatch.setattr(f"{module}.call_command", lambda *args, **options: None)
    monkeypatch.setattr(f"{module}.Tree.run", lambda tree: started.append("yes"))
    monkeypatch.setattr(f"{module}.connection.close", lambda: None)
    monkeypatch.setattr(
        f"{module}.made_ready", lambda: None
    )  # for a process of its own: it closes connections
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    call_command("serve", host="::", only="web", port=port)
    assert started == ["yes"]


def test_a_port_that_is_taken_is_told_before_anything_starts(settings) -> None:
    settings.DEMO = False
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="ASSAY_PORT="):
            call_command("serve", port=other.getsockname()[1])


def test_the_version_is_ours() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assay", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"assay {version('assay')}\n"
