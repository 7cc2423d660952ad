"""Who is told when a department asks the pool for readers: those invited, and nobody else."""

import pytest

from assay.assessment import actions
from assay.assessment.tests.factories import make_assessor, make_evaluation
from assay.catalog.tests.factories import make_version
from assay.notices.models import Notice
from assay.people.models import Organization, Person
from assay.people.tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_those_invited_hear_of_it(
    district: Organization, ada: Person, lea: Person, dee: Person
) -> None:
    esl = make_department(district, "Multilingual")
    version = make_version(district, owner=esl)
    other = make_version(district, slug="another", owner=make_department(district, "Science"))
    pat = make_assessor(other, district, lead=lea, name="Pat Reader")
    head = make_person("Hedda Head", role="department-head", organization=esl)
    make_evaluation(ada, district, lead=lea, version=version)
    actions.ask_for_readers(esl, by=head)
    rows = Notice.objects.filter(kind="readers_asked").select_related("person")
    assert [row.person for row in rows] == [pat]
    assert Notice.objects.filter(person=dee).count() == 0
