"""From an empty installation to the first published micro-credential, by the guide alone."""

import io
import re
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from assay.catalog.models import MicroCredential
from assay.credentials.models import IssuerKey
from assay.people.models import Invitation, Organization, Person
from assay.program.models import ChecklistItem, Policy
from assay.program.policies import AssessmentPolicy, in_force
from assay.record.models import Event

pytestmark = pytest.mark.django_db
GUIDE = "/program/set-up/"
SOURCE = Path(__file__).parents[2] / "src" / "assay"


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Whoever installs it makes the first administrator at the command line, and signs in."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("three plain words\n"))
    out = io.StringIO()
    call_command(
        "people",
        "create-admin",
        "mara@example.org",
        "--name",
        "Mara Sund",
        "--password-stdin",
        stdout=out,
    )
    assert out.getvalue().rstrip().endswith(GUIDE)
    client = Client()
    client.force_login(Person.objects.get())
    return client


def page(client: Client) -> str:
    answer = client.get(GUIDE)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, form: int | str, **typed: str | list[str]) -> None:
    """Fill in the form of the guide that posts to this address, as a browser would: hidden fields included."""
    found = [
        one
        for one in re.findall(r"<form\b.*?</form>", page(client), re.DOTALL)
        if f'action="{form}"' in one and all(f'value="{v}"' in one for v in typed.get("where", []))
    ]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    typed.pop("where", None)
    answer = client.post(str(form), {**hidden, **typed})
    assert answer.status_code == 302, answer.content.decode()[:4000]


def test_from_empty_to_published(admin: Client) -> None:
    assert "Go on with the set-up" in admin.get("/").content.decode()
    assert "0 of 7 done" in page(admin)
    send(admin, "/people/organizations/new/", name="Curriculum")
    home = Organization.objects.program_district()
    assert home is not None
    send(admin, f"/issuers/{home.ident}/key/making/")
    send(admin, "/program/set-up/rules/", name="school")
    assert admin.post("/program/appearance/", {"name": "Lake Schools"}).status_code == 302
    assert "Lake Schools" in page(admin)
    assert in_force(AssessmentPolicy).double_score_percent == 100
    assert ChecklistItem.objects.count() == 21
    department = Organization.objects.get(name="Curriculum")
    send(
        admin,
        "/authoring/adoption/",
        starter=["mc-wait-time", "mc-classroom-routines"],
        owner=str(department.pk),
    )
    for role, addresses in (
        ("assessor", "ana@example.org, bo@example.org"),
        ("lead-assessor", "lea@example.org"),
        ("approver", "chi@example.org"),
    ):
        send(admin, "/people/invitations/", emails=addresses, where=[role])
    assert Invitation.objects.count() == 4
    told = page(admin)
    assert "6 of 7 done" in told
    assert "Nothing can be scored or released until these have joined." in told
    draft = re.search(r'href="(/authoring/\d+/)"[^>]*>Using Wait Time', told)
    assert draft
    assert "To do before publishing" not in admin.get(draft[1]).content.decode()
    assert admin.post(f"{draft[1]}publication/").status_code == 302
    assert "7 of 7 done" in page(admin)
    assert "Go on with the set-up" not in admin.get("/").content.decode()
    shown = Client().get("/catalog/wait-time/").content.decode()
    assert "Using Wait Time to Deepen Classroom Talk" in shown and home.name in shown


def test_a_step_is_done_by_facts_and_a_second_press_changes_nothing(admin: Client) -> None:
    home = Organization.objects.program_district()
    assert home is not None
    making = f"/issuers/{home.ident}/key/making/"
    admin.post(making)
    admin.post(making)
    assert IssuerKey.objects.count() == 1
    assert Event.objects.filter(verb="credentials.key_made").count() == 1
    assert admin.post(f"{GUIDE}rules/", {"name": "none"}).status_code == 422
    assert admin.post(f"{GUIDE}rules/", {"name": "district"}).status_code == 302
    again = admin.post(f"{GUIDE}rules/", {"name": "school"})
    assert again.status_code == 409 and "already set" in again.content.decode()
    assert in_force(AssessmentPolicy).double_score_percent == 15
    adopt = {"starter": "mc-wait-time", "owner": str(home.pk)}
    assert admin.post("/authoring/adoption/", adopt).status_code == 302
    assert admin.post("/authoring/adoption/", adopt).status_code == 302
    assert MicroCredential.objects.count() == 1
    assert admin.post("/authoring/adoption/", {"owner": str(home.pk)}).status_code == 422


def test_nobody_else_sets_up(client: Client, ada: Person, bo: Person, chi: Person) -> None:
    for person in (ada, bo, chi):
        client.force_login(person)
        assert client.get(GUIDE).status_code == 404
        assert client.post(f"{GUIDE}rules/", {"name": "school"}).status_code == 404
        assert client.post("/issuers/lakeside-schools/key/making/").status_code == 404
        assert client.post("/authoring/adoption/", {"starter": "mc-wait-time"}).status_code == 404
    assert not Policy.objects.exists() and not MicroCredential.objects.exists()


@pytest.mark.parametrize("name", ["school", "district", "state"])
def test_every_starting_set_can_be_taken(admin: Client, name: str) -> None:
    assert admin.post(f"{GUIDE}rules/", {"name": name}).status_code == 302
    assert admin.get("/program/policies/").status_code == 200


def test_what_comes_along_is_what_the_demo_shows() -> None:
    """The same text twice would part: whoever mends one mends both."""
    content = SOURCE / "demo" / "content"
    pairs = {
        SOURCE / "catalog" / "starters": content / "micro-credentials",
        SOURCE / "frameworks" / "starters": content / "frameworks",
    }
    for folder, twin in pairs.items():
        for path in [*folder.glob("*.yaml"), *folder.glob("*.json")]:
            assert path.read_bytes() == (twin / path.name).read_bytes(), path.name
    standard = SOURCE / "program" / "starting_sets" / "quality-checklist.yaml"
    assert standard.read_bytes() == (content / "quality-checklist.yaml").read_bytes()
