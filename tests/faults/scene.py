"""A learner, a draft and a database of its own, under `ASSAY_VAR`: for faults that need a process of their own.

`python -m tests.faults.scene send` sends a film in parts through the product's own addresses and says `answered N`
after each answer. `… type` types an answer on a disk that fills up.
"""

import os
import struct
import sys
from pathlib import Path

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
TEXT = "What I saw after the third second, and what I will try next. " * 60


def main(act: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "assay.config.settings"
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    from assay.catalog.tests.factories import make_version
    from assay.evidence.tests.factories import make_draft
    from assay.people.tests.factories import make_district, make_person, make_school

    district = make_district()
    ada = make_person(
        "Ada Marsh", role="learner", organization=make_school(district, "Cedar Point")
    )
    draft = make_draft(ada, make_version(district))
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    acts = {"send": send, "type": type_on_a_full_disk, "draft": tell}
    acts[act](client, draft)


def said(words: str) -> None:
    """One write to standard output, which strace sees in its place among the others."""
    os.write(1, f"{words}\n".encode())


def film(filler: int) -> bytes:
    from assay.evidence.files.tests import samples

    return samples.movie(77) + struct.pack(">I4s", filler + 8, b"mdat") + os.urandom(filler)


def tell(client, draft) -> None:
    """Where the step of a film is, and a session of its learner, for a browser."""
    import json

    from django.urls import reverse

    step = reverse("evidence:step", args=(draft.pk, "p2a"))
    said(json.dumps({"step": step, "session": client.cookies["sessionid"].value}))


def send(client, draft) -> None:
    from base64 import b64encode

    from django.urls import reverse

    body, size = film(300_000), 128 * 1024
    name = b64encode(b"talk.mp4").decode()
    headers = {**TUS, "Upload-Length": str(len(body)), "Upload-Metadata": f"filename {name}"}
    place = client.post(reverse("evidence:uploads", args=(draft.pk, "p2a")), headers=headers)[
        "Location"
    ]
    for at in range(0, len(body), size):
        said(f"sends {at}")
        head = {**TUS, "Upload-Offset": str(at)}
        answer = client.patch(place, body[at : at + size], content_type=PART, headers=head)
        said(
            f"answered {answer.status_code} {answer.get('Upload-Offset')} {answer.get('Upload-Artifact')}"
        )


def type_on_a_full_disk(client, draft) -> None:
    """Says what each save answered: before the disk is full, while it is, and once there is room again."""
    from django.db import connection
    from django.urls import reverse

    address = reverse("evidence:answer", args=(draft.pk, "p1q1"))

    def save(text: str, revision: int) -> None:
        answer = client.post(
            address, {"text": text, "revision": revision}, headers={"accept": "application/json"}
        )
        said(f"{answer.status_code} {answer.content.decode()[:300]}")

    save("Before.", 0)
    filler = Path(os.environ["ASSAY_VAR"]) / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    status, revision = [], 1
    for n in range(3000):  # what the journal had set aside is used up first
        answer = client.post(
            address,
            {"text": f"{TEXT}{n}", "revision": revision},
            headers={"accept": "application/json"},
        )
        status.append(answer.status_code)
        if answer.status_code == 507:
            said(f"507 {answer.content.decode()}")
            break
        revision = answer.json()["revision"]
    said(f"statuses {sorted(set(status))}")
    page = client.get(reverse("evidence:step", args=(draft.pk, "p1q1")))
    said(f"reads {page.status_code}")
    filler.unlink()
    save("After.", revision)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said(f"integrity {cursor.fetchone()[0]}")


if __name__ == "__main__":
    main(sys.argv[1])
