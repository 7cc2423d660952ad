"""Who asked for an extension hears what was decided of it, and members of a committee hear of its minutes."""

import pytest

from assay.governance import actions
from assay.governance.tests.factories import make_meeting
from assay.governance.tests.scene import make_scene
from assay.lib.clock import held_at
from assay.notices.models import Notice
from assay.people.models import Organization
from assay.program.actions import propose_extension

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_asked_hears_of_the_decision_and_of_the_end(district: Organization) -> None:
    scene = make_scene(district)
    row = propose_extension(
        scene.department, "short_text", "Languages", "Nine are spoken.", by=scene.author
    )
    actions.record_extension(row, "in_force", "It helps.", votes=scene.votes(5), by=scene.chair)
    actions.record_extension(row, "ended", "No longer.", votes=scene.votes(5), by=scene.chair)
    told = Notice.objects.filter(kind="extension_decided").order_by("told_at")
    assert [notice.person for notice in told] == [scene.author, scene.author]


def test_members_hear_that_minutes_are_approved_and_published(district: Organization) -> None:
    scene = make_scene(district)
    meeting = make_meeting(scene.committee, by=scene.chair)
    with held_at(meeting.ends_at):
        actions.write_entry(meeting, "The budget was read.", part="open", by=scene.chair)
        actions.approve_minutes(meeting, by=scene.chair)
        actions.publish_minutes(meeting, by=scene.chair)
    others = {person.display_name for person in scene.members[1:]}
    for kind in ("minutes_approved", "minutes_published"):
        told = Notice.objects.filter(kind=kind)
        assert {notice.person.display_name for notice in told} == others
