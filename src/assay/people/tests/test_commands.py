import io
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from assay.letters.tests.post import posted
from assay.people import actions
from assay.people.models import Invitation, Organization, Person
from assay.record.models import Event


def make_admin(monkeypatch: pytest.MonkeyPatch, password: str = "three plain words") -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    call_command(
        "people", "create-admin", "max@example.org", "--name", "Max Sund", "--password-stdin"
    )


def test_the_first_administrator_gets_a_district(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_admin(monkeypatch)
    person = Person.objects.get(email="max@example.org")
    assert person.roles() == {"program-admin"}
    assert Organization.objects.program_district() == person.current_memberships[0].organization


def test_a_weak_password_makes_no_administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError):
        make_admin(monkeypatch, "12345678")
    assert not Person.objects.exists()


def test_an_invitation_by_command_is_mailed(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    make_admin(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("people", "invite", "new@example.org", "--role", "assessor")
    assert Invitation.objects.get().role == "assessor"
    assert len(posted()) == 1


def test_without_an_administrator_nobody_is_invited(district: Organization) -> None:
    with pytest.raises(CommandError, match="create-admin"):
        call_command("people", "invite", "new@example.org")
    with pytest.raises(CommandError, match="no organization"):
        call_command("people", "invite", "new@example.org", "--organization", "nowhere")


def test_who_lost_their_phone_gets_in_again_and_it_stands_in_the_record(ada: Person) -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("people", "take-second-step-away", "nobody@example.org")
    with pytest.raises(CommandError, match="no second step"):
        call_command("people", "take-second-step-away", ada.email)
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    call_command("people", "take-second-step-away", ada.email.upper())
    assert not Authenticator.objects.exists()
    assert Event.objects.get(verb="people.factor_removed").particulars == {"factor": "all"}
    with pytest.raises(PermissionDenied):
        actions.take_factors_away(ada, by=ada)
