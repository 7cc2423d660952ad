"""A state's own evaluation: its learner is told once, when credit is first sent, and reads until when on their page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assay.catalog.tests.factories import make_version
from assay.credentials.tests.factories import make_award
from assay.credits import actions
from assay.credits.models import Credit
from assay.credits.tests.factories import MICHIGAN, TENNESSEE, make_approval, make_license
from assay.lib.clock import today
from assay.notices.learners.credit import remind_of_the_states_evaluation
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person
from assay.record.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("rule", "told"), [(MICHIGAN, 1), (TENNESSEE, 0)])
def test_who_is_sent_where_the_state_asks_is_told_once(
    rule: str, told: int, client: Client, ada: Person, district: Organization
) -> None:
    odalys = make_person("Odalys Reyes", role="credit-coordinator", organization=district)
    version = make_version(district)
    make_approval(district, version, odalys, rule=rule)
    make_award(ada, version)
    license_ = make_license(ada, rule)
    credit = Credit.objects.get(license=license_)
    actions.claim(credit, by=ada)
    actions.approve([credit], by=odalys)
    actions.freeze_batch(district, rule, by=odalys)
    event = Event.objects.get(verb="credits.exported")
    remind_of_the_states_evaluation(event)
    remind_of_the_states_evaluation(event)
    assert Notice.objects.filter(person=ada, kind="state_evaluation").count() == told
    client.force_login(ada)
    page = client.get(reverse("credits:license", args=[license_.pk])).content.decode()
    until = (today() + timedelta(days=30)).isoformat()
    said = f'Answer it by <time class="nowrap" datetime="{until}">'
    assert (said in page) is bool(told)
