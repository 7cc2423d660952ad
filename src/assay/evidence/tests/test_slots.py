import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from assay.catalog.tests.factories import make_version
from assay.evidence import actions
from assay.evidence.slots import start_state
from assay.evidence.tests.factories import make_draft, make_submission
from assay.journeys import actions as journeys
from assay.ui.slots import fillings


@pytest.fixture
def version(district):
    return make_version(district)


def test_the_catalog_page_leads_back_to_ones_own_draft(
    ada, dee, version, django_assert_num_queries
):
    draft = make_draft(ada, version)
    with django_assert_num_queries(1):
        context = start_state(ada, version)
    html = render_to_string("evidence/side.html", context)
    assert "Continue" in html
    assert f"/evidence/{draft.pk}/" in html
    assert start_state(dee, version) is None
    assert start_state(AnonymousUser(), version) is None
    assert any(
        template == "evidence/side.html"
        for template, _context in fillings("microcredential.side", ada, version)
    )


def test_once_handed_in_it_leads_to_where_it_stands(ada, version):
    submission = make_submission(ada, version)
    html = render_to_string("evidence/side.html", start_state(ada, version))
    assert "See its progress" in html
    assert f"/evidence/{submission.pk}/status/" in html


def test_what_was_put_aside_is_silent_so_that_the_start_box_offers_it(ada, version):
    draft = make_draft(ada, version)
    actions.leave(draft, by=ada)
    assert start_state(ada, version) is None


def test_work_whose_badge_was_withdrawn_leaves_the_way_to_a_new_start_open(ada, version):
    draft = make_draft(ada, version)
    journeys.finish(draft.start, by=None)
    journeys.void(draft.start, by=None)
    assert start_state(ada, version) is None
    assert actions.begin(ada, version.micro_credential, by=ada).start != draft.start
