from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from assay.journeys import actions
from assay.journeys.models import SelfRating
from assay.journeys.tests.factories import make_competency
from assay.lib.clock import held_at, now
from assay.lib.errors import BadInput
from assay.people.models import Person
from assay.record.models import Event


def test_the_same_day_corrects_and_another_day_adds(ada: Person) -> None:
    competency = make_competency()
    with held_at(now() - timedelta(days=90)):
        actions.rate(ada, competency, 1, by=ada)
    actions.rate(ada, competency, 2, by=ada)
    actions.rate(ada, competency, 3, by=ada)
    assert list(SelfRating.objects.values_list("level", flat=True)) == [3, 1]


def test_a_rating_stands_in_no_record(ada: Person) -> None:
    actions.rate(ada, make_competency(), 1, by=ada)
    assert not Event.objects.exists()


def test_only_oneself_and_only_on_the_scale(ada: Person, max_: Person) -> None:
    competency = make_competency()
    with pytest.raises(PermissionDenied):
        actions.rate(ada, competency, 1, by=max_)
    with pytest.raises(PermissionDenied):
        actions.forget_ratings(ada, by=max_)
    for level in (0, 5, -1):
        with pytest.raises(BadInput):
            actions.rate(ada, competency, level, by=ada)
