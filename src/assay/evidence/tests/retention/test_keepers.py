"""keep: what later rooms name stays, with every reason; asked once for many."""

import pytest

from assay.catalog.tests.factories import make_version
from assay.evidence import keepers
from assay.evidence.tests.factories import make_submission


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    monkeypatch.setattr(keepers, "_asks", [])


def test_each_room_names_what_it_needs_and_why(ada, district):
    one, other, *_rest = make_submission(ada, make_version(district)).artifacts.all()
    asked = []

    def anchors(artifacts):
        asked.append([a.pk for a in artifacts])
        return {one.pk: "It is read in the training of assessors."}

    keepers.keep(anchors)
    keepers.keep(anchors)  # a room's apps may be made ready twice
    keepers.keep(lambda artifacts: {one.pk: "An appeal is open."})
    assert keepers.reasons_to_keep([one, other]) == {
        one.pk: ["It is read in the training of assessors.", "An appeal is open."]
    }
    assert asked == [[one.pk, other.pk]]


def test_where_nothing_is_asked_about_no_room_is_bothered():
    def none(artifacts):
        raise AssertionError

    keepers.keep(none)
    assert keepers.reasons_to_keep([]) == {}
