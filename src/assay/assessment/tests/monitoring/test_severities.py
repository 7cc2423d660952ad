"""How severe assessors are is estimated once a day where enough was read by two, and refused in words elsewhere."""

import random

import pytest
from django.test import Client
from django.urls import reverse

from assay.assessment import actions
from assay.assessment.models import Evaluation, ScoreSheet, Severity, SeverityMeasure
from assay.assessment.monitoring.severities import estimate
from assay.assessment.tests.factories import make_assessor, make_evaluation, score
from assay.assessment.tests.monitoring.test_figures import make_differing
from assay.catalog.models import Version
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_too_few_are_refused_in_words(
    client: Client, version: Version, district: Organization, lea: Person
) -> None:
    make_differing(version, district, lea, c3="almost")
    actions.renew_figures()
    assert actions.renew_severity() == 1
    assert (Severity.objects.get().reason, SeverityMeasure.objects.count()) == ("too_few", 0)
    client.force_login(lea)
    page = client.get(f"{reverse('assessment:agreement')}?by=severity").content.decode()
    assert "a hundred submissions are needed" in page


def test_the_strict_one_is_told_from_the_generous(
    client: Client,
    version: Version,
    district: Organization,
    lea: Person,
) -> None:
    rng = random.Random(5)
    pool = [make_assessor(version, district, lead=lea) for _ in range(3)]
    ids = [c.id for c in version.content.criteria]
    for n in range(12):
        learner = make_person(f"Learner {n}", organization=district)
        evaluation = make_evaluation(learner, district, lead=lea, version=version)
        for reader in rng.sample(pool, 2):
            often = 0.7 if reader == pool[0] else 0.2
            levels = {c: "almost" if rng.random() < often else "demonstrated" for c in ids}
            score(actions.offer_next(reader), by=reader, **levels)
        Evaluation.objects.filter(pk=evaluation.pk).update(status="awaiting_release")
    assert ScoreSheet.objects.count() == 24
    actions.renew_figures()
    estimate(district, least=8)
    row = Severity.objects.get()
    assert row.reason == ""
    assert row.readers.order_by("-logits")[0].person == pool[0]
    client.force_login(lea)
    url = f"{reverse('assessment:agreement')}?by=severity"
    page = client.get(url).content.decode()
    assert "Standard error" in page
    names = [page.index(f">{reader.display_name}<") for reader in pool]
    assert names[0] == min(names), "the strictest comes first"
    file = b"".join(client.get(f"{url}&file=csv").streaming_content)  # type: ignore[attr-defined]
    assert len(file.decode().splitlines()) == 1 + len(pool)
