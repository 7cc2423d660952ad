"""Two who press at once about what builds on what: nothing goes round, or nobody could read the map."""

import pytest

from assay.frameworks.actions import build_on, set_priority
from assay.frameworks.models import Competency, Dependency
from assay.frameworks.priorities import essentials
from assay.frameworks.tests.factories import make_framework
from assay.lib.clock import today
from assay.people.models import Person
from tests.faults.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_that_would_build_on_each_other_one_does(max_: Person) -> None:
    make_framework()
    eight, nine = (Competency.objects.get(code=code) for code in ("8", "9"))
    set_priority(eight, "essential", reason="Everything rests on it.", by=max_)
    pairs = ((eight, nine), (nine, eight))

    done, refused = at_once(8, lambda n: build_on(*pairs[n % 2], by=Person.objects.get(pk=max_.pk)))
    assert done and refused and Dependency.objects.count() == 1
    assert eight in [one.competency for one in essentials(today())]
