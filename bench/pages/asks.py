"""What is asked, on a loaded program: prints JSON lines (name, path, method, headers, body, queries).

Runs inside the product (`python -m bench.pages.asks`), because sessions and queries are counted there.
"""

import json
import sys
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from assay.assessment.models import Assignment  # noqa: E402
from assay.credentials.models import Award  # noqa: E402
from assay.evidence.models import Submission  # noqa: E402
from assay.people.models import Person  # noqa: E402


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    public = Client()
    award = Award.objects.filter(visibility="public").order_by("earned_on").first()
    assert award is not None
    say("catalog list", "list", public, "/catalog/")
    say("micro-credential", "detail", public, "/catalog/wait-time/")
    say("badge page", "detail", public, reverse("credentials:badge", args=[award.pk]))
    autosave()
    desk()


def desk() -> None:
    bao = Person.objects.get(sourced_id="p-022")
    client = signed_in(bao)
    say("assessor desk", "list", client, reverse("assessment:desk"))
    lease = Assignment.objects.open().filter(assessor=bao).first()
    assert lease is not None
    say("score sheet", "detail", client, reverse("assessment:sheet", args=[lease.pk]))


def autosave() -> None:
    draft = Submission.objects.filter(status="draft", start__person__sourced_id="p-005").first()
    assert draft is not None
    client = signed_in(draft.start.person)
    client.get(reverse("evidence:step", args=[draft.pk, "p1q1"]))
    words = "Three routes through the unit, and all three end at the same two targets. " * 4
    say(
        "autosave",
        "write",
        client,
        reverse("evidence:answer", args=[draft.pk, "p1q1"]),
        {"text": words},
    )


def signed_in(person: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def say(
    name: str, kind: str, client: Client, path: str, form: dict[str, str] | None = None
) -> None:
    """One line: what to ask, and how many queries it took the second time."""
    headers: dict[str, Any] = {"Accept": "text/html"}
    body = None
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            if form is None:
                response = client.get(path, headers=headers)
            else:
                token = client.cookies["csrftoken"].value
                body, kind_of_body = urlencode(form), "application/x-www-form-urlencoded"
                headers |= {
                    "X-CSRFToken": token,
                    "Content-Type": kind_of_body,
                    "Accept": "application/json",
                }
                response = client.post(path, body, content_type=kind_of_body, headers=headers)
        assert response.status_code == 200, (name, response.status_code, response.content[:300])
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    headers["Cookie"] = cookies
    line = {
        "name": name,
        "kind": kind,
        "path": path,
        "method": "POST" if form else "GET",
        "headers": headers,
        "body": body,
        "queries": len(queries),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
