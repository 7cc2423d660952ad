"""The first run of an installation: what had long been due is announced and goes later; new ones begin at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.models import DeletionStart, Tombstone
from assay.evidence.tests.factories import make_submission
from assay.lib.clock import held_at, now, today
from assay.people.tests.factories import make_person
from assay.program.actions import change_policy
from assay.record.models import Event


@pytest.fixture
def decided(ada, district):
    decided = make_submission(ada, make_version(district), outcome="not_yet")
    decided.artifacts.update(media_type="application/pdf")
    return decided


def after(days):
    return held_at(now() + timedelta(days=days))


def announced():
    return list(Event.objects.filter(verb="evidence.deletion_announced"))


def test_after_an_upgrade_it_announces_waits_and_then_deletes(decided):
    upgraded = now() + timedelta(days=200)
    with held_at(upgraded):
        done = actions.delete_due()
        assert (done.items, done.begins_on) == (0, today() + timedelta(days=14))
    [event] = announced()
    assert event.particulars["files"] == 4
    assert event.particulars["begins_on"] == done.begins_on.isoformat()
    with held_at(upgraded + timedelta(days=13)):
        assert actions.delete_due().items == 0
    assert not Tombstone.objects.exists()
    with held_at(upgraded + timedelta(days=14)):
        done = actions.delete_due()
        assert (done.items, done.begins_on) == (4, None)
    assert len(announced()) == 1


def test_a_new_installation_begins_at_once_and_an_outage_makes_nothing_wait(decided):
    assert actions.delete_due().begins_on is None
    assert announced()[0].particulars["files"] == 0
    with after(300):
        assert actions.delete_due().items == 4


def test_where_something_was_deleted_before_nothing_waits(decided):
    with after(91):
        actions.delete_due()
    DeletionStart.objects.all().delete()
    with after(300):
        assert actions.begin_deleting().begins_on == today()


def test_a_program_sets_how_long_it_waits(decided, max_):
    name, soon = "first_deletion_after_days", today() + timedelta(days=1)
    change_policy("evidence", name, 30, effective_from=soon, reason="As agreed.", by=max_)
    with after(200):
        assert actions.delete_due().begins_on == today() + timedelta(days=30)


def test_a_hold_placed_meanwhile_keeps_its_file_also_for_the_law(decided, chi):
    with after(200):
        actions.delete_due()
        held = actions.hold(decided.artifacts.first(), "legal", by=chi)
    with after(214):
        done = actions.delete_due()
    assert (done.items, done.kept) == (3, 1)
    assert not held.artifact.tombstones.exists()


def test_the_page_and_the_command_name_the_day(client, district, decided):
    pia = make_person("Pia Vane", role="privacy-officer", organization=district)
    with after(200):
        client.force_login(pia)
        address = reverse("evidence:retention")
        assert "Nothing is deleted here before" not in client.get(address).content.decode()
        actions.delete_due()
        said = client.get(address, {"show": "kept"}).content.decode()
        assert "Nothing is deleted here before" in said
        assert said.count("Nothing keeps it: it goes on") == 4
        out = StringIO()
        call_command("retention", "preview", stdout=out)
        assert out.getvalue().count(decided.public_id) == 4
        assert "Nothing goes before" in out.getvalue()
        out = StringIO()
        call_command("retention", "run", stdout=out)
        assert "Nothing is deleted before" in out.getvalue()
