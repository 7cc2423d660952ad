"""The watch at the doors outwards works: on it the suite relies to prove that no transaction waits for the network."""

import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.mail import EmailMessage
from django.db import transaction

from assay.evidence.files import storage
from assay.letters import actions
from assay.letters.models import Letter
from assay.letters.post import send_due
from assay.letters.tests.mail_server import mail_server, speak_to
from assay.lib import outbound
from assay.lib.clock import now
from tests.outdoors import InsideTransaction, caught

pytestmark = pytest.mark.django_db


def call_loopback() -> None:
    with mail_server() as box, socket.create_connection(("127.0.0.1", box.port), timeout=5):
        pass


DOORS: dict[str, Callable[[], object]] = {
    "a socket": call_loopback,
    "a name": lambda: socket.getaddrinfo("localhost", 80),
    "an address somebody typed": lambda: outbound.check("https://198.51.100.1/"),
    "fetching it": lambda: outbound.fetch("https://127.0.0.1/"),
    "a letter": lambda: EmailMessage("A", "B", None, ["ada@example.org"]).send(),
    "a file": lambda: storages["evidence"].save("x", ContentFile(b"x")),
    "a look at a file": lambda: storage.size_of("x"),
}


@pytest.mark.parametrize("door", DOORS)
def test_inside_a_transaction_every_door_is_shut(door: str) -> None:
    with suppress(outbound.CouldNotFetch):  # refused for what it is, not for when
        DOORS[door]()
    assert not caught
    with pytest.raises(InsideTransaction), transaction.atomic():
        DOORS[door]()
    assert caught
    caught.clear()


def test_the_post_does_not_go_inside_a_transaction(settings) -> None:
    actions.write("people.invitation", "new@example.org", "A", "B")
    with transaction.atomic():
        send_due()  # it survives a letter that stumbles; the watch has seen it
    assert caught
    Letter.objects.update(due_at=now())
    with mail_server() as box:
        speak_to(box, settings)
        with pytest.raises(InsideTransaction), transaction.atomic():
            send_due()
        assert not box.called.is_set()
        assert send_due() == 1
    caught.clear()
