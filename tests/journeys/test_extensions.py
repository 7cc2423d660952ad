"""Who asked for an extension of the template hears what was decided of it."""

import pytest

from assay.governance import actions
from assay.governance.tests.scene import make_scene
from assay.notices.models import Notice
from assay.people.models import Organization
from assay.program.actions import propose_extension

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_asked_hears_of_the_decision_and_of_the_end(district: Organization) -> None:
    scene = make_scene(district)
    row = propose_extension(
        scene.department, "short_text", "Languages", "Nine are spoken.", by=scene.author
    )
    actions.record_extension(row, "in_force", "It helps.", in_favor=5, by=scene.chair)
    actions.record_extension(row, "ended", "No longer.", in_favor=5, by=scene.chair)
    told = Notice.objects.filter(kind="extension_decided").order_by("told_at")
    assert [notice.person for notice in told] == [scene.author, scene.author]
