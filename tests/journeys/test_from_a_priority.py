"""E6: one page leads from what the program calls essential to somebody to work with, a start, and what comes of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.coaching.models import Pairing
from assay.credits.tests.recognition.test_recognition import make_letter
from assay.frameworks.actions import set_priority
from assay.journeys.models import Start
from assay.journeys.tests.factories import make_aligned_version, make_competency
from assay.people.models import Organization
from assay.people.tests.factories import make_person, make_school

pytestmark = pytest.mark.django_db


def test_a_priority_leads_to_a_coach_a_start_and_what_comes_of_it(
    district: Organization,
) -> None:
    admin = make_person("Margaret Sundaram", role="program-admin", organization=district)
    school = make_school(district, "Pine Ridge")
    learner = make_person("Nia Teaches", role="learner", organization=school)
    coach = make_person("Ana Ruiz", role="coach", organization=school)
    competency = make_competency()
    version = make_aligned_version(district)
    set_priority(competency, "essential", reason="It changes every lesson.", by=admin)
    make_letter(district, admin, kind="celebration", name="Spring celebration")
    client, page = Client(), reverse("frameworks:priorities")
    stranger = client.get(page).content.decode()
    assert (
        version.title in stranger
        and "Ask for a coach" not in stranger
        and "What comes of it" not in stranger
    )

    client.force_login(learner)
    read = client.get(page).content.decode()
    order = [
        read.index(words)
        for words in (
            "It changes every lesson.",
            version.title,
            "Ask for a coach",
            "Spring celebration",
        )
    ]
    assert order == sorted(order), "why, with what, with whom, and what comes of it"
    with CaptureQueriesContext(connection) as few:
        client.get(page)

    asked = client.post(
        reverse("coaching:index"), {"coach": coach.pk, "about": competency.statement[:100]}
    )
    assert asked.status_code == 302
    theirs = Client()
    theirs.force_login(coach)
    theirs.post(reverse("coaching:acceptance", args=[Pairing.objects.get().pk]))
    assert "Ana Ruiz coaches you" in client.get(page).content.decode()
    client.get(reverse("catalog:detail", args=[version.micro_credential.slug]))
    begun = client.post(reverse("evidence:begin", args=[version.micro_credential.slug]))
    assert begun.status_code == 302 and Start.objects.get().person == learner
    assert len(few) <= 12, [query["sql"] for query in few]
