"""E-mails before the first deletion after an upgrade: to those who look after what had been due, and to no one else."""

from datetime import timedelta

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.tests.factories import make_submission
from assay.letters.tests.post import posted
from assay.lib.clock import held_at, now
from assay.notices.programs.retention import tell_of_the_first_deletion
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event


def test_those_who_look_after_what_is_due_hear_of_it(ada: Person, district: Organization) -> None:
    decided = make_submission(ada, make_version(district), outcome="earned")
    decided.artifacts.update(media_type="application/pdf")
    pia = make_person("Pia Vane", role="privacy-officer", organization=district)
    far = Organization.objects.create(ident="far", name="Far Schools", kind="district")
    make_person("Ora Lund", role="privacy-officer", organization=far)
    with held_at(now() + timedelta(days=200)):
        actions.delete_due()
        event = Event.objects.get(verb="evidence.deletion_announced")
        tell_of_the_first_deletion(event)
        tell_of_the_first_deletion(event)
        [letter] = posted()
    assert letter.to == [pia.email]
    assert "4 files of your program’s learners" in letter.body
    assert "/evidence/retention/?show=kept" in letter.body


def test_a_new_installation_writes_to_no_one(ada: Person, district: Organization) -> None:
    make_person("Pia Vane", role="privacy-officer", organization=district)
    actions.delete_due()
    tell_of_the_first_deletion(Event.objects.get(verb="evidence.deletion_announced"))
    assert not posted()
